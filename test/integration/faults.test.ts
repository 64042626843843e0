import { describe, expect, it, vi } from 'vitest';
import type { RevocationSelection } from '../../src/contract/domain/revocation.ts';
import { createRandom } from '../../src/main/sandbox/sample/sample.ts';
import type { Fault, FaultProxy } from '../faults/fault-proxy.ts';
import { seededSchedule } from '../faults/seeded-faults.ts';
import { seededCases } from '../unit/support/full-run.ts';
import type { RevocationDriver } from '../unit/support/revocation-driver.ts';
import { callContext } from '../unit/support/stream.ts';
import { handlesUnder, removeSessions } from './support/cdi.ts';
import { coreUnderTest } from './support/core-under-test.ts';
import { addsUp, sharedLanes, toTheEnd, untrue } from './support/lanes.ts';

const core = coreUnderTest();

/** So many as one likes: `CURFEW_FAULT_SCHEDULES=20`. */
const schedules = Number(process.env.CURFEW_FAULT_SCHEDULES ?? seededCases({ full: 200, sample: 60 }));
const sessionsEach = 24;

/** A proxy in front of the core, on which one schedule happens at a time. */
interface Lane {
  readonly proxy: FaultProxy;
  readonly driver: RevocationDriver;
}

const lanes = sharedLanes<Lane>(core, {
  count: 8,
  open: async ({ openDriver, openProxy }) => {
    const proxy = await openProxy();
    return { proxy, driver: await openDriver(proxy.uri) };
  },
  heal: ({ proxy }) => proxy.decide(),
});

/** On a busy machine a call takes longer than it may here. */
function untilAnswered<T>(call: () => Promise<T>): Promise<T> {
  return vi.waitFor(call, { timeout: 60_000, interval: 100 });
}

/** One seeded bad day; gives what its report says that is not so. */
async function liveThrough({ driver, proxy }: Lane, seed: number): Promise<string[]> {
  const { next } = createRandom(seed);
  const user = await core.make.emailUser(`faults-${seed}`);
  const handles = await core.make.sessions({ userId: user.id }, sessionsEach);
  const goneBefore = handles.filter(() => next() < 0.15);
  const selection: RevocationSelection =
    next() < 0.5 ? { type: 'handles', handles } : { type: 'user', userId: user.id, tenantId: null };
  const { id } = await untilAnswered(() => driver.plan(selection));
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
  )('schedule %i: the report agrees with the core', async (seed) => {
    const untrueThings = await lanes.run((lane) => liveThrough(lane, seed));
    expect(untrueThings).toEqual([]);
  });
});

it('every kind of fault was met, so that the schedules have shown something', () => {
  const met = (fault: Fault) => lanes.all().reduce((sum, { proxy }) => sum + (proxy.met.get(fault) ?? 0), 0);
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
