import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../support/sandbox.ts';
import { type Bindings, difference, fill } from './bindings.ts';
import { replayStep } from './replay.ts';
import type { Step } from './transcript.ts';

// A replay that cannot fail proves nothing: here it is shown answers that differ.
describe('difference', () => {
  it.each([
    ['another value', { status: 'OK' }, { status: 'NO' }],
    ['a number for a text', { count: 1 }, { count: '1' }],
    ['a field missing', { status: 'OK', count: 1 }, { status: 'OK' }],
    ['a field too many', { status: 'OK' }, { status: 'OK', count: 1 }],
    ['an item missing', { users: ['a', 'b'] }, { users: ['a'] }],
    ['an item too many', { sessionHandles: [] }, { sessionHandles: ['x'] }],
    ['another order where it matters', { users: ['a', 'b'] }, { users: ['b', 'a'] }],
    ['a time that is none', { expiry: '$time' }, { expiry: 5 }],
    ['nothing where any text may stand', { kid: '$any' }, { kid: null }],
    ['another value than before', { a: '$user1', b: '$user1' }, { a: 'x', b: 'y' }],
    ['one value for two placeholders', { a: '$user1', b: '$user2' }, { a: 'x', b: 'x' }],
    ['a handle that is not the one', { sessionHandles: ['$handle1'] }, { sessionHandles: ['other'] }],
    ['a version that is missing', { versions: ['5.4'] }, { versions: ['5.3'] }],
    ['another text inside braces', 'user {$user0}!', 'user x!'],
  ])('sees %s', (_, expected, actual) => {
    const bindings: Bindings = new Map([
      ['$handle1', 'bound'],
      ['$user0', 'zero'],
    ]);
    expect(difference(expected, actual, bindings)).toBeTypeOf('string');
  });

  it('a difference in times, order of handles and further versions is accepted', () => {
    const bindings: Bindings = new Map([['$user0', 'zero']]);
    const expected = {
      ...{
        versions: ['5.4'],
        sessionHandles: ['$handle1', '$handle2'],
        at: '$time',
        who: '{$user0}-x',
        id: '$user1',
      },
    };
    const actual = {
      ...{
        id: 'one',
        who: 'zero-x',
        at: 1_770_000_000_000,
        sessionHandles: ['p', 'q'],
        versions: ['5.5', '5.4'],
      },
    };
    expect(difference(expected, actual, bindings)).toBeUndefined();
    expect(difference({ sessionHandles: ['$handle2', '$handle1'] }, actual, bindings)).toContain('body.');
    expect(difference(['$handle2', '$handle1'], ['p', 'q'], bindings)).toContain('bound to');
    expect(fill({ userId: '$user1', text: 'a {$user1} b' }, bindings)).toEqual({
      userId: 'one',
      text: 'a one b',
    });
  });
});

describe('replayStep', () => {
  let sandbox: Sandbox;
  const step: Step = {
    about: 'unknown user',
    request: {
      ...{ method: 'GET', path: '/user/id', query: { userId: 'nobody' } },
      headers: { 'api-key': '$apiKey', 'cdi-version': '5.4' },
    },
    response: { status: 200, contentType: 'application/json', body: { status: 'UNKNOWN_USER_ID_ERROR' } },
  };

  beforeAll(async () => {
    sandbox = await startSandbox({ sampleData: false });
  });

  afterAll(() => sandbox.close());

  it.each([
    ['nothing', step.response, undefined],
    ['another status', { ...step.response, status: 400 }, 'status'],
    ['another content type', { ...step.response, contentType: 'text/html' }, 'content type'],
    ['another body', { ...step.response, body: { status: 'OK' } }, 'body.status'],
  ])('sees %s', async (_, response, found) => {
    const bindings: Bindings = new Map([['$apiKey', sandbox.apiKey]]);
    const difference = await replayStep(sandbox.uri, { ...step, response }, bindings);
    if (found === undefined) expect(difference).toBeUndefined();
    else expect(difference).toContain(found);
  });
});
