import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { seededCases } from '../../../../test/unit/support/full-run.ts';
import {
  createRuleDesk,
  cutAfter,
  gatedStore,
  handlesOf,
  isOfHandle,
  isOfUser,
  type RuleDesk,
  settled,
  troubleOf,
} from '../../../../test/unit/support/planning/rule-desk.ts';
import type { Rule } from '../../../contract/domain/rule.ts';
import type { CorePort } from '../../core/protocol.ts';
import type { OpenDraft } from '../draft/draft.ts';

let core: FakeCore;
let port: CorePort;
let desk: RuleDesk;

beforeAll(async () => {
  desk = await createRuleDesk(() => port);
});
afterAll(() => desk.remove());
afterEach(() => desk.clear());
beforeEach(() => setCore(new FakeCore()));

/** Its pages are small, so that a scan has many. */
function setCore(next: FakeCore): void {
  core = next;
  port = { ...next.port, users: (input, signal) => next.port.users({ ...input, limit: 3 }, signal) };
}

interface Sample {
  readonly users: readonly { readonly tenants: readonly string[]; readonly sessions: number }[];
  readonly rule: Rule;
  readonly tenants: readonly string[] | null;
  /** Every so many users, one cannot be read; the same for sessions. */
  readonly unreadUser: number;
  readonly unreadSession: number;
}

const names = ['public', 'acme', 'beta'];
const anySample: fc.Arbitrary<Sample> = fc.record({
  users: fc.array(
    fc.record({
      tenants: fc.subarray(names, { minLength: 1 }),
      sessions: fc.integer({ min: 0, max: 4 }),
    }),
    { minLength: 1, maxLength: 14 },
  ),
  rule: fc.constantFrom<Rule>(
    { all: [] },
    { field: 'role', role: 'admin' },
    { field: 'ip', network: '203.0.113.0/24' },
  ),
  tenants: fc.constantFrom(null, ['public'], ['acme', 'public']),
  unreadUser: fc.integer({ min: 2, max: 9 }),
  unreadSession: fc.integer({ min: 2, max: 9 }),
});

/** Makes the core of a sample. Gives how to make it fail, which gives how to heal it. */
function build({ users, unreadSession, unreadUser }: Sample): () => () => void {
  setCore(new FakeCore());
  for (const tenant of names) core.tenants.add(tenant);
  const handles: string[] = [];
  const ids = users.map(({ tenants, sessions }, index) => {
    const [id] = core.addUser({ email: `u${index}@alpha.example`, tenantIds: tenants }) as [string];
    for (let n = 0; n < sessions; n++) {
      const tenant = tenants[n % tenants.length];
      const ip = [null, '203.0.113.7', '198.51.100.1'][n % 3] ?? null;
      handles.push(core.addSession(id, tenant, { ip }));
      if (n % 2 === 0) core.roles.set(`${tenant} ${id}`, ['admin']);
    }
    return id;
  });
  const badUsers = ids.filter((_, index) => index % unreadUser === 1);
  const badHandles = handles.filter((_, index) => index % unreadSession === 1);
  return () =>
    troubleOf(core).fail(
      (call) =>
        (call.name === 'sessionHandles' && badUsers.some((id) => isOfUser(call, id))) ||
        (call.name === 'session' && badHandles.some((handle) => isOfHandle(call, handle))),
    );
}

async function resultOf(draft: OpenDraft) {
  const { progress, totals } = draft.snapshot();
  const { byTenant: _, byUser: __, tenants: ___, ...numbers } = totals;
  return { progress, numbers, handles: await handlesOf(draft) };
}

/** Scans to the end, and then once more what could not be read. */
async function scanAll(draft: OpenDraft, heal: () => void) {
  await settled(draft);
  const first = await resultOf(draft);
  heal();
  await draft.control('retry');
  await settled(draft);
  return { first, afterRetry: await resultOf(draft) };
}

const runs = seededCases({ full: 100, sample: 5 });

describe('a scan', () => {
  test('that is killed after any commit and resumed finds and counts what an uninterrupted one does', async () => {
    await fc.assert(
      fc.asyncProperty(anySample, async (sample) => {
        const fail = build(sample);
        let heal = fail();
        const whole = await desk.start(sample);
        const wanted = await scanAll(whole, heal);
        await whole.discard();
        for (let commits = 0, isCut = true; isCut; commits++) {
          heal = fail();
          const draft = await desk.start(sample, cutAfter(desk.store, commits));
          isCut = (await settled(draft)).state.state === 'paused';
          if (isCut) expect(draft.snapshot().state).toMatchObject({ by: 'store' });
          const again = await desk.restoreOne();
          if (isCut) {
            expect(again.snapshot().state).toMatchObject({ state: 'paused', by: 'restart' });
            await again.control('resume');
          }
          expect(await scanAll(again, heal), `killed after ${commits} commits`).toEqual(wanted);
          await again.discard();
        }
      }),
      { numRuns: runs },
    );
  }, 600_000);

  test('that is killed again and again, each time a little later, finds and counts the same', async () => {
    await fc.assert(
      fc.asyncProperty(anySample, async (sample) => {
        const fail = build(sample);
        let heal = fail();
        const whole = await desk.start(sample);
        const wanted = await scanAll(whole, heal);
        await whole.discard();
        heal = fail();
        const first = await desk.start(sample, cutAfter(desk.store, 0));
        await settled(first);
        let isCut = true;
        for (let commits = 0; isCut; commits++) {
          const next = await desk.restoreOne(cutAfter(desk.store, commits));
          await next.control('resume');
          isCut = (await settled(next)).state.state === 'paused';
        }
        const last = await desk.restoreOne();
        expect(await scanAll(last, heal)).toEqual(wanted);
        await last.discard();
      }),
      { numRuns: runs },
    );
  }, 600_000);

  test('asks nothing of a core before it is resumed', async () => {
    core.addSession(core.addUser({ email: 'ada@alpha.example' })[0] as string);
    await settled(await desk.start({ rule: { all: [] } }, cutAfter(desk.store, 0)));
    const calls = core.calls.length;
    const again = await desk.restoreOne();
    expect(again.snapshot().state).toEqual({ state: 'paused', by: 'restart', error: null });
    await again.rows({ show: 'all', offset: 0, limit: 10 });
    expect(core.calls).toHaveLength(calls);
  });

  test('that was discarded is gone', async () => {
    core.addSession(core.addUser({ email: 'ada@alpha.example' })[0] as string);
    const draft = await desk.start({ rule: { all: [] } });
    await settled(draft);
    await draft.discard();
    expect(await desk.restore()).toEqual([]);
    expect((await desk.files()).filter(({ name }) => name.includes(draft.id))).toEqual([]);
  });

  test('pauses when nothing can be written, and goes on when it can', async () => {
    for (let n = 0; n < 10; n++) core.addSession(core.addUser({ email: `u${n}@alpha.example` })[0] as string);
    let isFull = true;
    const store = gatedStore(desk.store, () => !isFull);
    const draft = await desk.start({ rule: { all: [] } }, store);
    expect((await settled(draft)).state).toMatchObject({ state: 'paused', by: 'store' });
    isFull = false;
    await draft.control('resume');
    expect(await settled(draft)).toMatchObject({
      state: { state: 'ready' },
      progress: { users: 10, matches: 10 },
    });
  });
});
