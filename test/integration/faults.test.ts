import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RevocationReport, RevocationScope } from '../../src/contract/domain/revocation.ts';
import { createRandom } from '../../src/main/sandbox/sample/random.ts';
import { createLimit } from '../../src/main/shared/concurrency/limit.ts';
import type { Store } from '../../src/main/store/interface.ts';
import { openStore } from '../../src/main/store/open-store.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../faults/fault-proxy.ts';
import { seededSchedule } from '../faults/seeded-schedule.ts';
import { seededCases } from '../unit/support/full-run.ts';
import { openRevocations, type RevocationDriver } from '../unit/support/revocation-driver.ts';
import { spawnStoreWorker } from '../unit/support/spawn-store-worker.ts';
import { callContext } from '../unit/support/stream.ts';
import { coreUnderTest } from './support/core-under-test.ts';
import { addsUp, untrue } from './support/report-truth.ts';
import { handlesUnder, removeSessions } from './support/sessions-beside.ts';

const core = coreUnderTest();

/** So many as one likes: `CURFEW_FAULT_SCHEDULES=20`. */
const schedules = Number(process.env.CURFEW_FAULT_SCHEDULES ?? seededCases({ full: 200, sample: 60 }));
/** Most of a schedule is waiting for a core that does not answer, so several share the time. */
const lanesInAll = 8;
const sessionsEach = 24;

/** A way to the core on which one schedule happens at a time. */
interface Lane {
  readonly proxy: FaultProxy;
  readonly driver: RevocationDriver;
}

const limit = createLimit(lanesInAll);
const free: Lane[] = [];
const lanes: Lane[] = [];
const folder = mkdtempSync(join(tmpdir(), 'curfew-test-'));
let store: Store;

/** On a busy machine a call takes longer than it may here. */
function untilAnswered<T>(call: () => Promise<T>): Promise<T> {
  return vi.waitFor(call, { timeout: 60_000, interval: 100 });
}

async function openLane(): Promise<Lane> {
  const proxy = await startFaultProxy(core.uri);
  // Short enough for a late answer to be given up within a test, long enough for a slow core to be heard.
  const { port } = core.open({ address: proxy.uri, requestTimeoutMs: 1_000 });
  await untilAnswered(() => port.tenants());
  const backoff = { firstMs: 2, mostMs: 20, pauseAfterMs: 300 };
  return {
    proxy,
    driver: await openRevocations({ core: () => port, store, dataDirectory: folder, backoff }),
  };
}

beforeAll(async () => {
  store = await openStore({ dataDirectory: folder, spawn: spawnStoreWorker });
  lanes.push(...(await Promise.all(Array.from({ length: lanesInAll }, openLane))));
  free.push(...lanes);
});

afterAll(async () => {
  await Promise.all(lanes.map(({ driver }) => driver.close()));
  await store.close();
  await Promise.all(lanes.map(({ proxy }) => proxy.close()));
  rmSync(folder, { recursive: true, force: true });
});

/** To its end, as an operator who resumes it whenever it is paused. */
async function toTheEnd(driver: RevocationDriver, id: string): Promise<RevocationReport> {
  for (;;) {
    const last = await driver.settled(id);
    if (last.type === 'report') return last.report;
    await driver.resume(id);
  }
}

/** One seeded bad day; gives what its report says that is not so. */
async function liveThrough({ driver, proxy }: Lane, seed: number): Promise<string[]> {
  const { next } = createRandom(seed);
  const user = await core.make.emailUser(`faults-${seed}`);
  const handles = await core.make.sessions({ userId: user.id }, sessionsEach);
  const goneBefore = handles.filter(() => next() < 0.15);
  const scope: RevocationScope =
    next() < 0.5 ? { type: 'handles', handles } : { type: 'user', userId: user.id, tenantId: null };
  const { id } = await untilAnswered(() => driver.plan(scope));
  await removeSessions(core.cdi, goneBefore);

  proxy.decide(seededSchedule(seed));
  await driver.start(id);
  const report = await toTheEnd(driver, id);
  proxy.decide();
  const atTheEnd = [
    ...addsUp(report),
    ...untrue(await driver.targets(id), await handlesUnder(core.cdi, user.id)),
  ];

  await driver.revocations.handlers['revocation.verifyAgain']({ id }, callContext());
  const checked = await toTheEnd(driver, id);
  return [
    ...atTheEnd,
    ...addsUp(checked),
    ...(checked.counts.unknown === 0 ? [] : ['something is unknown to a core that answers']),
    ...untrue(await driver.targets(id), await handlesUnder(core.cdi, user.id)),
  ];
}

describe('a core on a bad day', { timeout: 300_000 }, () => {
  it.concurrent.each(
    Array.from({ length: schedules }, (_, seed) => seed),
  )('schedule %i: the report says what the core holds', async (seed) => {
    const untrueThings = await limit.run(async () => {
      const lane = free.pop();
      if (!lane) throw new Error('More schedules run at once than there are lanes.');
      try {
        return await liveThrough(lane, seed);
      } finally {
        lane.proxy.decide();
        free.push(lane);
      }
    });
    expect(untrueThings).toEqual([]);
  });
});

it('every kind of fault was met, so that the schedules have shown something', () => {
  const met = (fault: Fault) => lanes.reduce((sum, { proxy }) => sum + (proxy.met.get(fault) ?? 0), 0);
  for (const fault of [
    'reset-before',
    'reset-after',
    'truncated',
    'status-500',
    'status-429',
    'late',
    'delay',
    'down',
  ] as const)
    expect(met(fault), fault).toBeGreaterThan(0);
});
