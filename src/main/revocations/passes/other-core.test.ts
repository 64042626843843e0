import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FakeCall, FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { seededCases } from '../../../../test/unit/support/full-run.ts';
import { fixedThrottle } from '../../../../test/unit/support/revocations/fixed-throttle.ts';
import { openRevocations } from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import type { RevocationSelection } from '../../../contract/domain/revocation/plan.ts';
import type { TargetRow } from '../../../contract/domain/revocation/targets.ts';
import { failure } from '../../../contract/failure.ts';
import type { CorePort } from '../../core/protocol.ts';
import { isGone } from '../../store/target-state.ts';

const userId = 'emp-1';
const everything: RevocationSelection = { type: 'user', userId, tenantId: null };
const shared = sharedStore();

/** Two cores of which one is behind the address at a time. */
function openCores() {
  const first = new FakeCore();
  const other = new FakeCore();
  for (const core of [first, other]) core.addUser({ external: userId });
  const cores = { first, other, now: first, onCall: (_call: FakeCall): void => undefined };
  for (const core of [first, other]) {
    core.fault = (call, perform) => {
      cores.onCall(call);
      return perform();
    };
  }
  /** As a connection: it stays the same whichever core answers. A call is answered by the core that is there then. */
  const port = new Proxy({} as CorePort, { get: (_, name: keyof CorePort) => cores.now.port[name] });
  return { cores, port };
}

interface Schedule {
  readonly sessions: number;
  readonly selection: 'user' | 'handles';
  /** A copy has the same sessions, and names them when they are revoked there. */
  readonly other: 'copy' | 'without-these-sessions';
  /** Numbers of calls before which the other core takes the place of the first. */
  readonly replacedAt: readonly number[];
  /** Numbers of readings of the identity that fail. */
  readonly identityFails: readonly number[];
  /** Whether the operator stops when it is paused, instead of leading the address back; or at a call. */
  readonly stops: 'never' | 'when-paused' | number;
  readonly batchSize: number;
}

const schedule: fc.Arbitrary<Schedule> = fc.record({
  sessions: fc.integer({ min: 1, max: 16 }),
  selection: fc.constantFrom('user', 'handles'),
  other: fc.constantFrom('copy', 'without-these-sessions'),
  replacedAt: fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 3 }),
  identityFails: fc.array(fc.nat({ max: 12 }), { maxLength: 3 }),
  stops: fc.oneof(
    fc.constant<'never'>('never'),
    fc.constant<'when-paused'>('when-paused'),
    fc.nat({ max: 30 }),
  ),
  batchSize: fc.integer({ min: 1, max: 6 }),
});

async function live(given: Schedule) {
  const { cores, port } = openCores();
  const { first, other } = cores;
  const handles = [...Array(given.sessions)].map(() => first.addSession(userId));
  if (given.other === 'copy')
    for (const [handle, session] of first.sessions) other.sessions.set(handle, session);
  const driver = await openRevocations({
    ...{ core: () => port, ...shared.forDriver() },
    backoff: { firstMs: 0, mostMs: 0, pauseAfterMs: Number.POSITIVE_INFINITY },
    createThrottle: fixedThrottle(given.batchSize, 3),
  });
  const { id } = await driver.plan(given.selection === 'user' ? everything : { type: 'handles', handles });
  let calls = 0;
  let readings = 0;
  cores.onCall = ({ name }) => {
    if (given.replacedAt.includes(calls)) cores.now = other;
    if (calls === given.stops) driver.stop(id).catch(() => undefined);
    calls += 1;
    if (name !== 'identity') return;
    readings += 1;
    if (given.identityFails.includes(readings)) throw failure('unreachable');
  };
  await driver.start(id);
  for (;;) {
    const last = await driver.settled(id);
    if (last.type === 'report') return { first, report: last.report, rows: await driver.targets(id) };
    if (given.stops === 'when-paused') await driver.stop(id);
    else {
      cores.now = first;
      await driver.resume(id);
    }
  }
}

/** What is said of targets, and is not so at the first core. */
function untrue(rows: readonly TargetRow[], first: FakeCore): string[] {
  return rows
    .filter(({ handle, state }) => {
      if (isGone(state)) return first.sessions.has(handle);
      return state === 'failed' && !first.sessions.has(handle);
    })
    .map(({ state }) => state);
}

describe('whenever another core takes the place of the first', () => {
  it('the report is true of the first one, and complete only when nothing is alive there', {
    timeout: 300_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async (given) => {
        const { first, report, rows } = await live(given);
        expect(untrue(rows, first)).toEqual([]);
        if (report.outcome === 'complete') expect(first.sessions.size).toBe(0);
        if (given.stops === 'never') expect(report.outcome).toBe('complete');
      }),
      { numRuns: seededCases({ full: 400, sample: 80 }) },
    );
  });
});

describe('a copy of the core with keys of its own', () => {
  it('is not believed that it revoked sessions: they are read at the first core, and ended there', async () => {
    const { cores, port } = openCores();
    const { first, other } = cores;
    const driver = await openRevocations({ core: () => port, ...shared.forDriver() });
    const handles = [...Array(5)].map(() => first.addSession(userId));
    for (const [handle, session] of first.sessions) other.sessions.set(handle, session);
    const { id } = await driver.plan({ type: 'handles', handles });
    const { revokeHandles } = first.port;
    Object.assign(first.port, {
      revokeHandles: async (input: { handles: readonly string[] }) => {
        Object.assign(first.port, { revokeHandles });
        cores.now = other;
        return other.port.revokeHandles(input);
      },
    });
    await driver.start(id);
    const paused = await driver.settled(id);
    expect(paused).toMatchObject({
      progress: {
        run: { state: 'paused', reason: { error: { code: 'other-core' } } },
        counts: { revoked: 0, unknown: 5 },
      },
    });
    cores.now = first;
    await driver.resume(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 5 } });
    expect(first.sessions.size).toBe(0);
  });
});

describe('the closing call by user id', () => {
  /** A user whose sessions keep appearing at the first core; the other core has a user with the same id. */
  async function openClosing() {
    const { cores, port } = openCores();
    const { first, other } = cores;
    const driver = await openRevocations({ core: () => port, ...shared.forDriver() });
    first.addSession(userId);
    const stranger = other.addSession(userId);
    const { id } = await driver.plan(everything);
    const { revokeHandles } = first.port;
    Object.assign(first.port, {
      revokeHandles: async (input: { handles: readonly string[] }) => {
        const ended = await revokeHandles(input);
        first.addSession(userId);
        return ended;
      },
    });
    return { cores, driver, id, stranger };
  }

  it('is made right after a check: a core that was replaced just before ends nothing of its own', async () => {
    const { cores, driver, id, stranger } = await openClosing();
    const seen = new Set<string>();
    cores.onCall = ({ name }) => {
      if (name === 'revokeHandles') seen.clear();
      seen.add(name);
      // The last check of the verification is answered by the first core, and what comes then by the other one.
      if (name === 'identity' && seen.has('sessionHandles') && cores.first.sessions.size === 1)
        cores.now = cores.other;
    };
    await driver.start(id, { passes: 1 });
    const last = await driver.settled(id);
    expect(last).toMatchObject({ progress: { run: { state: 'paused', reason: { type: 'core' } } } });
    expect(cores.other.calls.map(({ name }) => name)).toEqual(['idMapping', 'identity']);
    expect([...cores.other.sessions.keys()]).toEqual([stranger]);
  });

  it('that another core took is made again at the first one, and reports no new sessions of the other', async () => {
    const { cores, driver, id } = await openClosing();
    const { first, other } = cores;
    const { revokeUser } = first.port;
    Object.assign(first.port, {
      revokeUser: async (input: { userId: string; tenantId: string | null }) => {
        Object.assign(first.port, { revokeUser });
        cores.now = other;
        return other.port.revokeUser(input);
      },
    });
    await driver.start(id, { passes: 1 });
    const last = await driver.settled(id);
    expect(last).toMatchObject({ progress: { run: { state: 'paused', reason: { type: 'core' } } } });
    cores.now = first;
    await driver.resume(id);
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete',
      newSessions: { ended: 1, left: 0 },
    });
    expect(first.sessions.size).toBe(0);
  });
});
