import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CompactSign } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../test/unit/support/cores/fake-core.ts';
import { createGate } from '../../../test/unit/support/gate.ts';
import { errorOf } from '../../../test/unit/support/rejection.ts';
import { recordStream } from '../../../test/unit/support/stream.ts';
import { turnsDuring } from '../../../test/unit/support/turns.ts';
import { type SearchItem, searchItem } from '../../contract/domain/search.ts';
import { failure } from '../../contract/failure.ts';
import { createDirectory } from './directory.ts';

const now = 1_800_000_000_000;
let core: FakeCore;

beforeEach(() => {
  core = new FakeCore();
});

async function search(text: string, recorded = recordStream<SearchItem>()): Promise<SearchItem[]> {
  const directory = createDirectory({
    core: () => core.port,
    recordedKeys: () => ({ ipKeys: ['ip'], userAgentKeys: ['ua'] }),
    now: () => now,
  });
  await directory['directory.search']({ connectionId: 'sandbox', text }, recorded.context);
  for (const item of recorded.items) searchItem.parse(item);
  return recorded.items;
}

function only<T extends SearchItem['type']>(items: readonly SearchItem[], type: T) {
  return items.filter((item): item is Extract<SearchItem, { type: T }> => item.type === type);
}

function emails(items: readonly SearchItem[]): string[] {
  return only(items, 'users').flatMap(({ users }) => users.flatMap((user) => user.emails));
}

describe('a search', () => {
  it('that is stopped in 20,000 tenants lets other work have its turn while it ends', async () => {
    for (let n = 0; n < 20_000; n += 1) core.tenants.add(`t-${n}`);
    const held = createGate();
    core.fault = async (call, perform) => {
      if (call.name === 'usersByAccountInfo') await held.pass();
      return perform();
    };
    const recorded = recordStream<SearchItem>();
    const searching = errorOf(search('ada@alpha.example', recorded));
    await held.reached;
    // Meanwhile lookups in all tenants are added.
    for (let turn = 0; turn < 100; turn += 1) await nextTurn();
    recorded.abort();
    held.open();
    expect(await turnsDuring(searching)).toBeGreaterThanOrEqual(4);
    expect(await searching).toMatchObject({ code: 'aborted' });
  });

  it('begins with what the text was taken for, and ends with the numbers', async () => {
    core.addUser({ email: 'ada@alpha.example' });
    const items = await search('ada@alpha.example');
    expect(items[0]?.type).toBe('interpretations');
    expect(items.at(-1)).toMatchObject({ type: 'finished', tenants: 1, failedLookups: 0 });
    expect(emails(items)).toEqual(['ada@alpha.example']);
  });

  it('looks in every tenant, and tells a user who is in several once', async () => {
    core.addUser({ email: 'ada@alpha.example', tenantIds: ['public', 'acme'] });
    core.addUser({ email: 'adam@alpha.example', tenantIds: ['acme'] });
    const items = await search('ada');
    expect(emails(items).toSorted()).toEqual(['ada@alpha.example', 'adam@alpha.example']);
    expect(only(items, 'finished')[0]?.tenants).toBe(2);
  });

  it('says in which tenant the core cut the answer off', async () => {
    for (let i = 0; i < 1_000; i += 1) core.addUser({ email: `many${i}@alpha.example` });
    const items = await search('many');
    expect(only(items, 'cut-off')).toEqual([{ type: 'cut-off', tenantId: 'public', limit: 1_000 }]);
    expect(emails(items)).toHaveLength(1_000);
  });

  it('shows a session with its user', async () => {
    const [id = ''] = core.addUser({ email: 'ada@alpha.example' });
    const handle = core.addSession(id, 'acme');
    const items = await search(handle);
    expect(only(items, 'sessions')[0]?.rows).toMatchObject([{ handle, userId: id }]);
    expect(emails(items)).toEqual(['ada@alpha.example']);
  });

  it('shows a session whose user is unknown', async () => {
    const handle = core.addSession('no-such-user');
    const items = await search(handle);
    expect(only(items, 'sessions')[0]?.rows).toMatchObject([{ handle, userId: 'no-such-user' }]);
    expect(only(items, 'sessions-without-user')).toEqual([
      { type: 'sessions-without-user', id: 'no-such-user', count: 1 },
    ]);
  });

  it('shows the primary user of a login method’s id, and finds by external and internal id', async () => {
    const [, second = ''] = core.addUser({ email: 'ada@alpha.example' }, { phoneNumber: '+36201234567' });
    const [inner = ''] = core.addUser({ email: 'bob@beta.example', external: 'emp-4711' });
    expect(emails(await search(second))).toEqual(['ada@alpha.example']);
    expect(emails(await search('emp-4711'))).toEqual(['bob@beta.example']);
    expect(emails(await search(inner))).toEqual(['bob@beta.example']);
  });

  it('finds by phone number, whole or its beginning', async () => {
    core.addUser({ phoneNumber: '+36201234567', email: 'ada@alpha.example' });
    expect(emails(await search('+36 20 123-4567'))).toEqual(['ada@alpha.example']);
    expect(emails(await search('+3620'))).toEqual(['ada@alpha.example']);
  });

  it('finds by third-party user id, with and without its provider', async () => {
    core.addUser({ email: 'ada@alpha.example', thirdParty: { id: 'github', userId: '4242424' } });
    expect(emails(await search('github:4242424'))).toEqual(['ada@alpha.example']);
    expect(emails(await search('4242424'))).toEqual(['ada@alpha.example']);
    expect(emails(await search('google:4242424'))).toEqual([]);
  });

  it('tells a handle of a tenant that does not exist as a lookup that failed', async () => {
    const items = await search('ec513228-e676-4d1a-96e3-80cee9422ebe_ghost');
    expect(only(items, 'lookup-failed')).toMatchObject([{ error: { code: 'tenant-unknown' } }]);
    expect(items.at(-1)).toMatchObject({ type: 'finished', failedLookups: 1 });
  });

  it('goes on when one lookup fails', async () => {
    core.addUser({ email: 'ada@alpha.example', tenantIds: ['acme'] });
    core.fault = (call, perform) => {
      const { tenantId } = (call.input ?? {}) as { tenantId?: string };
      if (call.name === 'searchUsers' && tenantId === 'public') throw failure('timeout');
      return perform();
    };
    const items = await search('ada');
    expect(only(items, 'lookup-failed')).toMatchObject([
      { lookup: { type: 'email-start', tenantId: 'public' }, error: { code: 'timeout' } },
    ]);
    expect(emails(items)).toEqual(['ada@alpha.example']);
  });

  it('refuses what can be nothing', async () => {
    expect(await errorOf(search('\0'))).toMatchObject({ code: 'bad-input' });
    expect(core.calls).toEqual([]);
  });

  it('stops when it is stopped', async () => {
    const recorded = recordStream<SearchItem>();
    core.fault = (_call, perform) => {
      recorded.abort();
      return perform();
    };
    expect(await errorOf(search('ada', recorded))).toMatchObject({ code: 'aborted' });
    expect(only(recorded.items, 'finished')).toEqual([]);
  });
});

describe('a text with the core’s wildcards', () => {
  beforeEach(() => {
    const addresses = [
      'a_b@alpha.example',
      'axb@alpha.example',
      '100%@alpha.example',
      'c;d@x.example',
      'd@x.example',
    ];
    for (const email of [...addresses, 'e\\f@x.example']) core.addUser({ email });
  });

  it.each([
    ['a_b', ['a_b@alpha.example']],
    ['a_b@alpha.example', ['a_b@alpha.example']],
    ['A_B@', ['a_b@alpha.example']],
    ['100%', ['100%@alpha.example']],
    ['%', []],
    ['_', []],
    ['c;d', ['c;d@x.example']],
    ['e\\f', ['e\\f@x.example']],
    ['@x.ex', ['c;d@x.example', 'd@x.example', 'e\\f@x.example']],
    ['x.example', ['c;d@x.example', 'd@x.example', 'e\\f@x.example']],
  ])('%s finds what is written', async (text, expected) => {
    expect(emails(await search(text))).toEqual(expected);
  });
});

describe('a token', () => {
  const known = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const seconds = now / 1_000;
  let handle: string;

  beforeEach(() => {
    const [id = ''] = core.addUser({ email: 'ada@alpha.example' });
    handle = core.addSession(id);
    core.keys.push({ ...known.publicKey.export({ format: 'jwk' }), kid: 'd-1', alg: 'RS256' });
  });

  function token(more: { key?: KeyObject; kid?: string; exp?: number } = {}): Promise<string> {
    const { key = known.privateKey, kid = 'd-1', exp = seconds + 60 } = more;
    const session = core.sessions.get(handle);
    const claims = { iat: seconds - 60, exp, sub: session?.userId, tId: 'public', sessionHandle: handle };
    return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
      .sign(key);
  }

  function unsigned(header: object): string {
    const claims = { exp: seconds + 60, sub: 'x', sessionHandle: handle };
    return [header, claims, {}]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
  }

  function state(items: readonly SearchItem[]): string | undefined {
    return only(items, 'token')[0]?.token.state;
  }

  it('leads to its session and user when the core signed it', async () => {
    const items = await search(`Cookie: sAccessToken=${await token()}`);
    expect(only(items, 'token')[0]?.token).toMatchObject({
      state: 'valid',
      handle,
      expiresAt: now + 60_000,
    });
    expect(only(items, 'sessions')[0]?.rows).toMatchObject([{ handle }]);
    expect(emails(items)).toEqual(['ada@alpha.example']);
  });

  it('leads to its session when it has expired, and says so', async () => {
    const items = await search(await token({ exp: seconds - 1 }));
    expect(state(items)).toBe('expired');
    expect(only(items, 'sessions')).toHaveLength(1);
  });

  it.each([
    ['a key that the core does not have', () => token({ key: stranger.privateKey, kid: 'd-2' })],
    ['another key under a known id', () => token({ key: stranger.privateKey })],
    ['no algorithm', async () => unsigned({ alg: 'none', kid: 'd-1' })],
    ['a shared secret', async () => unsigned({ alg: 'HS256', kid: 'd-1' })],
  ])('is foreign with %s, and is not looked up', async (_what, make) => {
    const items = await search(await make());
    expect(state(items)).toBe('foreign');
    expect(core.calls.map(({ name }) => name).filter((name) => name !== 'signingKeys')).toEqual([]);
  });

  it('is incomplete when it was cut off, with the claims that can be read, and is not looked up', async () => {
    const whole = await token();
    const [header, payload] = whole.split('.');
    for (const text of [
      whole.slice(0, -10),
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${header}.${payload}`.slice(0, -3),
      `Bearer ${header}.${payload}`,
      // Its beginning is missing.
      whole.slice(4),
      `.${payload}.${'aB3_'.repeat(80)}`,
    ]) {
      const items = await search(text);
      expect(only(items, 'token')[0]?.token).toMatchObject({ state: 'incomplete', tenantId: 'public' });
      expect(only(items, 'sessions')).toEqual([]);
    }
    expect(only(await search(whole.slice(0, -10)), 'token')[0]?.token.handle).toBe(handle);
    expect(only(await search(`${header}.${payload?.slice(0, 40)}`), 'token')[0]?.token.handle).toBeNull();
  });

  it('is malformed when it cannot be read', async () => {
    expect(state(await search('eyJhbGciOiJSUzI1NiJ9.bm90LWpzb24.c2ln'))).toBe('malformed');
  });

  it('is unverified, and not looked up, when the keys cannot be read', async () => {
    core.fault = (call, perform) => {
      if (call.name === 'signingKeys') throw failure('timeout');
      return perform();
    };
    const items = await search(await token());
    expect(only(items, 'token')[0]?.token).toMatchObject({
      state: 'unverified',
      error: { code: 'timeout' },
    });
    expect(only(items, 'sessions')).toEqual([]);
  });

  it('is never sent, nor is any part of it, and never told', async () => {
    const text = await token();
    const refresh = `${'Ab7/'.repeat(60)}.${'0f'.repeat(32)}.V2`;
    const items = await search(`sAccessToken=${text}; sRefreshToken=${refresh}`);
    await search(refresh);
    const traffic = JSON.stringify([items, core.calls.map(({ input }) => input)]);
    for (const part of [...text.split('.'), ...refresh.split('.').slice(0, 2)]) {
      expect(traffic).not.toContain(part);
    }
  });

  it('is checked against kept keys, which are read again for an id that is new', async () => {
    const directory = createDirectory({
      core: () => core.port,
      recordedKeys: () => ({ ipKeys: [], userAgentKeys: [] }),
      now: () => now,
    });
    async function check(text: string) {
      const recorded = recordStream<SearchItem>();
      await directory['directory.search']({ connectionId: 'sandbox', text }, recorded.context);
      return state(recorded.items);
    }
    expect(await check(await token())).toBe('valid');
    expect(await check(await token())).toBe('valid');
    expect(core.callsOf('signingKeys')).toHaveLength(1);
    core.keys.push({ ...stranger.publicKey.export({ format: 'jwk' }), kid: 'd-2', alg: 'RS256' });
    expect(await check(await token({ key: stranger.privateKey, kid: 'd-2' }))).toBe('valid');
  });
});
