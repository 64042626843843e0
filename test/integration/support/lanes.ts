import { afterAll, beforeAll, vi } from 'vitest';
import type { RevocationReport } from '../../../src/contract/domain/revocation/report.ts';
import type { TargetRow } from '../../../src/contract/domain/revocation/targets.ts';
import type { AuditEntry } from '../../../src/main/audit/audit-entry.ts';
import { createLimit } from '../../../src/main/shared/concurrency/limit.ts';
import type { SignalsService } from '../../../src/main/signals/signals.ts';
import type { Store } from '../../../src/main/store/interface.ts';
import { type FaultProxy, startFaultProxy } from '../../faults/fault-proxy.ts';
import type { MemoryAudit } from '../../unit/support/ports/memory-audit.ts';
import { openRevocations, type RevocationDriver } from '../../unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../unit/support/store/shared-store.ts';
import type { CoreUnderTest } from './core-under-test.ts';

/** What a lane is made of. All of it is closed after the tests of the file. */
interface LaneParts {
  readonly openProxy: () => Promise<FaultProxy>;
  /** Revocations over the core behind these addresses, which is waited for. */
  readonly openDriver: (address: string) => Promise<RevocationDriver>;
}

interface Lanes<Lane> {
  readonly all: () => readonly Lane[];
  /** Does the work on a lane that is free, as soon as there is one. */
  readonly run: <T>(work: (lane: Lane) => Promise<T>) => Promise<T>;
}

interface LaneOptions<Lane> {
  /** Most of a schedule is waiting for a core that does not answer, so several share the time. */
  readonly count: number;
  readonly open: (parts: LaneParts) => Promise<Lane>;
  /** The events of ended sessions, for all lanes; missing: there is no receiver. */
  readonly openSignals?: (store: Store, dataDirectory: string) => Promise<SignalsService>;
  /** Ends what a schedule did to its lane. */
  readonly heal: (lane: Lane) => void;
}

/** Ways to a core on each of which one schedule happens at a time, over one store. */
export function sharedLanes<Lane>(
  core: CoreUnderTest,
  { count, heal, open, openSignals }: LaneOptions<Lane>,
): Lanes<Lane> {
  const shared = sharedStore();
  const limit = createLimit(count);
  const proxies: FaultProxy[] = [];
  const drivers: RevocationDriver[] = [];
  const lanes: Lane[] = [];
  let signals: SignalsService | undefined;
  const free: Lane[] = [];

  const parts: LaneParts = {
    openProxy: async () => {
      const proxy = await startFaultProxy(core.uri);
      proxies.push(proxy);
      return proxy;
    },
    openDriver: async (address) => {
      // Short enough for a late answer to be given up within a test, long enough for a slow core to be heard.
      const { port } = core.open({ address, requestTimeoutMs: 1_000 });
      await vi.waitFor(() => port.identity(), { timeout: 60_000, interval: 100 });
      const { dataDirectory, store } = shared.forDriver();
      const backoff = { firstMs: 2, mostMs: 20, pauseAfterMs: 300 };
      const driver = await openRevocations({
        ...{ core: () => port, store, dataDirectory, backoff },
        ...(signals === undefined ? {} : { signals }),
      });
      drivers.push(driver);
      return driver;
    },
  };

  beforeAll(async () => {
    const { dataDirectory, store } = shared.forDriver();
    signals = await openSignals?.(store, dataDirectory);
    for (let n = 0; n < count; n++) lanes.push(await open(parts));
    free.push(...lanes);
  });
  afterAll(async () => {
    await Promise.all(drivers.map((driver) => driver.close()));
    await signals?.close();
    await Promise.all(proxies.map((proxy) => proxy.close()));
  });

  return {
    all: () => lanes,
    run: (work) =>
      limit.run(async () => {
        const lane = free.pop();
        if (!lane) throw new Error('More schedules run at once than there are lanes.');
        try {
          return await work(lane);
        } finally {
          heal(lane);
          free.push(lane);
        }
      }),
  };
}

/** To its end, as an operator who resumes it whenever it is paused. */
export async function toTheEnd(driver: RevocationDriver, id: string): Promise<RevocationReport> {
  for (;;) {
    const last = await driver.settled(id);
    if (last.type === 'report') return last.report;
    await driver.resume(id);
  }
}

/** What is wrong with the numbers of a report. */
export function addsUp(report: RevocationReport): string[] {
  const total = Object.values(report.counts).reduce((sum, count) => sum + count, 0);
  const { sent, 'still-active': active, planned, unknown } = report.counts;
  const mayBeOpen = report.outcome === 'incomplete' || report.outcome === 'stopped';
  return [
    ...(total === report.plan.targets ? [] : [`${total} are counted of ${report.plan.targets}`]),
    ...(sent + active === 0 ? [] : ['something is left on its way']),
    ...(planned + unknown === 0 || mayBeOpen ? [] : ['it is called complete']),
  ];
}

/** Every state has to agree with the core. `unknown` and `planned` (never sent) say nothing about it. */
export function untrue(rows: readonly TargetRow[], alive: ReadonlySet<string>): string[] {
  const wrong = rows.filter(({ handle, state }) => {
    if (state === 'unknown' || state === 'planned') return false;
    const saysGone = state !== 'failed';
    return saysGone === alive.has(handle);
  });
  return wrong.map(({ handle, state }) => `${handle} is ${state}`);
}

/** Batches of a revocation without a record of how they ended, and sessions that it ended and no batch has. */
export function unrecorded(
  { entries, records }: MemoryAudit,
  id: string,
  rows: readonly TargetRow[],
): string[] {
  const intents = entries.filter((one) => one.revocation === id && one.action === 'batch.intended');
  const ended = new Set(records.filter(({ action }) => action === 'batch.ended').map(batchOf));
  const intended = new Set(intents.flatMap(({ targets }) => targets?.handles ?? []));
  return [
    ...intents.filter((intent) => !ended.has(batchOf(intent))).map((one) => `${batchOf(one)} has no outcome`),
    ...rows
      .filter(({ handle, state }) => state === 'revoked' && !intended.has(handle))
      .map(({ handle }) => `${handle} is in no batch`),
  ];
}

function batchOf({ details }: Pick<AuditEntry, 'details'>): string {
  return String(details?.batch);
}

/**
 * Of sessions on which OAuth2 tokens were issued: those that are gone were asked for, or are listed as open, and those that are
 * there keep their tokens. `hasTokens`: whether the core still has tokens of a session.
 */
export function untrueTokens(
  rows: readonly TargetRow[],
  alive: ReadonlySet<string>,
  hasTokens: (handle: string) => boolean,
): string[] {
  return rows.flatMap(({ handle, oauth }) => [
    ...(oauth === 'ended' && hasTokens(handle) ? [`tokens of ${handle} are not ended`] : []),
    ...(alive.has(handle) && !hasTokens(handle) ? [`tokens of ${handle} were ended, and it is alive`] : []),
    ...(alive.has(handle) && oauth !== 'not-asked'
      ? [`${handle} is alive, and its tokens are ${oauth}`]
      : []),
  ]);
}
