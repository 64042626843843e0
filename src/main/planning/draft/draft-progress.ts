import type { DraftTotals } from '../../../contract/domain/planning/draft.ts';
import { lineKinds } from '../../../contract/domain/stored-names.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Store, StoredCounts } from '../../store/interface.ts';

type Shares = Pick<DraftTotals, 'byTenant' | 'tenants' | 'byUser'>;

/** The largest tenants and users of a draft, read again from time to time while it grows. */
export interface DraftShares {
  readonly now: () => Shares;
  /** The numbers changed: the shares are read again, soon. */
  readonly changed: () => void;
  /** Reads them at once. Never rejects: numbers of before are better than none. */
  readonly refresh: () => Promise<void>;
  readonly close: () => void;
}

const mostShown = 20;
const refreshEveryMs = 2_000;
/** Of the time, so much may be spent on reading shares: with many millions of sessions one reading takes long. */
const mostOfTime = 0.05;

export function createDraftShares(
  { store, clock, id }: { readonly store: Pick<Store, 'read'>; readonly clock: Clock; readonly id: string },
  onChange: () => void,
): DraftShares {
  let shares: Shares = { byTenant: [], tenants: 0, byUser: [] };
  let reading: Promise<void> | undefined;
  let cancel: (() => void) | undefined;
  let restUntil = Number.NEGATIVE_INFINITY;
  let isClosed = false;

  async function read(): Promise<void> {
    const startedAt = clock.elapsed();
    try {
      const { byTenant, tenants, byUser } = await store.read.shares({ id, limit: mostShown });
      shares = { byTenant: [...byTenant], tenants, byUser: [...byUser] };
      onChange();
    } catch {
      // The next change of the draft reports that the store does not work.
    }
    const took = clock.elapsed() - startedAt;
    restUntil = clock.elapsed() + Math.max(refreshEveryMs, took / mostOfTime);
  }

  function readSoon(): void {
    cancel = undefined;
    reading ??= read().finally(() => {
      reading = undefined;
    });
  }

  return {
    now: () => shares,
    changed: () => {
      if (isClosed || cancel) return;
      cancel = clock.after(Math.max(0, restUntil - clock.elapsed()), readSoon);
    },
    refresh: async () => {
      // What is being read may be from before the change.
      await reading;
      readSoon();
      await reading;
    },
    close: () => {
      isClosed = true;
      cancel?.();
    },
  };
}

/** `distinct`: whether each session counts once; while a list is read, one that two lines select counts twice. */
export function toTotals(
  of: 'lines' | 'matches',
  { excludedBefore, lines, matches, excluded, own, undecided, undecidedIncluded, users }: StoredCounts,
  shares: Shares,
  distinct: boolean,
): DraftTotals {
  const byKind = lineKinds.map((name) => ({ name, count: lines.byKind[name] ?? 0 }));
  return {
    rows: of === 'lines' ? lines.total : matches,
    sessions: matches,
    distinct,
    excluded,
    own,
    undecided,
    undecidedIncluded,
    excludedBefore: { ...excludedBefore },
    users,
    ...shares,
    byKind: byKind.filter(({ count }) => count > 0),
    byResult: { ...lines.byResult },
  };
}

/** How fast something goes on, over the last seconds. */
interface RateMeter {
  readonly add: (count: number) => void;
  /** It did not go on for a while: what was measured before says nothing any more. */
  readonly restart: () => void;
  /** Per second; null: nothing was measured yet. */
  readonly rate: () => number | null;
}

const overMs = 15_000;
const sampleMs = 500;
const leastMs = 1_000;

export function createRateMeter({ elapsed }: Pick<Clock, 'elapsed'>): RateMeter {
  let total = 0;
  let samples: { readonly at: number; readonly total: number }[] = [{ at: elapsed(), total }];

  return {
    add: (count) => {
      total += count;
      const at = elapsed();
      if (at - (samples.at(-1)?.at ?? 0) < sampleMs) return;
      samples.push({ at, total });
      // Two samples stay, however old they are: slow work has few.
      if (samples.length > 2 && at - (samples[0]?.at ?? at) > overMs) samples = samples.slice(1);
    },
    restart: () => {
      samples = [{ at: elapsed(), total }];
    },
    rate: () => {
      const [first] = samples;
      const passed = first ? elapsed() - first.at : 0;
      return first && passed >= leastMs ? ((total - first.total) * 1_000) / passed : null;
    },
  };
}
