import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Rule } from '../../src/contract/domain/rule.ts';
import type { SessionReadInFull } from '../../src/main/core/protocol.ts';
import { startFaultProxy } from '../faults/fault-proxy.ts';
import {
  createRuleDesk,
  cutFile,
  handlesOf,
  isLog,
  matchesOf,
  type RuleDesk,
  type SavedFile,
  settled,
  until,
} from '../unit/support/rule-desk.ts';
import { coreUnderTest } from './support/core-under-test.ts';
import { licensed } from './support/licensed.ts';
import { linkedAndMapped } from './support/people.ts';

const core = coreUnderTest();
const keys = { ipKeys: ['ip'], userAgentKeys: ['userAgent'] };

async function aDesk(port = () => core.port): Promise<RuleDesk> {
  const desk = await createRuleDesk(port);
  onTestFinished(desk.remove);
  return desk;
}

/** Hits only what these tests made: a real core has other users too. */
function marked(mark: string, ...more: readonly Rule[]): Rule {
  const ours: Rule = { field: 'payload', in: 'database', path: 'mark', test: 'equals', value: mark };
  return { all: [ours, ...more] };
}

async function found(rule: Rule, tenants: readonly string[] | null = ['public']) {
  const draft = await (await aDesk()).start({ rule, tenants });
  const { state, progress } = await settled(draft);
  expect(state).toEqual({ state: 'ready' });
  return { handles: await handlesOf(draft), progress, draft };
}

async function sessionOf(userId: string, mark: string, database: Record<string, unknown> = {}) {
  return (await core.make.session({ userId, database: { mark, ...database } })).handle;
}

describe('sessions with their payloads', () => {
  it('are read in bulk as they are read one by one', async () => {
    const { id } = await core.make.emailUser('full');
    const database = { mark: 'full', ip: '203.0.113.7', list: [1, { deep: null }] };
    const { handle } = await core.make.session({ userId: id, database, token: { plan: 'pro' } });
    const gone = '00000000-0000-4000-8000-000000000000';
    const reads: SessionReadInFull[] = [];
    await core.port.sessionsInFull({ handles: [handle, gone], keys }, (batch) => void reads.push(...batch));
    expect(reads).toHaveLength(2);
    expect(reads).toContainEqual({ outcome: 'absent', handle: gone });
    const session = await core.port.session({ handle, keys });
    expect(session).toMatchObject({ userDataInDatabase: database, userDataInJWT: { plan: 'pro' } });
    expect(reads).toContainEqual({ outcome: 'found', session });
  });
});

describe('a rule', () => {
  it('by network finds sessions from there, and counts those whose address nobody recorded', async () => {
    const mark = `${core.make.prefix}-ip`;
    const [ada, bob] = [await core.make.emailUser('ip-a'), await core.make.emailUser('ip-b')];
    const hits = [
      await sessionOf(ada.id, mark, { ip: '203.0.113.7' }),
      await sessionOf(ada.id, mark, { ip: '[::ffff:203.0.113.9]:443' }),
      await sessionOf(bob.id, mark, { ip: '203.0.113.200, 10.0.0.1' }),
    ];
    const elsewhere = await sessionOf(bob.id, mark, { ip: '198.51.100.1' });
    await sessionOf(bob.id, mark);
    const network: Rule = { field: 'ip', network: '203.0.113.0/24' };

    const inside = await found(marked(mark, network));
    expect(inside.handles).toEqual(hits.sort());
    expect(inside.progress).toMatchObject({ matches: 3, undecided: 1, unread: 0 });

    // Of the session without an address neither is said.
    const outside = await found(marked(mark, { not: network }));
    expect(outside.handles).toEqual([elsewhere]);
    expect(outside.progress).toMatchObject({ matches: 1, undecided: 1 });
  });

  it('by payload looks into the data and the token', async () => {
    const mark = `${core.make.prefix}-payload`;
    const { id } = await core.make.emailUser('payload');
    const inData = await sessionOf(id, mark, { device: { trusted: false } });
    const database = { mark };
    const inToken = (await core.make.session({ userId: id, database, token: { device: { trusted: false } } }))
      .handle;
    await sessionOf(id, mark, { device: { trusted: true } });
    const untrusted = (where: 'either' | 'token'): Rule => ({
      field: 'payload',
      in: where,
      path: 'device.trusted',
      test: 'equals',
      value: 'false',
    });
    expect((await found(marked(mark, untrusted('either')))).handles).toEqual([inData, inToken].sort());
    expect((await found(marked(mark, untrusted('token')))).handles).toEqual([inToken]);
  });

  it('by role, domain and user agent', async () => {
    const mark = `${core.make.prefix}-who`;
    const [ada, bob] = [await core.make.emailUser('role-a'), await core.make.emailUser('role-b')];
    const role = await core.make.role(ada.id, 'admin');
    const hit = await sessionOf(ada.id, mark, { userAgent: 'Mozilla/5.0 Firefox/140.0' });
    const other = await sessionOf(bob.id, mark, { userAgent: 'Mozilla/5.0 Firefox/140.0' });
    const domain: Rule = { field: 'email-domain', domain: 'ALPHA.example' };
    const agent: Rule = { field: 'user-agent', contains: 'firefox' };
    const admin: Rule = { field: 'role', role };
    expect((await found(marked(mark, domain, agent, admin))).handles).toEqual([hit]);
    expect((await found(marked(mark, domain, agent, { not: admin }))).handles).toEqual([other]);
    expect((await found(marked(mark, { not: domain }))).handles).toEqual([]);
  });

  it('by time', async () => {
    const mark = `${core.make.prefix}-time`;
    const { id } = await core.make.emailUser('time');
    const handle = await sessionOf(id, mark);
    const session = await core.port.session({ handle, keys });
    const [at, expiry] = [session?.timeCreated ?? 0, session?.expiry ?? 0];
    const hits = async (...more: Rule[]) => (await found(marked(mark, ...more))).handles;
    expect(await hits({ field: 'created', when: 'after', at: at - 1 })).toEqual([handle]);
    expect(await hits({ field: 'created', when: 'before', at })).toEqual([]);
    expect(await hits({ field: 'expires', when: 'before', at: expiry + 1 })).toEqual([handle]);
    expect(await hits({ field: 'joined', when: 'after', at: at + 1 })).toEqual([]);
  });

  it('reaches all sessions of a linked person with external ids', async (context) => {
    const { make } = core;
    const { primaryId, handles } = await licensed(context, () => linkedAndMapped(make, 'rule'));
    const after: Rule = { field: 'created', when: 'after', at: 0 };
    const draft = await (await aDesk()).start({ tenants: ['public'], rule: after });
    await settled(draft);
    const rows = (await matchesOf(draft)).filter(({ userId }) => userId === primaryId);
    // A core with many others can have them on a later page of rows.
    if (draft.draft().totals.rows <= 500)
      expect(rows.map(({ handle }) => handle).sort()).toEqual([...handles].sort());
    const frozen = await draft.freeze();
    for (const handle of handles) expect(frozen.targets.find(handle)).toBeGreaterThanOrEqual(0);
    const person = frozen.people.find(primaryId);
    expect(frozen.people.identities(person)).toHaveLength(4);
  });

  it('everyone in a tenant hits all of it, nothing else, and people as a whole', async (context) => {
    const { make } = core;
    const tenantId = await licensed(context, () => make.tenant('rule'));
    const inside = await make.emailUser('inside', tenantId);
    const both = await make.emailUser('both');
    await make.addToTenant(both.id, tenantId);
    const hits = [
      ...(await make.sessions({ userId: inside.id, tenantId }, 2)),
      ...(await make.sessions({ userId: both.id, tenantId }, 1)),
    ];
    await make.sessions({ userId: both.id }, 1);

    const { handles, progress, draft } = await found({ all: [] }, [tenantId]);
    expect(handles).toEqual(hits.sort());
    expect(progress).toMatchObject({ users: 2, usersInAll: 2, sessions: 3, matches: 3 });
    const frozen = await draft.freeze();
    expect(frozen.tenantId).toBe(tenantId);
    expect(frozen.people.wholeCount()).toBe(2);
  });

  it('in a tenant that is not there stops with its name', async () => {
    const draft = await (await aDesk()).start({ rule: { all: [] }, tenants: [`${core.make.prefix}-none`] });
    expect((await settled(draft)).state).toMatchObject({
      state: 'paused',
      by: 'core',
      error: { code: 'tenant-unknown', message: expect.stringContaining(`${core.make.prefix}-none`) },
    });
    await draft.control('stop');
    expect(draft.draft().state).toEqual({ state: 'stopped' });
  });
});

describe('a walk that is interrupted', () => {
  async function crowd(name: string) {
    const mark = `${core.make.prefix}-${name}`;
    const handles: string[] = [];
    for (let index = 0; index < 24; index++) {
      const { id } = await core.make.emailUser(`${name}-${index}`);
      handles.push(await sessionOf(id, mark), await sessionOf(id, mark));
    }
    return { mark, handles: handles.sort() };
  }

  it('by pause and resume, and by restarts, finds the same', async () => {
    const { mark, handles } = await crowd('pause');
    const desk = await aDesk();
    const draft = await desk.start({ rule: marked(mark), tenants: ['public'] });
    await until(draft, ({ totals }) => totals.rows > 0);
    await draft.control('pause');
    expect(draft.draft().state).toMatchObject({ state: expect.stringMatching(/paused|ready/) });
    if (draft.draft().state.state === 'paused') await draft.control('resume');
    await draft.close();

    let again = await desk.restoreOne();
    for (let restart = 0; restart < 3 && again.draft().state.state === 'paused'; restart++) {
      const users = usersOf(again);
      await again.control('resume');
      await until(again, (now) => now.state.state !== 'reading' || usersOf(again) > users);
      await again.close();
      again = await desk.restoreOne();
    }
    if (again.draft().state.state === 'paused') await again.control('resume');
    const { progress, state } = await settled(again);
    expect(state).toEqual({ state: 'ready' });
    expect(await handlesOf(again)).toEqual(handles);
    expect(progress).toMatchObject({ matches: handles.length, unread: 0 });
  });

  it('by a kill in the middle of writing goes on from the last whole place', async () => {
    const { mark, handles } = await crowd('kill');
    const desk = await aDesk();
    const draft = await desk.start({ rule: marked(mark), tenants: ['public'] });
    await settled(draft);
    await draft.close();
    const files = await desk.copyFiles();
    const [rows] = files.filter((file) => !isLog(file)) as [SavedFile];
    for (const share of [0.35, 0.6, 0.85, 0.99]) {
      await desk.putFiles(cutFile(files, rows, Math.floor(rows.bytes.length * share)));
      const again = await desk.restoreOne();
      expect(again.draft().state).toMatchObject({ state: 'paused', by: 'restart' });
      await again.control('resume');
      await settled(again);
      expect(await handlesOf(again)).toEqual(handles);
      await again.close();
    }
  });

  it('by stop ends with what was found until then', async () => {
    const { mark } = await crowd('stop');
    const desk = await aDesk();
    const draft = await desk.start({ rule: marked(mark), tenants: ['public'] });
    await until(draft, ({ totals }) => totals.rows > 0);
    await draft.control('stop');
    const { state, totals } = draft.draft();
    expect(state.state).toMatch(/stopped|ready/);
    expect((await draft.freeze()).targets.size).toBe(totals.rows);
  });

  it('by a core that fails for a while finds the same', async () => {
    const { mark, handles } = await crowd('faults');
    const proxy = await startFaultProxy(core.uri);
    onTestFinished(proxy.close);
    const { port } = core.open({ address: proxy.uri });
    const desk = await aDesk(() => port);
    let requests = 0;
    // In the middle of everything: first nothing comes through, then errors, then it is well again.
    proxy.decide(() => {
      requests += 1;
      if (requests > 30 && requests <= 50) return 'reset-before';
      return requests > 50 && requests <= 60 ? 'status-500' : 'none';
    });
    const draft = await desk.start({ rule: marked(mark), tenants: ['public'] });
    const { state, progress } = await settled(draft);
    expect(state).toEqual({ state: 'ready' });
    expect(progress).toMatchObject({ matches: handles.length, unread: 0 });
    expect(await handlesOf(draft)).toEqual(handles);
    expect(proxy.met.get('reset-before')).toBe(20);
  });

  it('by a core that stays away stands still, and goes on when it is back', async () => {
    const { mark, handles } = await crowd('away');
    const proxy = await startFaultProxy(core.uri);
    onTestFinished(proxy.close);
    const { port } = core.open({ address: proxy.uri });
    const desk = await createRuleDesk(
      () => port,
      (_ms, signal) => delay(1, undefined, { signal }),
    );
    onTestFinished(desk.remove);
    let requests = 0;
    proxy.decide(() => (++requests > 40 ? 'reset-before' : 'none'));
    const draft = await desk.start({ rule: marked(mark), tenants: ['public'] });
    expect((await settled(draft)).state).toMatchObject({
      state: 'paused',
      by: 'core',
      error: { code: 'unreachable' },
    });
    proxy.decide();
    await draft.control('resume');
    expect((await settled(draft)).progress).toMatchObject({ unread: 0 });
    expect(await handlesOf(draft)).toEqual(handles);
  });
});

function usersOf(draft: { draft: () => { progress: { of: string } } }): number {
  return Number(Reflect.get(draft.draft().progress, 'users'));
}
