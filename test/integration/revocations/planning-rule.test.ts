import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultConnectionSettings } from '../../../src/contract/domain/connection.ts';
import { type Draft, isReading } from '../../../src/contract/domain/planning/draft.ts';
import type { MatchRow } from '../../../src/contract/domain/planning/draft-rows.ts';
import type { Rule } from '../../../src/contract/domain/rule.ts';
import type { SessionReadInFull } from '../../../src/main/core/protocol.ts';
import type { OpenDraft } from '../../../src/main/planning/draft/draft.ts';
import { createPlanning, type Planning } from '../../../src/main/planning/planning.ts';
import { systemClock } from '../../../src/main/shared/clock.ts';
import { startFaultProxy } from '../../faults/fault-proxy.ts';
import {
  createRuleDesk,
  cutAfter,
  freeze,
  handlesOf,
  matchesOf,
  type RuleDesk,
  settled,
  until,
} from '../../unit/support/planning/rule-desk.ts';
import { callContext, draftAfter, recordStream } from '../../unit/support/stream.ts';
import { coreUnderTest, licensed } from '../support/core-under-test.ts';
import { linkedAndMapped, storedAs } from '../support/fixtures.ts';

const core = coreUnderTest();
const keys = { ipKeys: ['ip'], userAgentKeys: ['userAgent'] };

/** A core that is away is asked again soon, and a scan of it pauses after `pauseAfterMs`. */
async function aDesk(port = () => core.port, pauseAfterMs = 60_000): Promise<RuleDesk> {
  const backoff = { firstMs: 8, mostMs: 20, pauseAfterMs };
  const desk = await createRuleDesk(port, { clock: systemClock, backoff });
  onTestFinished(desk.remove);
  return desk;
}

/** Selects only what these tests made: a real core has other users too. */
function marked(mark: string, ...more: readonly Rule[]): Rule {
  const ours: Rule = { field: 'payload', in: 'database', path: 'mark', test: 'equals', value: mark };
  return { all: [ours, ...more] };
}

async function found(rule: Rule, tenants: readonly string[] | null = ['public']) {
  const desk = await aDesk();
  const draft = await desk.start({ rule, tenants });
  const { state, progress } = await settled(draft);
  expect(state).toEqual({ state: 'ready' });
  return { handles: await handlesOf(draft), progress, draft, desk };
}

async function sessionOf(userId: string, mark: string, database: Record<string, unknown> = {}) {
  return (await core.make.session({ userId, database: { mark, ...database } })).handle;
}

describe('sessions with their payloads', () => {
  it('are the same read in bulk and read one by one', async () => {
    const { id } = await core.make.emailUser('full');
    const database = { mark: 'full', ip: '203.0.113.7', list: [1, { deep: null }] };
    const { handle } = await core.make.session({ userId: id, database, token: { plan: 'pro' } });
    const gone = '00000000-0000-4000-8000-000000000000';
    const reads: SessionReadInFull[] = [];
    await core.port.sessionsInFull({ handles: [handle, gone], keys }, (batch) => void reads.push(...batch));
    expect(reads).toHaveLength(2);
    expect(reads).toContainEqual({ type: 'absent', handle: gone });
    const session = await core.port.session({ handle, keys });
    expect(session).toMatchObject({
      userDataInDatabase: storedAs(database),
      userDataInJWT: storedAs({ plan: 'pro' }),
    });
    expect(reads).toContainEqual({ type: 'found', session });
  });
});

describe('a rule', () => {
  it('by network selects sessions from there, and counts those whose address nobody recorded', async () => {
    const mark = `${core.make.prefix}-ip`;
    const [ada, bob] = [await core.make.emailUser('ip-a'), await core.make.emailUser('ip-b')];
    const matches = [
      await sessionOf(ada.id, mark, { ip: '203.0.113.7' }),
      await sessionOf(ada.id, mark, { ip: '[::ffff:203.0.113.9]:443' }),
      await sessionOf(bob.id, mark, { ip: '203.0.113.200, 10.0.0.1' }),
    ];
    const elsewhere = await sessionOf(bob.id, mark, { ip: '198.51.100.1' });
    await sessionOf(bob.id, mark);
    const network: Rule = { field: 'ip', network: '203.0.113.0/24' };

    const inside = await found(marked(mark, network));
    expect(inside.handles).toEqual(matches.sort());
    expect(inside.progress).toMatchObject({ matches: 3, undecided: 1, unread: 0 });

    // Of the session without an address neither can be said.
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

  it('by role, domain and user agent selects what all of them select', async () => {
    const mark = `${core.make.prefix}-who`;
    const [ada, bob] = [await core.make.emailUser('role-a'), await core.make.emailUser('role-b')];
    const role = await core.make.role(ada.id, 'admin');
    const match = await sessionOf(ada.id, mark, { userAgent: 'Mozilla/5.0 Firefox/140.0' });
    const other = await sessionOf(bob.id, mark, { userAgent: 'Mozilla/5.0 Firefox/140.0' });
    const domain: Rule = { field: 'email-domain', domain: 'ALPHA.example' };
    const agent: Rule = { field: 'user-agent', contains: 'firefox' };
    const admin: Rule = { field: 'role', role };
    expect((await found(marked(mark, domain, agent, admin))).handles).toEqual([match]);
    expect((await found(marked(mark, domain, agent, { not: admin }))).handles).toEqual([other]);
    expect((await found(marked(mark, { not: domain }))).handles).toEqual([]);
  });

  it('by time selects sessions before and after a moment', async () => {
    const mark = `${core.make.prefix}-time`;
    const { id } = await core.make.emailUser('time');
    const handle = await sessionOf(id, mark);
    const session = await core.port.session({ handle, keys });
    const [at, expiry] = [session?.timeCreated ?? 0, session?.expiry ?? 0];
    const handlesBy = async (...more: Rule[]) => (await found(marked(mark, ...more))).handles;
    expect(await handlesBy({ field: 'created', when: 'after', at: at - 1 })).toEqual([handle]);
    expect(await handlesBy({ field: 'created', when: 'before', at })).toEqual([]);
    expect(await handlesBy({ field: 'expires', when: 'before', at: expiry + 1 })).toEqual([handle]);
    expect(await handlesBy({ field: 'joined', when: 'after', at: at + 1 })).toEqual([]);
  });

  it('reaches all sessions of a linked user with external ids', async (context) => {
    const { make } = core;
    const { primaryId, handles } = await licensed(context, () => linkedAndMapped(make, 'rule'));
    const after: Rule = { field: 'created', when: 'after', at: 0 };
    const desk = await aDesk();
    const draft = await desk.start({ tenants: ['public'], rule: after });
    await settled(draft);
    const rows = (await matchesOf(draft)).filter(({ userId }) => userId === primaryId);
    // A core with many others can have them on a later page of rows.
    if (draft.snapshot().totals.rows <= 500)
      expect(rows.map(({ handle }) => handle).sort()).toEqual([...handles].sort());
    const { id } = await freeze(draft);
    expect(await desk.store.read.findTargets({ id, handles })).toHaveLength(handles.length);
    const users = await desk.store.read.runUsers({
      id,
      where: 'all',
      minTargets: 1,
      after: 0,
      limit: 1_000,
    });
    const user = users.find(({ userId }) => userId === primaryId);
    expect(user?.targets).toBe(handles.length);
    expect(user?.identities).toHaveLength(4);
  });

  it('for everyone in a tenant selects all of it, nothing else, and whole users', async (context) => {
    const { make } = core;
    const tenantId = await licensed(context, () => make.tenant('rule'));
    const inside = await make.emailUser('inside', tenantId);
    const both = await make.emailUser('both');
    await make.addToTenant(both.id, tenantId);
    const matches = [
      ...(await make.sessions({ userId: inside.id, tenantId }, 2)),
      ...(await make.sessions({ userId: both.id, tenantId }, 1)),
    ];
    await make.sessions({ userId: both.id }, 1);

    const { handles, progress, draft, desk } = await found({ all: [] }, [tenantId]);
    expect(handles).toEqual(matches.sort());
    expect(progress).toMatchObject({ users: 2, usersInAll: 2, sessions: 3, matches: 3 });
    const { id, wholeUsers } = await freeze(draft);
    expect(wholeUsers).toBe(2);
    expect((await desk.store.read.documents({ id, names: ['plan'] })).plan).toMatchObject({ tenantId });
  });

  it('in a tenant that does not exist pauses, and the error names the tenant', async () => {
    const draft = await (await aDesk()).start({ rule: { all: [] }, tenants: [`${core.make.prefix}-none`] });
    expect((await settled(draft)).state).toMatchObject({
      state: 'paused',
      by: 'core',
      error: {
        code: 'tenant-unknown',
        params: { tenant: expect.stringContaining(`${core.make.prefix}-none`) },
      },
    });
    await draft.control('stop');
    expect(draft.snapshot().state).toEqual({ state: 'stopped' });
  });
});

describe('a scan that is interrupted', () => {
  async function usersNamed(name: string) {
    const mark = `${core.make.prefix}-${name}`;
    const handles: string[] = [];
    for (let index = 0; index < 24; index++) {
      const { id } = await core.make.emailUser(`${name}-${index}`);
      handles.push(await sessionOf(id, mark), await sessionOf(id, mark));
    }
    return { mark, handles: handles.sort() };
  }

  it('by pause and resume, and by restarts, finds the same', async () => {
    const { mark, handles } = await usersNamed('pause');
    const desk = await aDesk();
    const draft = await desk.start({ rule: marked(mark), tenants: ['public'] });
    await until(draft, ({ totals }) => totals.rows > 0);
    await draft.control('pause');
    expect(draft.snapshot().state).toMatchObject({ state: expect.stringMatching(/paused|ready/) });
    if (draft.snapshot().state.state === 'paused') await draft.control('resume');
    await draft.close();

    let again = await desk.restoreOne();
    for (let restart = 0; restart < 3 && again.snapshot().state.state === 'paused'; restart++) {
      const users = usersOf(again);
      await again.control('resume');
      await until(again, (now) => !isReading(now.state) || usersOf(again) > users);
      await again.close();
      again = await desk.restoreOne();
    }
    if (again.snapshot().state.state === 'paused') await again.control('resume');
    const { progress, state } = await settled(again);
    expect(state).toEqual({ state: 'ready' });
    expect(await handlesOf(again)).toEqual(handles);
    expect(progress).toMatchObject({ matches: handles.length, unread: 0 });
  });

  it('by a kill after any commit goes on from there', async () => {
    const { mark, handles } = await usersNamed('kill');
    const desk = await aDesk();
    for (let commits = 0, isCut = true; isCut; commits++) {
      const store = cutAfter(desk.store, commits);
      const draft = await desk.start({ rule: marked(mark), tenants: ['public'] }, store);
      isCut = (await settled(draft)).state.state === 'paused';
      const again = await desk.restoreOne();
      if (isCut) {
        expect(again.snapshot().state).toMatchObject({ state: 'paused', by: 'restart' });
        await again.control('resume');
      }
      expect((await settled(again)).state).toEqual({ state: 'ready' });
      expect(await handlesOf(again)).toEqual(handles);
      await again.discard();
    }
  });

  it('by stop ends with what was found until then', async () => {
    const { mark } = await usersNamed('stop');
    const desk = await aDesk();
    const draft = await desk.start({ rule: marked(mark), tenants: ['public'] });
    await until(draft, ({ totals }) => totals.rows > 0);
    await draft.control('stop');
    const { state, totals } = draft.snapshot();
    expect(state.state).toMatch(/stopped|ready/);
    expect((await freeze(draft)).targets).toBe(totals.rows);
  });

  it('by a core that fails for a while finds the same', async () => {
    const { mark, handles } = await usersNamed('faults');
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

  it('by a core that stays away pauses, and goes on when it is back', async () => {
    const { mark, handles } = await usersNamed('away');
    const proxy = await startFaultProxy(core.uri);
    onTestFinished(proxy.close);
    const { port } = core.open({ address: proxy.uri });
    const desk = await aDesk(() => port, 200);
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

describe('the planning service', () => {
  it('makes a plan of a rule that was scanned before a restart', async () => {
    const mark = `${core.make.prefix}-service`;
    const { id: userId } = await core.make.emailUser('service');
    const [included, excluded] = [await sessionOf(userId, mark), await sessionOf(userId, mark)] as const;
    const desk = await aDesk();

    function begin() {
      const planning = createPlanning({
        store: desk.store,
        core: () => core.port,
        settings: () => ({ ...defaultConnectionSettings, name: 'Core', address: desk.address }),
        recordedKeys: () => keys,
        ownUserIds: () => [],
        saveFile: async () => null,
      });
      onTestFinished(planning.close);
      return planning;
    }

    async function untilScanned(planning: Planning, draftId: string): Promise<Draft> {
      const recorded = recordStream<Draft>(([draft]) => {
        if (draft && !isReading(draft.state)) recorded.abort();
      });
      await planning.handlers['planning.watch']({ draftId }, recorded.context).catch(() => undefined);
      return recorded.items.at(-1) as Draft;
    }

    const before = begin();
    const request = { connectionId: 'under-test', tenants: ['public'], rule: marked(mark) };
    const { id: draftId } = await before.handlers['planning.startRule'](request, callContext());
    expect((await untilScanned(before, draftId)).state).toEqual({ state: 'ready' });
    await before.close();

    const { handlers, ...planning } = begin();
    const [draft] = await handlers['planning.drafts']({ connectionId: 'under-test' }, callContext());
    expect(draft).toMatchObject({
      id: draftId,
      state: { state: 'ready' },
      totals: { sessions: 2, users: 1 },
    });
    const page = { draftId, show: 'all', view: null, offset: 0, limit: 10 } as const;
    const rows = (await handlers['planning.rows'](page, callContext())).rows as readonly MatchRow[];
    const row = rows.find(({ handle }) => handle === excluded)?.row ?? -1;
    await draftAfter(handlers['planning.exclude'], { draftId, rows: [row], excluded: true });
    expect(await handlers['planning.freeze']({ draftId }, callContext())).toMatchObject({
      id: draftId,
      targets: 1,
      excluded: 1,
      wholeUsers: 0,
    });
    await planning.takePlan(draftId);
    const targets = await desk.store.read.targets({ id: draftId, view: null, offset: 0, limit: 10 });
    expect(targets.map(({ handle }) => handle)).toEqual([included]);
  });
});

function usersOf(draft: OpenDraft): number {
  return Number(Reflect.get(draft.snapshot().progress, 'users'));
}
