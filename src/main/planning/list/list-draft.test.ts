import { generateKeyPairSync } from 'node:crypto';
import { CompactSign } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import {
  type ListDesk,
  openListDesk,
  type TestList,
} from '../../../../test/unit/support/planning/list-desk.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { failure } from '../../../contract/failure.ts';

const opened = sharedStore();
let core: FakeCore;
let desk: ListDesk;
const now = 1_800_000_000_000;

beforeEach(async () => {
  core = new FakeCore();
  desk = await openListDesk({ core: () => core.port, now: () => now, ...opened.forDriver() });
});

function healed(): void {
  core.fault = (_call, perform) => perform();
}

async function handlesOf(list: TestList): Promise<string[]> {
  return (await list.targets()).map(({ handle }) => handle);
}

describe('a line of a list', () => {
  it('is a session, shown with its user', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    const handle = core.addSession(ada, 'acme');
    const list = await desk.read([`"${handle.toUpperCase()}",`]);
    expect(await list.rows()).toEqual([
      {
        row: 0,
        line: 1,
        excluded: false,
        text: handle.toUpperCase(),
        kind: 'session-handle',
        result: {
          ...{ type: 'session', handle, tenantId: 'acme', userId: ada, name: 'ada@alpha.example' },
          createdAt: expect.any(Number),
        },
      },
    ]);
    expect(await list.targets()).toMatchObject([
      { handle, userId: ada, tenantId: 'acme', line: { number: 1, text: handle.toUpperCase() } },
    ]);
  });

  it('is a user with all sessions under all ids, by any id, by address and by number', async () => {
    const [first = '', second = ''] = core.addUser(
      { email: 'ada@alpha.example', external: 'emp-1' },
      { phoneNumber: '+36201234567', tenantIds: ['acme'] },
    );
    for (const id of [first, 'emp-1', second]) core.addSession(id);
    for (const line of [first, 'emp-1', second, 'ADA@alpha.example', '+36 20 123-4567']) {
      const [row] = await (await desk.read([line])).rows();
      const result = {
        type: 'user',
        userId: 'emp-1',
        name: 'ada@alpha.example',
        sessions: 3,
        ofUser: 3,
        excludedOfUsers: 0,
      };
      expect(row?.result, line).toEqual(result);
    }
  });

  it('is an id that is no user, but has sessions', async () => {
    core.addSession('removed-user');
    const [row] = await (await desk.read(['removed-user'])).rows();
    expect(row?.result).toEqual({
      ...{
        type: 'user',
        userId: 'removed-user',
        name: 'removed-user',
        sessions: 1,
        ofUser: 1,
        excludedOfUsers: 0,
      },
    });
  });

  it('is a user without any session, or one whose sessions lines before it added', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    core.addUser({ email: 'bob@alpha.example' });
    const list = await desk.read([core.addSession(ada), ada, 'bob@alpha.example']);
    expect((await list.rows()).slice(1).map(({ result }) => result)).toMatchObject([
      { type: 'user', name: 'ada@alpha.example', sessions: 0, ofUser: 1 },
      { type: 'user', name: 'bob@alpha.example', sessions: 0, ofUser: 0 },
    ]);
  });

  it('is an account of a third party with the provider, and nobody without it', async () => {
    const [id = ''] = core.addUser({
      email: 'ada@alpha.example',
      thirdParty: { id: 'github', userId: '4242424' },
    });
    const [named, bare] = await (await desk.read(['github:4242424', '4242424'])).rows();
    expect(named).toMatchObject({ kind: 'third-party-id', result: { type: 'user', userId: id } });
    expect(bare).toMatchObject({ kind: 'user-id', result: { type: 'unknown' } });
  });

  it('is nobody of another country: a number without plus is only a number that is stored without plus', async () => {
    core.addUser({ phoneNumber: '+36201234567' });
    const [raw = ''] = core.addUser({ phoneNumber: '36307654321' });
    const list = await desk.read(['36201234567', '0036201234567', '36307654321', '+36307654321']);
    expect((await list.rows()).map(({ result }) => result)).toMatchObject([
      { type: 'unknown' },
      { type: 'unknown' },
      { type: 'user', userId: raw },
      { type: 'unknown' },
    ]);
  });

  it('is unknown, also as a handle of a tenant that does not exist', async () => {
    const gone = core.addSession('ada');
    core.sessions.delete(gone);
    const list = await desk.read([gone, `${gone}_ghost`, 'nobody', 'nobody@alpha.example', '+36209999999']);
    expect(await list.results()).toEqual(['unknown', 'unknown', 'unknown', 'unknown', 'unknown']);
    expect(list.snapshot().totals.byResult.unknown).toBe(5);
  });

  it('that is malformed is not sent to the core', async () => {
    const list = await desk.read([
      'ada\u0001@alpha.example',
      'emp\u00854711',
      `${'Ab7/'.repeat(50)}==.${'0'.repeat(64)}.V2`,
    ]);
    expect((await list.rows()).map(({ result }) => result)).toEqual([
      { type: 'malformed', reason: { code: 'control-character', count: null } },
      { type: 'malformed', reason: { code: 'control-character', count: null } },
      { type: 'malformed', reason: { code: 'refresh-token', count: null } },
    ]);
    expect(core.calls.filter(({ name }) => name !== 'identity')).toEqual([]);
  });

  it('is found, and sorted by a column, as it is at that moment', async () => {
    core.addUser({ email: 'ada@alpha.example' });
    const list = await desk.read(['nobody-b', 'ada@alpha.example', 'nobody-a']);
    const sort = { column: 'text', direction: 'ascending' } as const;
    const { view, total, close } = await list.draft.openView({ show: 'unknown', search: '', sort }, {});
    const page = await list.draft.rows({ show: 'unknown', view, offset: 0, limit: 10 });
    expect(page).toMatchObject({ total: 2, rows: [{ text: 'nobody-a' }, { text: 'nobody-b' }] });
    expect(total).toBe(2);
    await close();
    const byHandle = { column: 'handle', direction: 'ascending' } as const;
    const refused = list.draft.openView({ show: 'all', search: '', sort: byHandle }, {});
    expect(await errorOf(refused)).toMatchObject({ code: 'bad-input' });
  });

  it('keeps its place, whatever is answered first', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    const handles = Array.from({ length: 700 }, () => core.addSession(ada));
    const lines = handles.flatMap((handle, n) => (n % 7 === 0 ? [handle, `nobody-${n}`] : [handle]));
    core.fault = async (call, perform) => {
      if (call.name === 'user') await new Promise((resolve) => setImmediate(resolve));
      return perform();
    };
    const list = await desk.read(lines);
    const page = await list.draft.rows({ show: 'all', offset: 300, limit: 300 });
    expect(page.type === 'list' && page.rows.map(({ text }) => text)).toEqual(lines.slice(300, 600));
    expect(list.snapshot().progress).toMatchObject({ lines: 800, resolved: 800 });
    expect(await handlesOf(list)).toEqual(handles);
  });

  it('is unread when what the core answers cannot be a session or a user', async () => {
    const hostile = core.addSession('ada\0');
    const list = await desk.read([hostile]);
    expect(await list.results()).toEqual(['unread']);
    expect(list.snapshot().totals.sessions).toBe(0);
  });
});

describe('lines that mean the same', () => {
  it('are duplicates of the first', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    const handle = core.addSession(ada);
    const list = await desk.read(['', handle, handle, 'ada@alpha.example', ada, handle]);
    expect((await list.rows()).map(({ result }) => result)).toMatchObject([
      { type: 'session' },
      { type: 'duplicate', row: 0, line: 2 },
      { type: 'user', sessions: 0 },
      { type: 'duplicate', row: 2, line: 4 },
      { type: 'duplicate', row: 0, line: 2 },
    ]);
    expect(list.snapshot().totals).toMatchObject({ sessions: 1, users: 1, distinct: true });
  });

  it('are duplicates of a user before, when they are sessions of this user', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    const handles = [core.addSession(ada), core.addSession(ada)];
    const list = await desk.read([handles[0] ?? '', ada, ...handles]);
    expect((await list.rows()).map(({ result }) => result)).toMatchObject([
      { type: 'session' },
      { type: 'user', sessions: 1 },
      { type: 'duplicate', row: 0 },
      { type: 'duplicate', row: 1 },
    ]);
    expect((await list.freeze()).duplicates).toBe(2);
  });

  it('cost no calls: a list full of one user', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    core.addSession(ada);
    const list = await desk.read(
      Array.from({ length: 5_000 }, (_, n) => (n % 2 ? ada : 'ada@alpha.example')),
    );
    expect(list.snapshot().totals.byResult).toMatchObject({ user: 1, duplicate: 4_999 });
    expect(core.calls.length).toBeLessThan(50);
  });

  it('cost no calls when nobody is meant by them', async () => {
    const list = await desk.read(Array.from({ length: 3_000 }, () => 'nobody'));
    expect(list.snapshot().totals.byResult.unknown).toBe(3_000);
    expect(core.calls.length).toBeLessThan(20);
  });
});

describe('access tokens', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });

  function sign(claims: object, kid = 's-1'): Promise<string> {
    return new CompactSign(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'RS256', kid })
      .sign(privateKey);
  }

  beforeEach(() => {
    core.keys.push({ ...publicKey.export({ format: 'jwk' }), kid: 's-1' });
  });

  it('lead to their session, also when they are expired', async () => {
    const handle = core.addSession('ada');
    const token = await sign({ sessionHandle: handle, exp: 1 });
    const list = await desk.read([token, `Authorization: Bearer ${token}`]);
    expect(await list.rows()).toMatchObject([
      { text: handle, kind: 'access-token', result: { type: 'session', handle } },
      { text: handle, kind: 'access-token', result: { type: 'duplicate', row: 0 } },
    ]);
  });

  it('are never on disk, nor sent', async () => {
    const tokens = await Promise.all([
      sign({ sessionHandle: core.addSession('ada') }),
      sign({ sessionHandle: core.addSession('ada') }, 'd-unknown'),
      sign({ sub: 'ada' }),
    ]);
    const refreshToken = `${'Ab7/'.repeat(50)}==.${'0a'.repeat(32)}.V2`;
    const list = await desk.read([
      ...tokens,
      `sAccessToken=${tokens[0]}; x`,
      refreshToken,
      `\u0001${tokens[0]}`,
    ]);
    await list.freeze();
    const onDisk = await desk.bytes();
    for (const secret of [
      ...tokens.flatMap((token) => token.split('.')),
      refreshToken.slice(0, 100),
      '0a0a0a0a0a',
    ]) {
      expect(onDisk.includes(secret)).toBe(false);
      expect(JSON.stringify(core.calls)).not.toContain(secret);
    }
  });

  it('are malformed when another core signed them, when they are not complete, and when they name no session', async () => {
    const foreign = await sign({ sessionHandle: core.addSession('ada') }, 'd-unknown');
    const odd = await sign({ sessionHandle: 'not a handle' });
    const list = await desk.read([foreign, foreign.slice(0, 60), await sign({ sub: 'ada' }), odd]);
    expect(
      (await list.rows()).map(({ result }) => result.type === 'malformed' && result.reason.code),
    ).toEqual(['token-foreign', 'token-incomplete', 'token-without-session', 'token-without-session']);
  });

  it('are malformed when they could not be verified: nothing is kept that could be verified later', async () => {
    core.fault = (call, perform) => {
      if (call.name === 'signingKeys') throw failure('core-error', { retryable: false });
      return perform();
    };
    const list = await desk.read([await sign({ sessionHandle: core.addSession('ada') })]);
    const reason = { code: 'token-not-verified', count: null };
    expect(await list.rows()).toMatchObject([
      { kind: 'access-token', result: { type: 'malformed', reason } },
    ]);
  });
});

describe('a line that fits several kinds', () => {
  const number = '+36201234567';

  it.each([
    ['an e-mail address and an external id', 'ada@alpha.example', { email: 'ada@alpha.example' }],
    ['a phone number and an external id', number, { phoneNumber: number }],
    [
      'an account elsewhere and an external id',
      'google:1082',
      { thirdParty: { id: 'google', userId: '1082' } },
    ],
    ['a phone number without plus and an external id', '36201234567', { phoneNumber: '36201234567' }],
  ])('is ambiguous when they are of different users: %s', async (_what, line, method) => {
    const [one = ''] = core.addUser(method);
    core.addUser({ email: 'other@alpha.example', external: line });
    core.addSession(one);
    core.addSession(line);
    const list = await desk.read([line]);
    const [row] = await list.rows();
    expect(row?.result).toMatchObject({
      type: 'ambiguous',
      chosen: [],
      candidates: expect.arrayContaining([
        expect.objectContaining({ userId: one, tenantIds: ['public'] }),
        expect.objectContaining({ userId: line, name: 'other@alpha.example', tenantIds: ['public'] }),
      ]),
    });
    expect(list.snapshot().totals.sessions).toBe(0);
    await list.choose(0, [line]);
    expect((await list.freeze()).targets).toBe(1);
  });

  it('is ambiguous when one of them is an id that is no user, but has sessions', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    core.addSession('ada@alpha.example');
    const [row] = await (await desk.read(['ada@alpha.example'])).rows();
    const users = [{ userId: ada }, { userId: 'ada@alpha.example', tenantIds: [] }];
    expect(row?.result).toMatchObject({ type: 'ambiguous', candidates: users });
  });

  it('is ambiguous when it is the handle of a session and the id of another user', async () => {
    const handle = core.addSession('ada');
    core.addUser({ email: 'bob@alpha.example', external: handle });
    const list = await desk.read([handle]);
    const [row] = await list.rows();
    expect(row).toMatchObject({
      kind: 'session-handle',
      result: { type: 'ambiguous', candidates: [{ userId: handle, name: 'bob@alpha.example' }] },
    });
    expect(list.snapshot().totals.sessions).toBe(0);
  });

  it('is one user when all of them are of this user', async () => {
    core.addUser({ email: 'ada@alpha.example', external: 'ada@alpha.example' });
    core.addSession('ada@alpha.example');
    const list = await desk.read(['ada@alpha.example']);
    expect(await list.rows()).toMatchObject([{ kind: 'email', result: { type: 'user', sessions: 1 } }]);
  });

  it('is unread when one of them could not be looked up', async () => {
    core.addUser({ email: 'ada@alpha.example' });
    core.fault = (call, perform) => {
      if ((call.input as { userId?: string } | null)?.userId === 'ada@alpha.example')
        throw failure('core-error', { retryable: false });
      return perform();
    };
    expect(await (await desk.read(['ada@alpha.example'])).results()).toEqual(['unread']);
  });
});

describe('an ambiguous line', () => {
  async function ambiguous() {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    const [other = ''] = core.addUser({ email: 'ada@alpha.example', tenantIds: ['acme'] });
    const handles = [
      core.addSession(ada),
      core.addSession(other, 'acme'),
      core.addSession(other, 'acme'),
    ] as const;
    const list = await desk.read(['ada@alpha.example', handles[1], 'ADA@alpha.example']);
    return { ada, other, handles, list };
  }

  it('selects nobody before it is chosen; the same again is a duplicate', async () => {
    const { ada, other, list } = await ambiguous();
    expect((await list.rows()).map(({ result }) => result)).toMatchObject([
      { type: 'ambiguous', chosen: [], sessions: 0, candidates: [{ userId: ada }, { userId: other }] },
      { type: 'session' },
      { type: 'duplicate', row: 0 },
    ]);
    expect(list.snapshot().totals.sessions).toBe(1);
  });

  it('selects who is chosen, and no longer when that is taken back', async () => {
    const { ada, other, list } = await ambiguous();
    await list.choose(0, [ada, other]);
    const [row] = await list.rows();
    expect(row?.result).toMatchObject({ chosen: expect.arrayContaining([ada, other]), sessions: 2 });
    expect(await list.freeze()).toMatchObject({ targets: 3, wholeUsers: 2 });
    await list.choose(0, [other]);
    expect((await list.rows())[0]?.result).toMatchObject({ chosen: [other], sessions: 1 });
    expect(list.snapshot().totals).toMatchObject({ sessions: 2, byUser: [{ userId: other, count: 2 }] });
    await list.choose(0, []);
    expect(await list.freeze()).toMatchObject({ targets: 1, wholeUsers: 0 });
  });

  it('can be excluded, whatever is chosen then', async () => {
    const { ada, other, list } = await ambiguous();
    await list.draft.exclude([0], true);
    await list.choose(0, [ada, other]);
    expect(await list.freeze()).toMatchObject({ targets: 1, wholeUsers: 0, excluded: 2 });
  });

  it('gives way to a line that names the session, when that is read later', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    core.addUser({ email: 'ada@alpha.example', tenantIds: ['acme'] });
    const handle = core.addSession(ada);
    core.fault = (call, perform) => {
      if (call.name === 'session') throw failure('core-error');
      return perform();
    };
    const list = await desk.read(['ada@alpha.example', handle]);
    healed();
    await list.choose(0, [ada]);
    expect((await list.rows())[0]?.result).toMatchObject({ sessions: 1 });
    await list.retry();
    expect((await list.rows()).map(({ result }) => result)).toMatchObject([
      { type: 'ambiguous', chosen: [ada], sessions: 0 },
      { type: 'session', handle },
    ]);
    await list.choose(0, []);
    expect((await list.freeze()).targets).toBe(1);
  });

  it('takes no other users, and other lines none at all', async () => {
    const { list, handles } = await ambiguous();
    expect(await errorOf(list.choose(0, [handles[0]]))).toMatchObject({ code: 'bad-input' });
    expect(await errorOf(list.choose(1, []))).toMatchObject({ code: 'bad-input' });
    expect(await errorOf(list.choose(99, []))).toMatchObject({ code: 'bad-input' });
  });

  it('tells at once when the chosen user cannot be read, and stays as it was', async () => {
    const { ada, list } = await ambiguous();
    core.fault = () => {
      throw failure('unreachable');
    };
    expect(await errorOf(list.choose(0, [ada]))).toMatchObject({ code: 'unreachable' });
    expect((await list.rows())[0]?.result).toMatchObject({ chosen: [] });
  });
});

describe('what is excluded', () => {
  it('stays active: a session, or a user with all that the line selected', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    const [bob = ''] = core.addUser({ email: 'bob@alpha.example' });
    const handles = [core.addSession(ada), core.addSession(ada), core.addSession(bob)];
    const list = await desk.read([handles[0] ?? '', ada, bob]);
    await list.draft.exclude([1], true);
    expect(list.snapshot().totals).toMatchObject({ sessions: 3, excluded: 1 });
    expect((await list.rows('excluded')).map(({ row }) => row)).toEqual([1]);
    expect(await list.freeze()).toMatchObject({ targets: 2, wholeUsers: 1, excluded: 1 });
    expect(await handlesOf(list)).not.toContain(handles[1]);
    await list.draft.exclude([1], false);
    expect(await list.rows('excluded')).toEqual([]);
    expect((await list.freeze()).targets).toBe(3);
  });

  it('cannot be a duplicate', async () => {
    const handle = core.addSession('ada');
    const list = await desk.read([handle, handle]);
    expect(await errorOf(list.draft.exclude([1], true))).toMatchObject({ code: 'bad-input' });
  });

  it('can be everything of the operator’s own', async () => {
    const [me = ''] = core.addUser({ email: 'me@alpha.example', external: 'me' });
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    desk.ownIds = [me];
    for (const id of [me, 'me', ada]) core.addSession(id);
    const list = await desk.read(['me', ada]);
    expect(list.snapshot().totals).toMatchObject({ sessions: 3, own: 2 });
    await list.draft.exclude('own', true);
    expect(await list.freeze()).toMatchObject({ own: 0, excluded: 2, wholeUsers: 1 });
    expect((await list.rows('excluded')).map(({ row }) => row)).toEqual([0]);
  });

  it('can be everything of the operator’s own before it is found', async () => {
    const [me = ''] = core.addUser({ email: 'me@alpha.example' });
    desk.ownIds = [me];
    const handles = [core.addSession(me), core.addSession('ada')];
    const list = await desk.start();
    await list.draft.exclude('own', true);
    await list.uploadLines(handles);
    await list.finish();
    await list.until('ready');
    expect(await list.freeze()).toMatchObject({ targets: 1, excluded: 1 });
  });

  it('knows a session of the operator’s own by an id that the settings do not name', async () => {
    const [me = '', phone = ''] = core.addUser(
      { email: 'me@alpha.example' },
      { phoneNumber: '+36201234567' },
    );
    desk.ownIds = [phone];
    const list = await desk.read([core.addSession(me)]);
    expect(list.snapshot().totals).toMatchObject({ sessions: 1, own: 1 });
  });

  it('knows them by such an id as soon as the own user could be read, who could not be read at first', async () => {
    const [me = '', phone = ''] = core.addUser(
      { email: 'me@alpha.example' },
      { phoneNumber: '+36201234567' },
    );
    desk.ownIds = [phone];
    const handle = core.addSession(me);
    core.failsAt.add(handle);
    core.fault = ({ input, name }, perform) => {
      if (name === 'user' && JSON.stringify(input).includes(phone)) throw failure('core-error');
      return perform();
    };
    const list = await desk.read([handle]);
    expect(await list.results()).toEqual(['unread']);
    core.fault = (_call, perform) => perform();
    core.failsAt.clear();
    await list.retry();
    expect(list.snapshot().totals).toMatchObject({ sessions: 1, own: 1 });
  });

  describe('is not known where the other ids of the own user could not be read', () => {
    /** A list of a session that is the operator's own by an id that the settings do not name, of others, and of a whole user. */
    async function readInDoubt(fails: number) {
      const [me = '', phone = ''] = core.addUser(
        { email: 'me@alpha.example' },
        { phoneNumber: '+36201234567' },
      );
      const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
      desk.ownIds = [phone];
      core.addSession(ada);
      let left = fails;
      core.fault = ({ input, name }, perform) => {
        if (name === 'user' && JSON.stringify(input).includes(phone) && left-- > 0)
          throw failure('core-error');
        return perform();
      };
      return desk.read([core.addSession(me), core.addSession(phone), core.addSession('bob'), ada]);
    }

    it('and the plan says of how many sessions, also after the end of the console', async () => {
      const list = await readInDoubt(Number.POSITIVE_INFINITY);
      expect(await list.freeze()).toMatchObject({ targets: 4, own: 0, ownUnread: 3, wholeUsers: 1 });
      await list.draft.close();
      const restored = (await desk.restore()).find(({ draft }) => draft.id === list.draft.id);
      expect(await restored?.freeze()).toMatchObject({ targets: 4, own: 0, ownUnread: 3 });
    });

    it('but not of a whole user of whom a session is excluded', async () => {
      const [phone = ''] = core.addUser({ phoneNumber: '+36201234567' });
      const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
      desk.ownIds = [phone];
      core.addSession(ada);
      core.fault = ({ input, name }, perform) => {
        if (name === 'user' && JSON.stringify(input).includes(phone)) throw failure('core-error');
        return perform();
      };
      const list = await desk.read([core.addSession(ada), ada, core.addSession('bob')]);
      await list.draft.exclude([0], true);
      expect(await list.freeze()).toMatchObject({ targets: 2, wholeUsers: 0, ownUnread: 1 });
    });

    it('but for those of the plan where they could be read at last', async () => {
      const list = await readInDoubt(4);
      const plan = await list.freeze();
      expect([plan.own, plan.ownUnread]).toEqual([2, undefined]);
    });
  });

  it('leaves nothing to freeze when it is all', async () => {
    const list = await desk.read([core.addSession('ada')]);
    await list.draft.exclude([0], true);
    expect(await errorOf(list.freeze())).toMatchObject({ code: 'bad-input' });
  });
});

describe('a plan', () => {
  it('has the id of its draft, and the numbers that are shown', async () => {
    core.keys.push({ kid: 's-2' }, { kid: 'd-1' }, { kid: 's-1' });
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    core.addSession(ada);
    const single = core.addSession('bob', 'acme');
    const list = await desk.read(['ada@alpha.example', single, single]);
    const plan = await list.freeze();
    expect(plan).toMatchObject({
      id: list.draft.id,
      source: { type: 'list', name: 'leaked.txt' },
      ...{ targets: 2, duplicates: 1, excluded: 0, own: 0, users: 2, wholeUsers: 1, byIdentity: [] },
      byTenant: expect.arrayContaining([
        { name: 'acme', sessions: 1 },
        { name: 'public', sessions: 1 },
      ]),
    });
    const { id } = list.draft;
    expect(await desk.store.read.documents({ id, names: ['plan'] })).toEqual({
      plan: { plan, address: desk.address, coreKeys: ['s-1', 's-2'], tenantId: null },
    });
    expect(await desk.store.read.entry({ id })).toMatchObject({
      state: 'planned',
      summary: { targets: 2, users: expect.arrayContaining(['ada@alpha.example']) },
    });
  });

  it('is one no longer when its draft is changed', async () => {
    const list = await desk.read([core.addSession('ada'), core.addSession('ada')]);
    await list.freeze();
    await list.draft.exclude([0], true);
    expect(await desk.store.read.entry({ id: list.draft.id })).toMatchObject({ state: 'draft' });
    expect(await errorOf(list.draft.handOver())).toMatchObject({ code: 'bad-input' });
    expect(await list.freeze()).toMatchObject({ id: list.draft.id, targets: 1, excluded: 1 });
    await list.draft.handOver();
    expect(await errorOf(list.draft.exclude([0], false))).toMatchObject({ code: 'bad-input' });
    list.draft.takeBack();
    await list.draft.exclude([0], false);
    expect((await list.freeze()).targets).toBe(2);
  });

  it('is not made once the connection leads to another core', async () => {
    const list = await desk.read([core.addSession('ada')]);
    desk.address = 'http://other.example';
    expect(await errorOf(list.freeze())).toMatchObject({ code: 'other-core' });
  });
});

describe('lines that cannot be read for a reason of their own', () => {
  it('are unread, and are looked up again when the operator wants it', async () => {
    const [good = '', bad = ''] = [core.addSession('ada'), core.addSession('ada')];
    core.fault = (call, perform) => {
      if ((call.input as { handle?: string } | null)?.handle === bad) throw failure('core-error');
      return perform();
    };
    const list = await desk.read([good, bad, 'nobody']);
    expect(await list.results()).toEqual(['session', 'unread', 'unknown']);
    expect((await list.rows('unread')).map(({ line }) => line)).toEqual([2]);
    healed();
    await list.retry();
    expect(await list.results()).toEqual(['session', 'session', 'unknown']);
    expect(await list.rows('unread')).toEqual([]);
    expect(list.snapshot()).toMatchObject({
      state: { state: 'ready' },
      totals: { sessions: 2, byResult: { session: 2, unread: 0 } },
    });
  });

  it('are owned by the first line that selects them, also when that is read last', async () => {
    core.addUser({ email: 'ada@alpha.example', external: 'emp-1' });
    const handle = core.addSession('emp-1');
    core.fault = (call, perform) => {
      if (call.name === 'session') throw failure('core-error');
      return perform();
    };
    const list = await desk.read([handle, 'emp-1']);
    expect(await list.results()).toEqual(['unread', 'user']);
    healed();
    await list.retry();
    expect((await list.rows()).map(({ result }) => result)).toMatchObject([
      { type: 'session' },
      { type: 'user', sessions: 0 },
    ]);
    expect((await list.targets()).map(({ line }) => line?.number)).toEqual([1]);
  });
});

describe('an export of the preview', () => {
  it('has one row for each line', async () => {
    const handle = core.addSession('ada');
    const list = await desk.read([handle, handle, 'nobody', '\u0001']);
    const rows = [];
    for await (const row of list.draft.exportRows()) rows.push(row);
    expect(rows).toMatchObject([
      { line: 1, result: 'session', session: handle, tenant: 'public', user: 'ada', excluded: 'no' },
      { line: 2, result: 'duplicate', 'duplicate of line': 1 },
      { line: 3, result: 'unknown' },
      { line: 4, result: 'malformed', why: 'control-character' },
    ]);
    expect(Object.keys(rows[0] ?? {})).toEqual(list.draft.exportColumns);
  });
});
