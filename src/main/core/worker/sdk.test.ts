import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { callKey, createCall, createStopper } from '../http/call.ts';
import { callOf, type LeanFetch, LeanResponse } from '../http/lean-fetch.ts';
import { queryOf, shortenSdkReads } from './sdk.ts';

const require = createRequire(import.meta.url);
const { Querier } = require('supertokens-node/lib/build/querier.js');
const { default: NormalisedURLDomain } = require('supertokens-node/lib/build/normalisedURLDomain.js');
const { default: NormalisedURLPath } = require('supertokens-node/lib/build/normalisedURLPath.js');

test('a query is written as the SDK writes it', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('a b', "it's", 'ü', '~', '\ud800'),
    fc.integer(),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.option(value, { nil: undefined })), (params) => {
      const entries = Object.entries(params).filter(([, one]) => one !== undefined);
      const url = new URL('http://core.invalid/path');
      url.search = new URLSearchParams(entries.map(([name, one]) => [name, String(one)])).toString();
      expect(`http://core.invalid/path${queryOf(params)}`).toBe(url.toString());
    }),
  );
});

test('a read of the SDK is the same request with fewer steps, and brings its call along', async () => {
  const fetched = vi.fn<LeanFetch>(async () => {
    const answer = { type: 'answer', status: 200, headers: {}, body: '' } as const;
    return new LeanResponse(answer, { status: 'OK' });
  });
  vi.stubGlobal('fetch', fetched);
  const host = {
    domain: new NormalisedURLDomain('http://core.invalid'),
    basePath: new NormalisedURLPath('/base'),
  };
  Querier.init([host], 'the key', undefined, true);
  Querier.apiVersion = '5.4';
  const read = (querier: typeof Querier, context: object) =>
    querier.sendGetRequest('/recipe/session', { sessionHandle: 'a handle', none: undefined }, context);

  const long = Querier.getNewInstanceOrThrowError(undefined, 'session');
  shortenSdkReads(fetched, 'the key');
  const short = Querier.getNewInstanceOrThrowError(undefined, 'session');
  const call = createCall(createStopper());

  expect(await read(short, { [callKey]: call })).toEqual(await read(long, {}));

  const [[shortUrl, shortInit], [longUrl, longInit]] = fetched.mock.calls as unknown as [
    Parameters<LeanFetch>,
    Parameters<LeanFetch>,
  ];
  expect(shortUrl).toBe('http://core.invalid/base/recipe/session?sessionHandle=a+handle');
  expect(longUrl).toBe(shortUrl);
  expect(shortInit.headers).toMatchObject({ [callOf]: call });
  expect(JSON.stringify(shortInit.headers)).toBe(JSON.stringify(longInit.headers));
  vi.unstubAllGlobals();
});
