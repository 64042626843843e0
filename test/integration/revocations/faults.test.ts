import type { JSONWebKeySet } from 'jose';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { RevocationSelection } from '../../../src/contract/domain/revocation/plan.ts';
import type { RevocationReport } from '../../../src/contract/domain/revocation/report.ts';
import type { TargetRow } from '../../../src/contract/domain/revocation/targets.ts';
import type { RevocationSignals } from '../../../src/contract/domain/signals.ts';
import { createRandom } from '../../../src/main/sandbox/sample/sample.ts';
import type { SignalsService } from '../../../src/main/signals/signals.ts';
import type { Fault, FaultProxy } from '../../faults/fault-proxy.ts';
import { seededSchedule } from '../../faults/seeded-faults.ts';
import { tlsFixture } from '../../support/tls-fixture.ts';
import { seededCases } from '../../unit/support/full-run.ts';
import {
  defaultConnectionId,
  type RevocationDriver,
} from '../../unit/support/revocations/revocation-driver.ts';
import { callContext } from '../../unit/support/stream.ts';
import { handlesUnder, removeSessions } from '../support/cdi.ts';
import { coreUnderTest } from '../support/core-under-test.ts';
import { addsUp, sharedLanes, toTheEnd, unrecorded, untrue, untrueTokens } from '../support/lanes.ts';
import {
  eventsOf,
  type SignalReceiverServer,
  seededAnswers,
  startSignalReceiver,
  untrueEvents,
} from '../support/receivers/signal-receiver.ts';
import { addReceiver, exportedKeys, openTestSignals } from '../support/receivers/test-signals.ts';

const core = coreUnderTest();

/** So many as one likes: `CURFEW_FAULT_SCHEDULES=20`. */
const schedules = Number(process.env.CURFEW_FAULT_SCHEDULES ?? seededCases({ full: 200, sample: 40 }));
const sessionsEach = 24;

/** A proxy in front of the core, on which one schedule happens at a time. */
interface Lane {
  readonly proxy: FaultProxy;
  readonly driver: RevocationDriver;
}

/** Two services that are told of ended sessions, and have bad hours of their own. */
let receivers: readonly SignalReceiverServer[] = [];
let signals: SignalsService;
let keys: JSONWebKeySet;

const lanes = sharedLanes<Lane>(core, {
  count: 8,
  openSignals: async (store, dataDirectory) => {
    receivers = await Promise.all(['one', 'two'].map((seed) => startSignalReceiver(seededAnswers(seed))));
    signals = await openTestSignals(store, dataDirectory);
    const authority = tlsFixture('authority.pem');
    for (const { port } of receivers) await addReceiver(signals, defaultConnectionId, { port, authority });
    keys = await exportedKeys(signals);
    return signals;
  },
  open: async ({ openDriver, openProxy }) => {
    const proxy = await openProxy();
    return { proxy, driver: await openDriver(proxy.uri) };
  },
  heal: ({ proxy }) => proxy.decide(),
});

afterAll(async () => {
  await Promise.all(receivers.map((receiver) => receiver.close()));
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
  const oauthTokens = seed % 2 === 0;
  for (const handle of handles) core.sandbox?.store.oauthTokens.issue(handle);

  proxy.decide(seededSchedule(seed));
  await driver.start(id, { oauthTokens });
  const report = await toTheEnd(driver, id);
  proxy.decide();
  const atTheEnd = [
    ...addsUp(report),
    ...untrue(await driver.targets(id), await handlesUnder(core.cdi, user.id)),
    ...unrecorded(driver.audit, id, await driver.targets(id)),
  ];

  await driver.revocations.handlers['revocation.verifyAgain']({ id }, callContext());
  const checked = await toTheEnd(driver, id);
  const tokens = await tokensOf(driver, checked, user.id);
  const { notAsked, unknown } = checked.oauth;
  // What is open is completed from the report, also where nothing was ordered.
  if (notAsked + unknown > 0) {
    const request = { planId: id, count: notAsked + unknown, typedCount: null };
    await driver.revocations.handlers['revocation.endOAuthTokens'](request, callContext());
    // A core that is slow for a moment makes it pause, as before.
    await toTheEnd(driver, id);
  }
  const completed = await driver.report(id);
  const told = await untilDelivered(driver, id);
  const goneAtTheEnd = goneIn(await driver.targets(id));
  const alive = await handlesUnder(core.cdi, user.id);
  return [
    ...atTheEnd,
    ...tokens,
    ...(await tokensOf(driver, completed, user.id)),
    ...(await untrueEventsOf(id, goneAtTheEnd, alive)),
    ...(told.exposure.type === 'closed' || alive.size > 0 ? [] : ['its exposure is not closed']),
    ...(completed.oauth.notAsked + completed.oauth.unknown === 0 ? [] : ['tokens are open']),
    ...addsUp(checked),
    ...(checked.counts.unknown === 0 ? [] : ['something is unknown to a core that answers']),
    ...untrue(await driver.targets(id), await handlesUnder(core.cdi, user.id)),
  ];
}

/** When each receiver took everything: what it refused is sent to it again. */
function untilDelivered(driver: RevocationDriver, id: string): Promise<RevocationSignals> {
  return untilAnswered(async () => {
    const { signals: told } = await driver.report(id);
    for (const { id: receiver, refused } of told.receivers)
      if (refused > 0) await signals.handlers['signals.retry']({ id: receiver }, callContext());
    const left = told.receivers.filter((one) => one.notQueued + one.waiting + one.refused + one.damaged > 0);
    if (left.length > 0) throw new Error(`Something is left: ${JSON.stringify(left)}`);
    return told;
  });
}

function goneIn(rows: readonly TargetRow[]): ReadonlySet<string> {
  return new Set(rows.filter(({ endedAt }) => endedAt !== null).map(({ handle }) => handle));
}

async function untrueEventsOf(
  id: string,
  gone: ReadonlySet<string>,
  alive: ReadonlySet<string>,
): Promise<string[]> {
  const each = receivers.map(async (receiver) =>
    untrueEvents(await eventsOf(receiver, keys, id), gone, alive),
  );
  return (await Promise.all(each)).flat();
}

/** What a report says of OAuth2 tokens that is not so. A given core has none, and answers all the same. */
async function tokensOf(
  driver: RevocationDriver,
  { id, oauth }: RevocationReport,
  userId: string,
): Promise<string[]> {
  const rows = await driver.targets(id);
  const gone = rows.filter(({ endedAt }) => endedAt !== null).length;
  const sum = oauth.ended + oauth.notAsked + oauth.unknown;
  const { sandbox } = core;
  return [
    ...(sum === gone ? [] : [`tokens of ${sum} sessions are counted, and ${gone} are gone`]),
    ...(sandbox === undefined
      ? []
      : untrueTokens(rows, await handlesUnder(core.cdi, userId), (handle) =>
          sandbox.store.oauthTokens.has(handle),
        )),
  ];
}

describe('a core on a bad day', { timeout: 300_000 }, () => {
  // control: events-of-gone-sessions
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
  for (const receiver of receivers) expect(receiver.refused()).toBeGreaterThan(0);
});
