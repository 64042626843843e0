import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RevocationPlan } from '../../../src/contract/domain/revocation/plan.ts';
import type { RevocationReport } from '../../../src/contract/domain/revocation/report.ts';
import { createRandom, type Random } from '../../../src/main/sandbox/sample/sample.ts';
import { type Fault, type FaultProxy, type SeenRequest, startFaultProxy } from '../../faults/fault-proxy.ts';
import { seededSchedule } from '../../faults/seeded-faults.ts';
import { type Sandbox, startSandbox } from '../../support/sandbox.ts';
import { seededCases } from '../../unit/support/full-run.ts';
import type { RevocationDriver } from '../../unit/support/revocations/revocation-driver.ts';
import { handlesUnder } from '../support/cdi.ts';
import { coreUnderTest } from '../support/core-under-test.ts';
import { addsUp, sharedLanes, untrue } from '../support/lanes.ts';

const core = coreUnderTest();

/** So many as one likes: `CURFEW_IDENTITY_SCHEDULES=20`. */
const schedules = Number(process.env.CURFEW_IDENTITY_SCHEDULES ?? seededCases({ full: 300, sample: 28 }));
const sessionsEach = 16;
const jwks = '/.well-known/jwks.json';

/** Two ways to the core, and a connection that uses one or both. */
interface Lane {
  readonly proxies: readonly [FaultProxy, FaultProxy];
  readonly single: RevocationDriver;
  readonly both: RevocationDriver;
}

const lanes = sharedLanes<Lane>(core, {
  count: 4,
  open: async ({ openDriver, openProxy }) => {
    const proxies = [await openProxy(), await openProxy()] as const;
    const [a, b] = proxies;
    return { proxies, single: await openDriver(a.uri), both: await openDriver(`${a.uri};${b.uri}`) };
  },
  heal,
});
let other: Sandbox;

/** Another core that takes the same key. */
async function startOther(): Promise<Sandbox> {
  return startSandbox({ sampleData: false, ...(core.key === null ? {} : { apiKey: core.key }) });
}

beforeAll(async () => {
  other = await startOther();
});
afterAll(() => other.close());

/** What befalls the core beside a bad day, or without one. */
const events = [
  'replaced while planning',
  'replaced between planning and run',
  'replaced in the run',
  'one of two addresses replaced',
  'two cores in turn while planning',
  'two cores in turn in the run',
  'identity fails',
] as const;
type Event = (typeof events)[number];
/** Those in which the work noticed it. */
const noticed = new Set<Event>();

interface Day {
  readonly event: Event;
  readonly random: Random;
  readonly lane: Lane;
  readonly driver: RevocationDriver;
  /** The proxy behind which the core is replaced. */
  readonly proxy: FaultProxy;
}

function heal({ proxies }: Lane): void {
  for (const proxy of proxies) {
    proxy.decide();
    proxy.retarget(core.uri);
  }
}

/** After so many requests the other core is there; on the way, what a bad day brings. */
function replaceAfter(proxy: FaultProxy, requests: number, fault: (seen: SeenRequest) => Fault): void {
  let left = requests;
  proxy.decide((seen) => {
    if (left-- === 0) proxy.retarget(other.uri);
    return fault(seen);
  });
}

/** After so many requests a load balancer leads to both cores in turn. */
function alternateAfter(proxy: FaultProxy, requests: number, fault: (seen: SeenRequest) => Fault): void {
  let count = 0;
  proxy.decide((seen) => {
    count += 1;
    if (count > requests) proxy.retarget(count % 2 === 0 ? other.uri : core.uri);
    return fault(seen);
  });
}

/** A plan of the first core, whatever it takes. */
async function planned(day: Day, plan: () => Promise<RevocationPlan>): Promise<RevocationPlan> {
  const isReplaced = day.event === 'replaced while planning';
  if (isReplaced || day.event === 'two cores in turn while planning') {
    const change = isReplaced ? replaceAfter : alternateAfter;
    change(day.proxy, day.random.int(0, 30), () => 'none');
    const first = await plan().catch(() => {
      noticed.add(day.event);
      return null;
    });
    heal(day.lane);
    // It came about before the core was replaced.
    if (first && first.targets === sessionsEach) return first;
  }
  return vi.waitFor(plan, { timeout: 60_000, interval: 100 });
}

/** To its end, as an operator who leads the addresses back to the first core whenever it is paused. */
async function toTheEnd({ driver, event, lane }: Day, id: string): Promise<RevocationReport> {
  for (;;) {
    const last = await driver.settled(id);
    if (last.type === 'report') return last.report;
    const { run } = last.progress;
    if (run.state === 'paused') {
      if (run.reason.type === 'core' && run.reason.error.code === 'other-core') noticed.add(event);
      heal(lane);
    }
    await driver.resume(id);
  }
}

async function liveThrough(lane: Lane, seed: number): Promise<string[]> {
  const random = createRandom(seed);
  const event = events[seed % events.length] ?? 'identity fails';
  const isOfTwo = event === 'one of two addresses replaced' || random.chance(0.3);
  const driver = isOfTwo ? lane.both : lane.single;
  const day: Day = {
    event,
    random,
    lane,
    driver,
    proxy: lane.proxies[isOfTwo ? random.int(0, 1) : 0] ?? lane.proxies[0],
  };
  const user = await core.make.emailUser(`identity-${seed}`);
  const handles = await core.make.sessions({ userId: user.id }, sessionsEach);
  const { id: stranger } = await core.make.emailUser(`beside-${seed}`);
  await core.make.sessions({ userId: stranger }, 1);

  const { id } = await planned(day, () => {
    const draw = random.next();
    if (draw < 0.3) return driver.plan({ type: 'handles', handles });
    if (draw < 0.6) return driver.plan({ type: 'user', userId: user.id, tenantId: null });
    return driver.planList([...handles.slice(0, 4), user.id]);
  });

  const fault = random.chance(0.5) ? seededSchedule(seed) : () => 'none' as const;
  for (const proxy of lane.proxies) proxy.decide(fault);
  if (event === 'replaced between planning and run') day.proxy.retarget(other.uri);
  if (event === 'replaced in the run' || event === 'one of two addresses replaced')
    replaceAfter(day.proxy, random.int(0, 25), fault);
  if (event === 'two cores in turn in the run') alternateAfter(day.proxy, random.int(0, 25), fault);
  if (event === 'identity fails') {
    for (const proxy of lane.proxies)
      proxy.decide((seen) => {
        if (seen.path !== jwks || !random.chance(0.4)) return fault(seen);
        noticed.add(event);
        return 'status-500';
      });
  }
  await driver.start(id);
  const report = await toTheEnd(day, id);
  heal(lane);
  const alive = await handlesUnder(core.cdi, user.id);
  return [
    ...addsUp(report),
    ...untrue(await driver.targets(id), alive),
    ...(report.outcome === 'complete' && alive.size > 0 ? ['it is complete with a session alive'] : []),
    ...((await handlesUnder(core.cdi, stranger)).size === 1 ? [] : ['a session of another user was ended']),
  ];
}

describe('a core that is replaced, or does not say which one it is', { timeout: 300_000 }, () => {
  it.concurrent.each(
    Array.from({ length: schedules }, (_, seed) => seed),
  )('schedule %i: the report is true of the first core', async (seed) => {
    const wrong = await lanes.run((lane) => liveThrough(lane, seed));
    expect(wrong).toEqual([]);
  });
});

it.skipIf(schedules < 20)(
  'each kind of event was noticed, so that the schedules have shown something',
  () => {
    expect([...noticed].sort()).toEqual([...events].sort());
  },
);

describe('a connection with two addresses', () => {
  /** On ways of its own, which no schedule uses. */
  async function openTwo() {
    const proxies = [await startFaultProxy(core.uri), await startFaultProxy(core.uri)] as const;
    onTestFinished(async () => {
      for (const proxy of proxies) await proxy.close();
    });
    const [a, b] = proxies;
    const opened = core.open({ address: `${a.uri};${b.uri}` });
    return { a, b, opened };
  }

  it('of which one leads to another core later refuses to end sessions at either, and names both', async () => {
    const { a, b, opened } = await openTwo();
    await opened.port.facts();
    b.retarget(other.uri);
    const names = [a.uri, b.uri].map((uri) => new URL(uri).host);
    const different = {
      error: { code: 'other-core', reason: 'two-cores', params: { first: names[0], other: names[1] } },
    };
    await expect(opened.port.identity()).rejects.toMatchObject(different);
    const { id } = await core.make.emailUser('two-addresses');
    const handles = await core.make.sessions({ userId: id }, 2);
    await expect(opened.port.revokeHandles({ handles })).rejects.toMatchObject({
      error: { ...different.error, sent: false },
    });
    expect((await handlesUnder(core.cdi, id)).size).toBe(2);
    b.retarget(core.uri);
    expect(await opened.port.revokeHandles({ handles })).toHaveLength(2);
  });

  it('of which one was away when it was opened asks nothing there before it read which core it is', async () => {
    const { b, opened } = await openTwo();
    const asked: string[] = [];
    await b.goDown();
    await opened.port.facts();
    b.retarget(other.uri);
    b.decide(({ path }) => {
      asked.push(path);
      return 'none';
    });
    await b.comeUp();
    const { id } = await core.make.emailUser('away-at-first');
    const handles = await core.make.sessions({ userId: id }, 4);
    for (const handle of handles)
      expect(await opened.port.revokeHandles({ handles: [handle] })).toEqual([handle]);
    expect(asked.filter((path) => path !== jwks)).toEqual([]);
  });
});
