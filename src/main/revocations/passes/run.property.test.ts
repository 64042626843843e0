import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeCore, type Fault } from '../../../../test/unit/support/cores/fake-core.ts';
import { seededCases } from '../../../../test/unit/support/full-run.ts';
import { fixedThrottle } from '../../../../test/unit/support/revocations/fixed-throttle.ts';
import {
  openRevocations,
  type RevocationDriver,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import type { RevocationSelection } from '../../../contract/domain/revocation/plan.ts';
import type { RevocationReport } from '../../../contract/domain/revocation/report.ts';
import type { TargetRow } from '../../../contract/domain/revocation/targets.ts';
import { failure } from '../../../contract/failure.ts';
import type { CorePort } from '../../core/protocol.ts';
import { isGone } from '../../store/target-state.ts';

/** What happens to one call: nothing, or it fails before, after or in the middle of its effect. */
const callFates = ['well', 'well', 'refused', 'never-sent', 'answer-lost', 'half-done'] as const;
type CallFate = (typeof callFates)[number];

interface World {
  readonly perTenant: readonly [number, number];
  readonly gone: number;
  readonly ghosts: number;
  readonly broken: number;
  readonly selection: 'user' | 'handles';
  readonly ending: readonly CallFate[];
  readonly reading: readonly CallFate[];
  readonly newSessionsAt: readonly number[];
  readonly stopAt: number | null;
  readonly pauseAt: number | null;
  readonly batchSize: number;
}

const world: fc.Arbitrary<World> = fc.record({
  perTenant: fc.tuple(fc.nat({ max: 12 }), fc.nat({ max: 12 })),
  gone: fc.nat({ max: 4 }),
  ghosts: fc.nat({ max: 2 }),
  broken: fc.nat({ max: 2 }),
  selection: fc.constantFrom('user', 'handles'),
  ending: fc.array(fc.constantFrom(...callFates), { maxLength: 20 }),
  reading: fc.array(fc.constantFrom(...callFates), { maxLength: 40 }),
  newSessionsAt: fc.array(fc.nat({ max: 8 }), { maxLength: 4 }),
  stopAt: fc.option(fc.nat({ max: 30 }), { nil: null }),
  pauseAt: fc.option(fc.nat({ max: 30 }), { nil: null }),
  batchSize: fc.integer({ min: 1, max: 6 }),
});

/** A core that does its work; nobody stops the revocation. */
const kindWorld = world.map(
  (given): World => ({
    ...given,
    ...{ ending: [], reading: [], ghosts: 0, broken: 0, stopAt: null },
  }),
);

const userId = 'emp-1';

const shared = sharedStore();

interface FinishedRun {
  readonly given: World;
  readonly core: FakeCore;
  readonly report: RevocationReport;
  readonly rows: readonly TargetRow[];
  /** Of somebody else. */
  readonly stranger: string;
  /** Handles that were sent. */
  readonly sent: ReadonlySet<string>;
  /** Sums of the numbers of all progress that was reported, without those that were right. */
  readonly wrongSums: readonly number[];
  /** States in which calls that end sessions were made. */
  readonly sentWhile: ReadonlySet<string>;
}

async function live(given: World): Promise<FinishedRun> {
  const core = new FakeCore();
  const [internal = ''] = core.addUser({ external: userId });
  core.tenants.add('acme');
  const here = [...Array(given.perTenant[0])].map((_, i) => core.addSession(i % 2 ? internal : userId));
  const there = [...Array(given.perTenant[1])].map(() => core.addSession(userId, 'acme'));
  const stranger = core.addSession('someone-else');
  const broken = [...Array(given.broken)].map(() => `${randomUUID()}\u0001`);
  for (const handle of broken) core.failsAt.add(handle);
  const odd = [
    ...[...Array(given.gone)].map(() => randomUUID()),
    ...[...Array(given.ghosts)].map((_, i) => `${randomUUID()}_ghost${i}`),
    ...broken,
  ];
  const handles = [...here, ...there, ...odd];
  if (handles.length === 0) handles.push(randomUUID());
  const selection: RevocationSelection =
    given.selection === 'user' ? { type: 'user', userId, tenantId: null } : { type: 'handles', handles };
  const sentWhile = new Set<string>();
  let state = 'running';
  function noteState<Input, Answer>(call: (input: Input) => Answer): (input: Input) => Answer {
    return (input) => {
      sentWhile.add(state);
      return call(input);
    };
  }
  const port: CorePort = {
    ...core.port,
    revokeHandles: noteState(core.port.revokeHandles),
    revokeUser: noteState(core.port.revokeUser),
  };
  const driver = await openRevocations({
    ...{ core: () => port, ...shared.forDriver() },
    backoff: { firstMs: 0, mostMs: 0, pauseAfterMs: Number.POSITIVE_INFINITY },
    createThrottle: fixedThrottle(given.batchSize, 4),
  });
  const plan = await driver.plan(selection);
  core.calls.length = 0;
  core.fault = badCallFate(core, given, {
    // It can be over by then.
    stop: () => {
      state = 'stopped';
      driver.stop(plan.id).catch(() => undefined);
    },
    pause: () => {
      driver.pause(plan.id).catch(() => undefined);
    },
  });
  await driver.start(plan.id);
  const wrongSums: number[] = [];
  const report = await toTheEnd(driver, plan.id, (sum) => {
    if (sum !== plan.targets) wrongSums.push(sum);
  });
  const sent = new Set(
    core.callsOf('revokeHandles').flatMap(({ input }) => (input as { handles: string[] }).handles),
  );
  const rows = await driver.targets(plan.id);
  return { given, core, report, rows, stranger, sent, wrongSums, sentWhile };
}

async function toTheEnd(
  driver: RevocationDriver,
  id: string,
  onSum: (sum: number) => void,
): Promise<RevocationReport> {
  for (;;) {
    const last = await driver.settled(id, (item) => {
      const counts = item.type === 'report' ? item.report.counts : item.progress.counts;
      onSum(Object.values(counts).reduce((total, count) => total + count, 0));
    });
    if (last.type === 'report') return last.report;
    await driver.resume(id);
  }
}

interface Operator {
  readonly stop: () => void;
  readonly pause: () => void;
}

function badCallFate(core: FakeCore, given: World, operator: Operator): Fault {
  let calls = 0;
  let endings = 0;
  let reads = 0;
  return (call, perform) => {
    const ends = call.name === 'revokeHandles' || call.name === 'revokeUser';
    calls += 1;
    if (calls - 1 === given.stopAt) operator.stop();
    if (calls - 1 === given.pauseAt) operator.pause();
    if (ends && given.newSessionsAt.includes(endings)) core.addSession(userId);
    const fate = (ends ? given.ending[endings++] : given.reading[reads++]) ?? 'well';
    if (fate === 'refused') throw failure('core-error');
    if (fate === 'never-sent') throw failure('unreachable');
    if (fate === 'answer-lost') {
      perform();
      throw failure('timeout');
    }
    if (fate === 'half-done' && call.name === 'revokeHandles') {
      const { handles } = call.input as { handles: readonly string[] };
      for (const handle of handles.slice(0, Math.floor(handles.length / 2))) core.sessions.delete(handle);
      throw failure('core-error');
    }
    return perform();
  };
}

function check({ core, given, report, rows, sent, sentWhile, stranger, wrongSums }: FinishedRun): void {
  const { counts } = report;
  // Its numbers add up, all the way, and nothing is left on its way.
  expect(wrongSums).toEqual([]);
  expect(counts.sent + counts['still-active']).toBe(0);
  // What it calls gone is gone, and what is planned was never sent.
  for (const { error, handle, state } of rows) {
    if (isGone(state)) expect(core.sessions.has(handle)).toBe(false);
    if (state === 'planned' && error === undefined)
      expect(sent.has(handle) && !core.sessions.has(handle)).toBe(false);
    // A session that failed is there; or nobody saw it: its tenant is unknown, or the core answers others, never this one.
    if (state === 'failed' && !core.sessions.has(handle))
      expect(['tenant-unknown', 'core-error']).toContain(error?.code);
  }
  checkComplete({ core, given, report, rows });
  // Nobody else’s session is touched.
  expect(core.sessions.has(stranger)).toBe(true);
  // It is stopped only when it was asked to, and then sends no more.
  if (given.stopAt === null) expect(report.outcome).not.toBe('stopped');
  expect([...sentWhile].filter((state) => state !== 'running')).toEqual([]);
}

/** Complete means that nothing ordered is left, and that it was read again. */
function checkComplete({
  core,
  given,
  report,
  rows,
}: Pick<FinishedRun, 'core' | 'given' | 'report' | 'rows'>): void {
  if (report.outcome !== 'complete') return;
  expect(report.verifiedAt).not.toBeNull();
  // Of chosen sessions, those that began meanwhile are reported, and not ended: nobody chose them.
  const ordered = rows.filter(({ newSession }) => given.selection === 'user' || !newSession);
  for (const { handle } of ordered) expect(core.sessions.has(handle)).toBe(false);
  if (given.selection !== 'user') return;
  expect([...core.sessions.values()].filter(({ underId }) => underId === userId)).toEqual([]);
}

describe('whatever happens to the calls of a revocation', () => {
  it('its report is true', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => check(await live(given))),
      { numRuns: seededCases({ full: 400, sample: 60 }) },
    );
  });

  it('a core that does its work gets everything planned done, whatever arrives meanwhile', {
    timeout: 300_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(kindWorld, async (given) => {
        const { outcome, counts, newSessions, closedByUserId } = (await live(given)).report;
        expect(counts.planned + counts.unknown + counts.failed).toBe(0);
        // A session that begins while the closing calls are made is reported as left; nothing else is.
        if (!closedByUserId) expect(outcome).toBe('complete');
        else expect(outcome).toBe(newSessions.left === 0 ? 'complete' : 'incomplete');
      }),
      { numRuns: seededCases({ full: 100, sample: 15 }) },
    );
  });
});
