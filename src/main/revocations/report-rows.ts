import type { StreamContext } from '../../contract/channels/contract.ts';
import type { PlanSource, RevocationPlan } from '../../contract/domain/revocation/plan.ts';
import type {
  SelectedBy,
  TargetRow,
  TargetsPage,
  TargetsViewItem,
  TargetsViewRequest,
} from '../../contract/domain/revocation/targets.ts';
import { failure } from '../../contract/failure.ts';
import { createProgressReporter, untilLeft } from '../shared/changes.ts';
import type { Store, StoredCounts, ViewRequest } from '../store/interface.ts';
import type { ReportTarget } from '../store/records.ts';
import { countAll } from './report/report.ts';
import type { StoredRevocations } from './stored-revocations.ts';

/** The targets of a revocation: in pages, found and sorted. */
export interface TargetLists {
  /** Finds and sorts, and has the result until the stream is left. */
  readonly view: (request: TargetsViewRequest, context: StreamContext<TargetsViewItem>) => Promise<void>;
  readonly page: (request: PageOfTargets) => Promise<TargetsPage>;
}

interface PageOfTargets {
  readonly id: string;
  readonly view: string | null;
  readonly offset: number;
  readonly limit: number;
}

export function createTargetLists(store: Store, stored: StoredRevocations): TargetLists {
  const { read } = store;
  /** By view. */
  const totals = new Map<string, number>();
  const plans = new Map<string, PlanOfTargets>();

  /** Of a plan, which never changes. Throws `not-found` where nothing was started. */
  async function planOf(id: string): Promise<PlanOfTargets> {
    const known = plans.get(id);
    if (known !== undefined) return known;
    const plan = planOfTargets((await stored.load(id)).plan.plan);
    plans.set(id, plan);
    return plan;
  }

  return {
    view: async (asked, context) => {
      const { emit, signal } = context;
      const { counts } = await stored.load(asked.id);
      if (isNatural(asked)) {
        await emit([{ type: 'ready', view: null, total: countTargets(counts) }]);
        return;
      }
      const { view, total } = await openView(toViewRequest(asked), context);
      totals.set(view, total);
      try {
        await emit([{ type: 'ready', view, total }]);
        await untilLeft(signal);
      } finally {
        totals.delete(view);
        await read.closeView({ view }).catch(() => undefined);
      }
    },
    page: async ({ id, limit, offset, view }) => {
      const plan = await planOf(id);
      const total = view === null ? countTargets(await read.counts({ id })) : totals.get(view);
      if (total === undefined) throw viewIsGone();
      const targets = await read.targets({ id, view, offset, limit });
      return { total, rows: targets.map((target) => toTargetRow(target, plan)) };
    },
  };

  function openView(
    request: ViewRequest,
    { emit, signal }: StreamContext<TargetsViewItem>,
  ): Promise<{ readonly view: string; readonly total: number }> {
    return read.openView(request, {
      signal,
      onProgress: createProgressReporter(({ done, of }) => emit([{ type: 'progress', done, of }])),
    });
  }
}

/** All rows in the order of the plan: these are read as they are. */
export function isNatural({ search, show, sort }: TargetsViewRequest): boolean {
  return show === 'all' && search === '' && sort === null;
}

export function toViewRequest({ id, search, show, sort }: TargetsViewRequest): ViewRequest {
  return {
    id,
    of: 'targets',
    show: show === 'all' ? null : show,
    search: search === '' ? null : search,
    sort,
  };
}

export function countTargets({ linkedSessions, newSessions, targets }: StoredCounts): number {
  return countAll(targets) + countAll(newSessions) + countAll(linkedSessions);
}

/** What rows of targets do not say themselves. */
interface PlanOfTargets {
  /** Of access tokens. */
  readonly lifetimeMs: number;
  readonly source: PlanSource;
}

export function planOfTargets({ accessTokenLifetimeS, source }: RevocationPlan): PlanOfTargets {
  return { lifetimeMs: accessTokenLifetimeS * 1_000, source };
}

/** One target for the list under the numbers. */
export function toTargetRow(target: ReportTarget, { lifetimeMs, source }: PlanOfTargets): TargetRow {
  const { id: _id, error, line: _line, undecidedFor: _fields, ...row } = target;
  return {
    ...row,
    exposureUntil: row.endedAt === null ? null : row.endedAt + lifetimeMs,
    selectedBy: row.newSession || row.linked || row.damaged ? null : selectedBy(target, source),
    // What a session that was sent had before counts again where it was not sent after all.
    ...(error && row.state !== 'sent' ? { error } : {}),
  };
}

function selectedBy(
  { line, undecidedFor }: Pick<ReportTarget, 'line' | 'undecidedFor'>,
  { type }: PlanSource,
): SelectedBy | null {
  if (undecidedFor.length > 0) return { type: 'undecided', undecidedFor: [...undecidedFor] };
  switch (type) {
    case 'list':
      return line && { type: 'line', ...line };
    case 'rule':
    case 'user':
      return { type };
    case 'handles':
      return { type: 'operator' };
  }
}

function viewIsGone() {
  return failure('not-found', { reason: 'rows-closed', retryable: true });
}
