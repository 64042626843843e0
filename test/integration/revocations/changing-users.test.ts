import { describe, expect, it, vi } from 'vitest';
import type { RevocationPlan } from '../../../src/contract/domain/revocation/plan.ts';
import { Failure } from '../../../src/contract/failure.ts';
import { createRandom, type Random } from '../../../src/main/sandbox/sample/sample.ts';
import type { FaultProxy } from '../../faults/fault-proxy.ts';
import { seededSchedule } from '../../faults/seeded-faults.ts';
import { seededCases } from '../../unit/support/full-run.ts';
import type { RevocationDriver } from '../../unit/support/revocations/revocation-driver.ts';
import {
  type ChangingUsers,
  createChangingUsers,
  type UserChange,
  userChanges,
} from '../support/changing-users.ts';
import { coreUnderTest, licensed } from '../support/core-under-test.ts';
import { addsUp, sharedLanes, toTheEnd, untrue } from '../support/lanes.ts';

const core = coreUnderTest();

/** So many as one likes: `CURFEW_USER_SCHEDULES=20`. */
const schedules = Number(process.env.CURFEW_USER_SCHEDULES ?? seededCases({ full: 300, sample: 32 }));
const mostChanges = 5;
/** Planning and a run of these users make about so many requests. */
const mostRequests = 60;
const none: ReadonlySet<string | null> = new Set();
const jwks = '/.well-known/jwks.json';

interface Lane {
  readonly proxy: FaultProxy;
  readonly driver: RevocationDriver;
}

const lanes = sharedLanes<Lane>(core, {
  count: 6,
  open: async ({ openDriver, openProxy }) => {
    const proxy = await openProxy();
    return { proxy, driver: await openDriver(proxy.uri) };
  },
  heal: ({ proxy }) => proxy.decide(),
});
const happened = new Set<UserChange>();
let complete = 0;

interface Order {
  readonly isWhole: boolean;
  /** Whether sessions are chosen beside the user. */
  readonly hasLines: boolean;
  readonly plan: () => Promise<RevocationPlan>;
}

function orderOf(driver: RevocationDriver, users: ChangingUsers, handles: string[], random: Random): Order {
  const draw = random.next();
  if (draw < 0.25)
    return { isWhole: false, hasLines: true, plan: () => driver.plan({ type: 'handles', handles }) };
  if (draw < 0.5)
    return { isWhole: true, hasLines: true, plan: () => driver.planList([...handles, users.email]) };
  const plan = () => driver.plan({ type: 'user', userId: users.shownId(), tenantId: null });
  return { isWhole: true, hasLines: false, plan };
}

/** Undefined: nothing is left to end, because linking ended it. */
function planned({ plan }: Order, users: ChangingUsers): Promise<RevocationPlan | undefined> {
  const attempt = () => {
    // On a busy machine a first attempt can be too late. The next one is of the id that is shown by then, and knows no other.
    users.forgetReads();
    return plan().catch((thrown: unknown) => {
      if (thrown instanceof Failure && thrown.error.code === 'bad-input') return undefined;
      throw thrown;
    });
  };
  return vi.waitFor(attempt, { timeout: 60_000, interval: 100 });
}

/** One seeded day on which users change; gives what is not true, or not as it was ordered. */
async function liveThrough({ driver, proxy }: Lane, users: ChangingUsers, random: Random, seed: number) {
  const handles = [await users.signIn('first'), await users.signIn('first')];
  const order = orderOf(driver, users, handles, random);
  const due = Array.from({ length: random.int(1, mostChanges) }, () => ({
    at: random.int(0, mostRequests),
    what: random.pick(userChanges),
  }));
  const changes: Promise<void>[] = [];
  let requests = 0;
  let fault: ReturnType<typeof seededSchedule> = () => 'none';
  proxy.decide((seen) => {
    for (const { what } of due.filter(({ at }) => at === requests))
      changes.push(users.change(what).then((has) => void (has && happened.add(what))));
    requests += 1;
    const befalls = fault(seen);
    if (befalls === 'none' || befalls === 'delay') users.noteRead(seen);
    return befalls;
  });
  const plan = await planned(order, users);
  if (!plan) return [];
  const { id } = plan;
  const badDay = random.chance(0.5) ? seededSchedule(seed) : () => 'none' as const;
  const isIdentitySilent = random.chance(0.3);
  fault = (seen) =>
    isIdentitySilent && seen.path === jwks && random.chance(0.4) ? 'status-500' : badDay(seen);
  await driver.start(id);
  const report = await toTheEnd(driver, id);
  proxy.decide();
  await Promise.all(changes);

  const alive = await users.alive();
  const rows = await driver.targets(id);
  const targets = new Set(rows.filter(({ newSession }) => !newSession).map(({ handle }) => handle));
  const endedBeside = users.mustBeAlive(targets, order.isWhole).filter(({ handle }) => !alive.has(handle));
  const isComplete = report.outcome === 'complete';
  if (isComplete) complete += 1;
  const owners = new Set(rows.filter((row) => handles.includes(row.handle)).map((row) => row.userId));
  const left = isComplete && order.isWhole ? users.shownAndAlive(alive, order.hasLines ? owners : none) : [];
  return [
    ...addsUp(report),
    ...untrue(rows, alive),
    ...endedBeside.map(({ about }) => `a session ${about} was ended, and nobody ordered it`),
    ...left.map((handle) => `it is complete, and ${handle} is alive`),
  ];
}

describe('users who are linked, get and lose ids, and sign in at any moment', { timeout: 300_000 }, () => {
  it.concurrent.for(
    Array.from({ length: schedules }, (_, seed) => seed),
  )('schedule %i: the report is true, and nothing is ended that was not ordered', async (seed, context) => {
    const wrong = await lanes.run(async (lane) => {
      const random = createRandom(seed);
      const users = await createChangingUsers(core, random, seed);
      return licensed(context, () => liveThrough(lane, users, random, seed));
    });
    context.expect(wrong).toEqual([]);
  });
});

it.skipIf(schedules < 30)(
  'every change happened, and many reports were complete, so that this has shown something',
  () => {
    expect([...happened].sort()).toEqual([...userChanges].sort());
    expect(complete).toBeGreaterThan(schedules / 4);
  },
);
