import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FakeCore, type Fault } from '../../../../test/unit/support/cores/fake-core.ts';
import { seededCases } from '../../../../test/unit/support/full-run.ts';
import { fixedThrottle } from '../../../../test/unit/support/revocations/fixed-throttle.ts';
import { watchFor } from '../../../../test/unit/support/revocations/followed-watch.ts';
import {
  openRevocations,
  type RevocationDriver,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { callContext } from '../../../../test/unit/support/stream.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import type { RevocationPlan } from '../../../contract/domain/revocation/plan.ts';
import type { RevocationReport } from '../../../contract/domain/revocation/report.ts';
import type { TargetRow } from '../../../contract/domain/revocation/targets.ts';
import { isGone } from '../../store/target-state.ts';

/** What an operator can order of a revocation that has ended, as far as its report offers it. */
const orders = [
  ...(['verify-again', 'watch', 'watch-and-end', 'continue-second-scan'] as const),
  ...(['end-remaining', 'end-new', 'end-linked'] as const),
] as const;
type Order = (typeof orders)[number];

/** What happens meanwhile in the world. */
const events = [
  'ada-signs-in',
  'bob-signs-in',
  'carol-signs-up',
  'accounts-linked',
  'heals',
  'refuses',
] as const;
type WorldEvent = (typeof events)[number];

/** What comes between, at so many calls that end sessions. After the end of the console it is resumed, or abandoned. */
interface Interruption {
  readonly type: 'none' | 'ada-signs-in' | 'stop' | 'resume' | 'abandon';
  readonly at: number;
}

interface World {
  readonly selection: 'handles' | 'user' | 'everyone';
  /** How many of the first sessions the core refuses to end. */
  readonly refused: number;
  readonly first: Interruption;
  readonly steps: readonly (
    | { readonly event: WorldEvent }
    | { readonly order: Order; readonly interruption: Interruption }
  )[];
}

const interruption: fc.Arbitrary<Interruption> = fc.record({
  type: fc.constantFrom('none', 'ada-signs-in', 'stop', 'resume', 'abandon'),
  at: fc.nat({ max: 2 }),
});

const world: fc.Arbitrary<World> = fc.record({
  selection: fc.constantFrom('handles', 'user', 'everyone'),
  refused: fc.nat({ max: 2 }),
  first: interruption,
  steps: fc.array(
    fc.oneof(
      fc.record({ event: fc.constantFrom(...events) }),
      fc.record({ order: fc.constantFrom(...orders), interruption }),
    ),
    { minLength: 2, maxLength: 9 },
  ),
});

const shared = sharedStore();

/** The world of one revocation, what of it was ordered, and what its console did. */
class Case {
  readonly core = new FakeCore();
  readonly ada = this.core.addUser({ email: 'ada@alpha.example' })[0] as string;
  readonly bob = this.core.addUser({ email: 'bob@alpha.example' })[0] as string;
  /** Sessions of the plan. */
  planned: ReadonlySet<string> = new Set();
  /** Sessions beside the plan that the operator was asked about, and ordered to end. */
  readonly ordered = new Set<string>();
  /** Sessions of the other account, from before it was linked; of one with a session in the plan, from before the plan. */
  linkedBefore: ReadonlySet<string> = new Set();
  /** Sessions that were there when the plan was made. */
  private atPlan: ReadonlySet<string> = new Set();
  driver!: RevocationDriver;
  id = '';

  constructor(readonly given: World) {}

  async open(): Promise<void> {
    this.driver = await openRevocations({
      ...{ core: () => this.core.port, clock: createTestClock('automatic'), ...shared.forDriver() },
      createThrottle: fixedThrottle(2, 1),
    });
  }

  async plan(): Promise<RevocationPlan> {
    const { ada, bob, core, driver, given } = this;
    for (let session = 0; session < 5; session += 1) core.addSession(ada);
    const ofBob = [core.addSession(bob), core.addSession(bob)];
    this.atPlan = new Set(core.sessions.keys());
    const ofAda = [...core.sessions].filter(([, { underId }]) => underId === ada).map(([handle]) => handle);
    for (const handle of ofAda.slice(0, given.refused)) core.failsAt.add(handle);
    const chosen = [...ofAda, ...ofBob.slice(0, 1)];
    if (given.selection === 'everyone') {
      this.planned = new Set([...ofAda, ...ofBob]);
      return driver.planRule({ all: [] });
    }
    this.planned = new Set(given.selection === 'user' ? ofAda : chosen);
    return given.selection === 'user'
      ? driver.plan({ type: 'user', userId: ada, tenantId: null })
      : driver.plan({ type: 'handles', handles: chosen });
  }

  happen(event: WorldEvent): void {
    const { ada, bob, core } = this;
    if (event === 'ada-signs-in') core.addSession(ada);
    else if (event === 'bob-signs-in') core.addSession(bob);
    else if (event === 'carol-signs-up')
      core.addSession(core.addUser({ email: 'carol@alpha.example' })[0] as string);
    else if (event === 'heals') core.failsAt.clear();
    else if (event === 'refuses')
      for (const handle of [...core.sessions.keys()].slice(-1)) core.failsAt.add(handle);
    else if (this.linkedBefore.size === 0 && this.given.selection !== 'everyone') {
      const ofBob = [...core.sessions].filter(([, { underId }]) => underId === bob).map(([handle]) => handle);
      // Of a user of the plan, what began since is new, whoever that user is linked with.
      const isBefore = (handle: string) => this.given.selection === 'user' || this.atPlan.has(handle);
      this.linkedBefore = new Set(ofBob.filter(isBefore));
      core.link(bob, ada);
    }
  }

  /** Carries an order out to the report, with what comes between. Once it is abandoned, it ends nothing more. */
  async carryOut(start: () => Promise<unknown>, { type, at }: Interruption): Promise<RevocationReport> {
    let endings = 0;
    let closing: Promise<void> | undefined;
    const { core, driver, id } = this;
    const fault: Fault = (call, perform) => {
      if ((call.name === 'revokeHandles' || call.name === 'revokeUser') && endings++ === at) {
        // It can be over by then.
        if (type === 'stop') driver.stop(id).catch(() => undefined);
        else if (type === 'ada-signs-in') this.happen(type);
        else if (type !== 'none') closing = driver.close();
      }
      return perform();
    };
    core.fault = fault;
    await start();
    await driver.settled(id).catch(() => undefined);
    core.fault = (_call, perform) => perform();
    if (!closing) return this.toTheEnd();
    await closing;
    await this.open();
    const before = new Set(core.sessions.keys());
    const { 'revocation.abandon': abandon, 'revocation.resume': resume } = this.driver.revocations.handlers;
    const takingUp =
      type === 'abandon' ? abandon({ id }, callContext()) : resume({ planId: id }, callContext());
    // It can have ended when the console did.
    const takenUp = await takingUp.catch(() => null);
    const report = await this.toTheEnd();
    if (type === 'abandon' && takenUp) expect(goneSince(before, core)).toEqual([]);
    return report;
  }

  /** What was paused is resumed. */
  private async toTheEnd(): Promise<RevocationReport> {
    for (;;) {
      const last = await this.driver.settled(this.id);
      if (last.type === 'report') return last.report;
      await this.driver.resume(this.id);
    }
  }
}

function goneSince(before: ReadonlySet<string>, core: FakeCore): string[] {
  return [...before].filter((handle) => !core.sessions.has(handle));
}

const leftOf = ({ counts }: RevocationReport): number =>
  counts.planned + counts.sent + counts['still-active'] + counts.failed + counts.unknown;

/** Whether the report offers it, as its page does. */
function isOffered(order: Order, report: RevocationReport): boolean {
  if (order === 'end-remaining') return leftOf(report) > 0;
  if (order === 'end-new') return report.newSessions.left > 0;
  if (order === 'end-linked') return report.linkedSessions.left > 0;
  if (order === 'continue-second-scan')
    return report.coverage['users-not-scanned-again'] !== 0 && leftOf(report) === 0;
  return true;
}

function start({ driver, id }: Case, order: Order, report: RevocationReport): Promise<unknown> {
  const { handlers } = driver.revocations;
  const asked = { planId: id, typedCount: null };
  switch (order) {
    case 'verify-again':
      return handlers['revocation.verifyAgain']({ id }, callContext());
    case 'watch':
      return watchFor(driver, id, 'report');
    case 'watch-and-end':
      return watchFor(driver, id, 'end');
    case 'continue-second-scan':
      return handlers['revocation.continueSecondScan']({ planId: id }, callContext());
    case 'end-remaining':
      return handlers['revocation.endRemaining']({ ...asked, count: report.remaining }, callContext());
    case 'end-new':
    case 'end-linked': {
      const which = order === 'end-new' ? 'new' : 'linked';
      const count = which === 'new' ? report.newSessions.left : report.linkedSessions.left;
      return handlers['revocation.endUnplanned']({ ...asked, which, count }, callContext());
    }
  }
}

/** What may be ended by this order at all. */
function checkEnded(
  { given, linkedBefore, ordered, planned }: Case,
  order: Order,
  ended: readonly string[],
  before: { readonly report: RevocationReport; readonly rows: readonly TargetRow[] },
): void {
  const known = new Map(before.rows.map((row) => [row.handle, row]));
  const isLinked = (handle: string) =>
    linkedBefore.has(handle) && !planned.has(handle) && !ordered.has(handle);
  const { report } = before;
  if (order === 'verify-again' || order === 'watch') expect(ended).toEqual([]);
  if (order !== 'end-linked') expect(ended.filter(isLinked)).toEqual([]);
  if (order !== 'end-remaining') expect(ended.filter((handle) => planned.has(handle))).toEqual([]);
  // The number of the question has everything that it ends, beside what the order covers and nobody knew of yet.
  if (order === 'end-remaining') {
    const unforeseen = given.selection === 'handles' ? [] : ended.filter((handle) => !known.has(handle));
    expect(ended.length - unforeseen.length).toBeLessThanOrEqual(report.remaining);
    if (given.selection === 'handles')
      expect(ended.filter((handle) => !planned.has(handle) && !ordered.has(handle))).toEqual([]);
  }
  if (order === 'end-new') {
    expect(ended.length).toBeLessThanOrEqual(report.newSessions.left);
    expect(ended.filter((handle) => known.get(handle)?.newSession !== true)).toEqual([]);
  }
  if (order === 'end-linked') {
    expect(ended.length).toBeLessThanOrEqual(report.linkedSessions.left);
    expect(ended.filter((handle) => known.get(handle)?.linked !== true)).toEqual([]);
  }
}

/** What a report says that is not so. */
function checkReport(
  { core, ordered, planned }: Case,
  report: RevocationReport,
  rows: readonly TargetRow[],
): void {
  const counted = Object.values(report.counts).reduce((sum, count) => sum + count, 0);
  expect(counted).toBe(planned.size);
  for (const { handle, state } of rows) if (isGone(state)) expect(core.sessions.has(handle)).toBe(false);
  const left = rows.filter(({ state }) => !isGone(state));
  const isTarget = ({ linked, newSession }: TargetRow) => !linked && !newSession;
  expect(leftOf(report)).toBe(left.filter(isTarget).length);
  expect(report.newSessions.left).toBe(left.filter(({ linked, newSession }) => newSession && !linked).length);
  expect(report.linkedSessions.left).toBe(left.filter(({ linked }) => linked).length);
  const alive = [...planned, ...ordered].filter((handle) => core.sessions.has(handle));
  expect(report.remaining).toBeGreaterThanOrEqual(new Set(alive).size);
  expect(report.remaining).toBeLessThanOrEqual(left.length);
  if (report.outcome === 'complete' || report.outcome === 'complete-with-gaps') expect(alive).toEqual([]);
  if (report.outcome === 'complete') expect(report.remaining).toBe(0);
}

async function live(given: World): Promise<void> {
  const one = new Case(given);
  await one.open();
  const { id } = await one.plan();
  one.id = id;
  let report = await one.carryOut(() => one.driver.start(id), given.first);
  let rows = await one.driver.targets(id);
  checkReport(one, report, rows);
  for (const step of given.steps) {
    if ('event' in step) {
      one.happen(step.event);
      continue;
    }
    const { order, interruption: between } = step;
    if (!isOffered(order, report)) continue;
    const before = { report, rows };
    const sessions = new Set(one.core.sessions.keys());
    const asked = rows.filter(
      ({ linked, newSession, state }) =>
        !isGone(state) && (order === 'end-new' ? newSession && !linked : order === 'end-linked' && linked),
    );
    report = await one.carryOut(() => start(one, order, report), between);
    rows = await one.driver.targets(id);
    checkEnded(one, order, goneSince(sessions, one.core), before);
    for (const { handle } of asked) one.ordered.add(handle);
    checkReport(one, report, rows);
  }
  await one.driver.close();
}

it('whatever is ordered after the end of a revocation ends what its question counts, and every report is true', {
  timeout: 300_000,
}, async () => {
  await fc.assert(fc.asyncProperty(world, live), { numRuns: seededCases({ full: 400, sample: 15 }) });
});
