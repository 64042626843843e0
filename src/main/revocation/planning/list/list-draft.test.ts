import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompactSign } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../../test/unit/support/fake-core.ts';
import { errorOf } from '../../../../../test/unit/support/rejection.ts';
import { defaultConnectionSettings } from '../../../../contract/domain/connection.ts';
import {
  type ControlAction,
  type DraftState,
  draft as draftSchema,
  type ListFormat,
  type ListRow,
  rowsPage,
  type ShownRows,
} from '../../../../contract/domain/planning.ts';
import { failure } from '../../../../contract/failure.ts';
import { createKeyCache } from '../../../identity/tokens/key-cache.ts';
import { type ListDraft, startListDraft } from './list-draft.ts';
import type { ListPorts } from './list-ports.ts';

let dataDirectory: string;
let core: FakeCore;
let address: string;
let ownIds: string[];

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'curfew-list-'));
});
afterAll(() => rm(dataDirectory, { recursive: true }));
beforeEach(() => {
  core = new FakeCore();
  address = 'http://core.example';
  ownIds = [];
});

const drafts: ListDraft[] = [];
afterEach(async () => {
  for (const draft of drafts.splice(0)) await draft.discard();
});

const text: ListFormat = { type: 'text' };
const now = 1_800_000_000_000;

function ports(more: Partial<ListPorts> = {}): ListPorts {
  return {
    core: () => core.port,
    settings: () => ({ ...defaultConnectionSettings, name: 'Test', address }),
    recordedKeys: () => ({ ipKeys: ['ip'], userAgentKeys: ['ua'] }),
    signingKeys: createKeyCache(() => now),
    ownUserIds: () => ownIds,
    dataDirectory,
    now: () => now,
    wait: async () => undefined,
    ...more,
  };
}

async function start(format = text, more: Partial<ListPorts> = {}): Promise<ListDraft> {
  const request = { connectionId: 'test', name: 'leaked.txt', format, size: 1_000 };
  const draft = await startListDraft(ports(more), request);
  drafts.push(draft);
  return draft;
}

/** Resolves when it is in one of these states. */
async function until(draft: ListDraft, ...states: DraftState['state'][]): Promise<void> {
  await new Promise<void>((resolve) => {
    const look = () => {
      if (!states.includes(draft.draft().state.state)) return;
      leave();
      resolve();
    };
    const leave = draft.onChange(look);
    look();
  });
}

async function feed(draft: ListDraft, lines: readonly string[]): Promise<void> {
  await draft.feed(Buffer.from(lines.map((line) => `${line}\n`).join('')));
}

async function read(lines: readonly string[], more: Partial<ListPorts> = {}): Promise<ListDraft> {
  const draft = await start(text, more);
  await feed(draft, lines);
  await draft.fed(null);
  await until(draft, 'ready', 'failed');
  return draft;
}

async function rowsOf(draft: ListDraft, show: ShownRows = 'all'): Promise<ListRow[]> {
  draftSchema.parse(draft.draft());
  const page = rowsPage.parse(await draft.rows({ show, offset: 0, limit: 500 }));
  return page.of === 'list' ? page.rows : [];
}

async function verdicts(draft: ListDraft): Promise<string[]> {
  return (await rowsOf(draft)).map(({ is }) => is.verdict);
}

describe('what lines turn out to be', () => {
  it('a session, with whose it is', async () => {
    const [ada = ''] = core.addPerson({ email: 'ada@alpha.example' });
    const handle = core.addSession(ada, 'acme');
    const draft = await read([`"${handle.toUpperCase()}",`]);
    expect(await rowsOf(draft)).toEqual([
      {
        row: 0,
        line: 1,
        excluded: false,
        text: handle.toUpperCase(),
        kind: 'session-handle',
        is: { verdict: 'session', handle, tenantId: 'acme', userId: ada, createdAt: expect.any(Number) },
      },
    ]);
  });

  it('a user with everything under all ids of all login methods, by any of them, by address and by number', async () => {
    const [first = '', second = ''] = core.addPerson(
      { email: 'ada@alpha.example', external: 'emp-1' },
      { phoneNumber: '+36201234567', tenantIds: ['acme'] },
    );
    for (const id of [first, 'emp-1', second]) core.addSession(id);
    for (const line of [first, 'emp-1', second, 'ADA@alpha.example', '+36 20 123-4567']) {
      const [row] = await rowsOf(await read([line]));
      expect(row?.is, line).toEqual({
        verdict: 'user',
        userId: 'emp-1',
        name: 'ada@alpha.example',
        sessions: 3,
      });
    }
  });

  it('an id that is no user, but has sessions', async () => {
    core.addSession('removed-user');
    const [row] = await rowsOf(await read(['removed-user']));
    expect(row?.is).toEqual({ verdict: 'user', userId: 'removed-user', name: 'removed-user', sessions: 1 });
  });

  it('an account of a third party, with and without its provider', async () => {
    const [id = ''] = core.addPerson({
      email: 'ada@alpha.example',
      thirdParty: { id: 'github', userId: '4242424' },
    });
    for (const line of ['github:4242424', '4242424']) {
      const [row] = await rowsOf(await read([line]));
      expect(row).toMatchObject({ kind: 'third-party-id', is: { verdict: 'user', userId: id } });
    }
  });

  it('unknown, also a handle of a tenant that is not there', async () => {
    const gone = core.addSession('ada');
    core.sessions.delete(gone);
    const draft = await read([gone, `${gone}_ghost`, 'nobody', 'nobody@alpha.example', '+36209999999']);
    expect(await verdicts(draft)).toEqual(['unknown', 'unknown', 'unknown', 'unknown', 'unknown']);
    expect(draft.draft().totals.byVerdict.unknown).toBe(5);
  });

  it('malformed, and then nothing of it goes out', async () => {
    const draft = await read([
      'ada\u0001@alpha.example',
      'emp\u00854711',
      `${'Ab7/'.repeat(50)}==.${'0'.repeat(64)}.V2`,
    ]);
    expect(await verdicts(draft)).toEqual(['malformed', 'malformed', 'malformed']);
    expect(core.calls).toEqual([]);
  });

  it('in order, whatever comes back first', async () => {
    const [ada = ''] = core.addPerson({ email: 'ada@alpha.example' });
    const handles = Array.from({ length: 700 }, () => core.addSession(ada));
    const lines = handles.flatMap((handle, n) => (n % 7 === 0 ? [handle, `nobody-${n}`] : [handle]));
    core.fault = async (call, perform) => {
      if (call.name === 'user') await new Promise((resolve) => setImmediate(resolve));
      return perform();
    };
    const draft = await read(lines);
    const page = await draft.rows({ show: 'all', offset: 300, limit: 300 });
    expect(page.of === 'list' && page.rows.map((row) => row.text)).toEqual(lines.slice(300, 600));
    expect(draft.draft().progress).toMatchObject({ lines: 800, resolved: 800 });
  });
});

describe('lines that mean the same', () => {
  it('are duplicates of the first', async () => {
    const [ada = ''] = core.addPerson({ email: 'ada@alpha.example' });
    const handle = core.addSession(ada);
    const draft = await read(['', handle, handle, 'ada@alpha.example', ada, handle]);
    expect((await rowsOf(draft)).map(({ is }) => is)).toMatchObject([
      { verdict: 'session' },
      { verdict: 'duplicate', row: 0, line: 2 },
      { verdict: 'user', sessions: 0 },
      { verdict: 'duplicate', row: 2, line: 4 },
      { verdict: 'duplicate', row: 0, line: 2 },
    ]);
    expect(draft.draft().totals).toMatchObject({ sessions: 1, users: 1 });
  });

  it('are duplicates of a user before, when they are sessions of theirs', async () => {
    const [ada = ''] = core.addPerson({ email: 'ada@alpha.example' });
    const handles = [core.addSession(ada), core.addSession(ada)];
    const draft = await read([handles[0] ?? '', ada, ...handles]);
    expect((await rowsOf(draft)).map(({ is }) => is)).toMatchObject([
      { verdict: 'session' },
      { verdict: 'user', sessions: 1 },
      { verdict: 'duplicate', row: 0 },
      { verdict: 'duplicate', row: 1 },
    ]);
    expect((await draft.freeze()).duplicates).toBe(2);
  });

  it('cost no calls: a list full of one user', async () => {
    const [ada = ''] = core.addPerson({ email: 'ada@alpha.example' });
    core.addSession(ada);
    const draft = await read(Array.from({ length: 5_000 }, (_, n) => (n % 2 ? ada : 'ada@alpha.example')));
    expect(draft.draft().totals.byVerdict).toMatchObject({ user: 1, duplicate: 4_999 });
    expect(core.calls.length).toBeLessThan(50);
  });

  it('cost no calls when nobody is meant by them', async () => {
    const draft = await read(Array.from({ length: 3_000 }, () => 'nobody'));
    expect(draft.draft().totals.byVerdict.unknown).toBe(3_000);
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

  it('lead to their session, also when they are expired; nothing of them is excluded', async () => {
    const handle = core.addSession('ada');
    const token = await sign({ sessionHandle: handle, exp: 1 });
    const draft = await read([token, `Authorization: Bearer ${token}`]);
    expect(await rowsOf(draft)).toMatchObject([
      { text: 'access token', kind: 'access-token', is: { verdict: 'session', handle } },
      { text: 'access token', is: { verdict: 'duplicate', row: 0 } },
    ]);
    const [file = ''] = (await readdir(join(dataDirectory, 'drafts'))).slice(-1);
    const secret = token.split('.')[2] ?? '';
    expect(await readFile(join(dataDirectory, 'drafts', file), 'utf8')).not.toContain(secret);
    expect(JSON.stringify(core.calls)).not.toContain(secret);
  });

  it('are malformed when another core signed them, or when they are not whole', async () => {
    const foreign = await sign({ sessionHandle: core.addSession('ada') }, 'd-unknown');
    const draft = await read([foreign, foreign.slice(0, 60), await sign({ sub: 'ada' })]);
    expect((await rowsOf(draft)).map(({ is }) => 'why' in is && is.why)).toEqual([
      'The access token was not signed by this core.',
      'It is not a whole access token.',
      'The access token names no session.',
    ]);
  });

  it('can be tried again when they could not be checked', async () => {
    const handle = core.addSession('ada');
    core.fault = (call, perform) => {
      if (call.name === 'signingKeys')
        throw failure('core-error', 'The core answered with status 400.', { retryable: false });
      return perform();
    };
    const draft = await read([await sign({ sessionHandle: handle })]);
    expect(await rowsOf(draft)).toMatchObject([{ text: 'access token', is: { verdict: 'unread' } }]);
    core.fault = (_call, perform) => perform();
    await retry(draft);
    expect(await rowsOf(draft)).toMatchObject([{ is: { verdict: 'session', handle } }]);
  });
});

async function retry(draft: ListDraft): Promise<void> {
  await draft.control('retry');
  await until(draft, 'ready', 'stopped', 'failed');
}

describe('an ambiguous line', () => {
  async function ambiguous() {
    const [ada = ''] = core.addPerson({ email: 'ada@alpha.example' });
    const [other = ''] = core.addPerson({ email: 'ada@alpha.example', tenantIds: ['acme'] });
    const handles = [
      core.addSession(ada),
      core.addSession(other, 'acme'),
      core.addSession(other, 'acme'),
    ] as const;
    return { ada, other, handles, draft: await read(['ada@alpha.example', handles[1], 'ADA@alpha.example']) };
  }
  const { signal } = new AbortController();

  it('hits nobody before it is chosen; the same again is a duplicate', async () => {
    const { ada, other, draft } = await ambiguous();
    expect((await rowsOf(draft)).map(({ is }) => is)).toMatchObject([
      { verdict: 'ambiguous', chosen: [], sessions: 0, candidates: [{ userId: ada }, { userId: other }] },
      { verdict: 'session' },
      { verdict: 'duplicate', row: 0 },
    ]);
    expect(draft.draft().totals.sessions).toBe(1);
  });

  it('hits who is chosen, and no longer when that is taken back', async () => {
    const { ada, other, draft } = await ambiguous();
    await draft.choose(0, [ada, other], signal);
    expect((await rowsOf(draft))[0]?.is).toMatchObject({ chosen: [ada, other], sessions: 2 });
    expect((await draft.freeze()).people.wholeCount()).toBe(2);
    await draft.choose(0, [other], signal);
    expect((await rowsOf(draft))[0]?.is).toMatchObject({ chosen: [other], sessions: 1 });
    await draft.choose(0, [], signal);
    const { targets, people } = await draft.freeze();
    expect([targets.size, people.wholeCount()]).toEqual([1, 0]);
  });

  it('can be taken out, whatever is chosen then', async () => {
    const { ada, other, draft } = await ambiguous();
    await draft.keep([0], true);
    await draft.choose(0, [ada, other], signal);
    const { targets, people, excluded } = await draft.freeze();
    expect([targets.size, people.wholeCount(), excluded]).toEqual([1, 0, 2]);
  });

  it('gives way to a line that names the session, when that is read later', async () => {
    const [ada = ''] = core.addPerson({ email: 'ada@alpha.example' });
    core.addPerson({ email: 'ada@alpha.example', tenantIds: ['acme'] });
    const handle = core.addSession(ada);
    core.fault = (call, perform) => {
      if (call.name === 'session') throw failure('core-error', 'Status 500.');
      return perform();
    };
    const draft = await read(['ada@alpha.example', handle]);
    core.fault = (_call, perform) => perform();
    await draft.choose(0, [ada], signal);
    expect((await rowsOf(draft))[0]?.is).toMatchObject({ sessions: 1 });
    await retry(draft);
    expect((await rowsOf(draft)).map(({ is }) => is)).toMatchObject([
      { verdict: 'ambiguous', chosen: [ada], sessions: 0 },
      { verdict: 'session', handle },
    ]);
    await draft.choose(0, [], signal);
    expect((await draft.freeze()).targets.size).toBe(1);
  });

  it('takes no other users, and other lines none at all', async () => {
    const { draft, handles } = await ambiguous();
    expect(await errorOf(draft.choose(0, [handles[0]], signal))).toMatchObject({ code: 'bad-input' });
    expect(await errorOf(draft.choose(1, [], signal))).toMatchObject({ code: 'bad-input' });
    expect(await errorOf(draft.choose(99, [], signal))).toMatchObject({ code: 'bad-input' });
  });

  it('tells at once when the chosen user cannot be read, and stays as it was', async () => {
    const { ada, draft } = await ambiguous();
    core.fault = () => {
      throw failure('unreachable', 'Nothing listens.');
    };
    expect(await errorOf(draft.choose(0, [ada], signal))).toMatchObject({ code: 'unreachable' });
    expect((await rowsOf(draft))[0]?.is).toMatchObject({ chosen: [] });
  });
});

describe('what is taken out', () => {
  it('stays: a session, or a user with all that the line brought in', async () => {
    const [ada = ''] = core.addPerson({ email: 'ada@alpha.example' });
    const [bob = ''] = core.addPerson({ email: 'bob@alpha.example' });
    const handles = [core.addSession(ada), core.addSession(ada), core.addSession(bob)];
    const draft = await read([handles[0] ?? '', ada, bob]);
    await draft.keep([1], true);
    expect(draft.draft().totals).toMatchObject({ sessions: 3, excluded: 1 });
    expect((await rowsOf(draft, 'excluded')).map(({ row }) => row)).toEqual([1]);
    const { targets, people, excluded } = await draft.freeze();
    expect([targets.size, people.wholeCount(), excluded]).toEqual([2, 1, 1]);
    expect(targets.find(handles[1] ?? '')).toBe(-1);
    await draft.keep([1], false);
    expect((await draft.freeze()).targets.size).toBe(3);
  });

  it('cannot be a duplicate', async () => {
    const handle = core.addSession('ada');
    const draft = await read([handle, handle]);
    expect(await errorOf(draft.keep([1], true))).toMatchObject({ code: 'bad-input' });
  });

  it('can be everything of the operator’s own', async () => {
    const [me = ''] = core.addPerson({ email: 'me@alpha.example', external: 'me' });
    const [ada = ''] = core.addPerson({ email: 'ada@alpha.example' });
    ownIds = [me];
    for (const id of [me, 'me', ada]) core.addSession(id);
    const draft = await read(['me', ada]);
    expect(draft.draft().totals).toMatchObject({ sessions: 3, own: 2 });
    await draft.keep('own', true);
    const { own, excluded, people } = await draft.freeze();
    expect({ own, excluded, whole: people.wholeCount() }).toEqual({ own: 0, excluded: 2, whole: 1 });
    expect((await rowsOf(draft, 'excluded')).map(({ row }) => row)).toEqual([0]);
  });

  it('knows a session of the operator’s own by an id that the settings do not name', async () => {
    const [me = ''] = core.addPerson({ email: 'me@alpha.example' }, { phoneNumber: '+36201234567' });
    const [, phone = ''] = await idsOf(me);
    ownIds = [phone];
    const draft = await read([core.addSession(me)]);
    expect(draft.draft().totals).toMatchObject({ sessions: 1, own: 1 });
  });

  it('leaves nothing to freeze when it is all', async () => {
    const draft = await read([core.addSession('ada')]);
    await draft.keep([0], true);
    expect(await errorOf(draft.freeze())).toMatchObject({ code: 'bad-input' });
  });
});

async function idsOf(userId: string): Promise<string[]> {
  const user = await core.port.user({ userId });
  return user?.loginMethods.map(({ recipeUserId }) => recipeUserId) ?? [];
}

describe('a core that goes away', () => {
  it('pauses the draft, and none of its lines is unread when it is resumed', async () => {
    const handles = Array.from({ length: 50 }, () => core.addSession('ada'));
    let calls = 0;
    core.fault = (_call, perform) => {
      calls += 1;
      if (calls > 20) throw failure('unreachable', 'Nothing listens.');
      return perform();
    };
    const draft = await start();
    await feed(draft, handles);
    await draft.fed(null);
    await until(draft, 'paused');
    expect(draft.draft().state).toMatchObject({ by: 'core', error: { code: 'unreachable' } });
    expect(await errorOf(draft.freeze())).toMatchObject({ code: 'bad-input' });
    core.fault = (_call, perform) => perform();
    await draft.control('resume');
    await until(draft, 'ready');
    expect(draft.draft().totals.byVerdict).toMatchObject({ session: 50, unread: 0 });
  });

  it('is not confused with another one that the connection leads to by now', async () => {
    const draft = await start();
    address = 'http://other.example';
    await feed(draft, [core.addSession('ada')]);
    await draft.fed(null);
    await until(draft, 'paused');
    expect(draft.draft().state).toMatchObject({ by: 'core', error: { code: 'bad-input' } });
    expect(core.calls).toEqual([]);
  });
});

describe('lines that cannot be read for a reason of their own', () => {
  it('are unread, and are looked up again when that is wanted', async () => {
    const [good = '', bad = ''] = [core.addSession('ada'), core.addSession('ada')];
    core.fault = (call, perform) => {
      if ((call.input as { handle?: string } | null)?.handle === bad)
        throw failure('core-error', 'Status 500.');
      return perform();
    };
    const draft = await read([good, bad, 'nobody']);
    expect(await verdicts(draft)).toEqual(['session', 'unread', 'unknown']);
    core.fault = (_call, perform) => perform();
    await retry(draft);
    expect(await verdicts(draft)).toEqual(['session', 'session', 'unknown']);
    expect(draft.draft()).toMatchObject({
      state: { state: 'ready' },
      totals: { sessions: 2, byVerdict: { session: 2, unread: 0 } },
    });
  });
});

describe('a list that cannot be used', () => {
  it('is refused over its limits, in words', async () => {
    const draft = await start(text, { limits: { lines: 3, bytes: 1_000 } });
    await feed(draft, ['a', 'b', '', 'c', 'd']);
    await draft.fed(null);
    await until(draft, 'failed');
    expect(await errorOf(feed(draft, ['e']))).toMatchObject({
      message: expect.stringContaining('3 lines'),
    });
    expect(draft.draft().state).toMatchObject({ state: 'failed', error: { code: 'bad-input' } });
    const large = startListDraft(ports(), {
      connectionId: 'test',
      name: 'x',
      format: text,
      size: 300_000_000,
    });
    expect(await errorOf(large)).toMatchObject({ message: expect.stringContaining('200 MB') });
  });

  it('is refused when it is binary, before anything is looked up', async () => {
    const draft = await start();
    await draft.feed(Buffer.from([0x50, 0x4b, 3, 4, 0, 0]));
    await draft.fed(null);
    await until(draft, 'failed');
    expect(core.calls).toEqual([]);
  });

  it('says so when there is nothing in it', async () => {
    const draft = await read(['', ' ', ',']);
    expect(draft.draft().state).toMatchObject({
      state: 'failed',
      error: { message: expect.stringContaining('blank') },
    });
  });

  it('says so when it could not be read to its end', async () => {
    const draft = await start();
    await feed(draft, [core.addSession('ada')]);
    await draft.fed('the file changed meanwhile.');
    await until(draft, 'failed');
    expect(draft.draft().state).toMatchObject({
      error: { message: expect.stringContaining('the file changed') },
    });
  });
});

describe('a list whose rest does not come', () => {
  it('has failed at once, even while it is paused, and takes no more', async () => {
    const draft = await start();
    await draft.control('pause');
    await feed(draft, [core.addSession('ada')]);
    draft.abandon();
    expect(draft.draft().state).toMatchObject({
      state: 'failed',
      error: { message: expect.stringContaining('the rest of it did not come') },
    });
    expect(await errorOf(draft.feed(Buffer.from('x')))).toMatchObject({ code: 'bad-input' });
    expect(core.calls).toEqual([]);
  });

  it('stays as it ended otherwise: stopped, or read', async () => {
    const whole = await read([core.addSession('ada')]);
    const stopped = await start();
    await feed(stopped, [core.addSession('bob')]);
    await stopped.control('stop');
    whole.abandon();
    stopped.abandon();
    expect([whole, stopped].map((draft) => draft.draft().state.state)).toEqual(['ready', 'stopped']);
  });
});

describe('the operator', () => {
  it('pauses and resumes', async () => {
    const draft = await start();
    await draft.control('pause');
    await feed(draft, [core.addSession('ada')]);
    await draft.fed(null);
    await until(draft, 'paused');
    expect(core.calls).toEqual([]);
    await draft.control('resume');
    await until(draft, 'ready');
    expect(draft.draft().totals.sessions).toBe(1);
  });

  it('stops, and uses what was found until then', async () => {
    const [ada = ''] = core.addPerson({ email: 'ada@alpha.example' });
    core.addSession(ada);
    const draft = await start();
    await feed(draft, [ada, ...longBlank]);
    await untilTrue(() => draft.draft().progress.of === 'list' && draft.draft().totals.rows === 1);
    core.fault = () => new Promise(() => undefined);
    await feed(draft, [core.addSession('bob')]);
    await draft.control('stop');
    expect(draft.draft().state).toEqual({ state: 'stopped' });
    expect((await draft.freeze()).targets.size).toBe(1);
    expect(await errorOf(feed(draft, ['more']))).toMatchObject({ code: 'aborted' });
  });

  it.each([
    'pause',
    'resume',
    'stop',
  ] as const)('is told when there is nothing to %s', async (action: ControlAction) => {
    const draft = await read([core.addSession('ada')]);
    expect(await errorOf(draft.control(action))).toMatchObject({ code: 'bad-input' });
  });

  it('discards the draft with its file, also in the middle', async () => {
    const draft = await start();
    const before = await readdir(join(dataDirectory, 'drafts'));
    core.fault = () => new Promise(() => undefined);
    await feed(draft, [core.addSession('ada')]);
    await draft.discard();
    expect(await readdir(join(dataDirectory, 'drafts'))).toHaveLength(before.length - 1);
  });
});

/** So much that reading begins before the end. */
const longBlank = ['\n'.repeat(70_000)];

async function untilTrue(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('a piece of a list', () => {
  it('is taken only as fast as it can be looked up', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    core.fault = async (_call, perform) => {
      await gate;
      return perform();
    };
    const draft = await start();
    let isTaken = false;
    const feeding = feed(
      draft,
      Array.from({ length: 8_000 }, (_, n) => `nobody-${n}`),
    ).then(() => {
      isTaken = true;
    });
    await untilTrue(() => core.calls.length > 0);
    expect(isTaken).toBe(false);
    open();
    await feeding;
    await draft.fed(null);
    await until(draft, 'ready');
    expect(draft.draft().totals.byVerdict.unknown).toBe(8_000);
  });
});

describe('an export of the preview', () => {
  it('has one row for each line', async () => {
    const handle = core.addSession('ada');
    const draft = await read([handle, handle, 'nobody']);
    const rows = [];
    for await (const row of draft.exportRows()) rows.push(row);
    expect(rows).toMatchObject([
      { line: 1, result: 'session', session: handle, tenant: 'public', user: 'ada', excluded: 'no' },
      { line: 2, result: 'duplicate', 'duplicate of line': 1 },
      { line: 3, result: 'unknown' },
    ]);
    expect(Object.keys(rows[0] ?? {})).toEqual(draft.exportColumns);
  });
});
