import type { ConnectionSettings } from '../../../contract/domain/connection.ts';
import type { Coverage } from '../../../contract/domain/coverage.ts';
import type { SelectedRows } from '../../../contract/domain/planning/change-draft.ts';
import { isReading } from '../../../contract/domain/planning/draft.ts';
import type { RevocationPlan } from '../../../contract/domain/revocation/plan.ts';
import { failure } from '../../../contract/failure.ts';
import type { Exclusion } from '../../store/changes.ts';
import type { Store } from '../../store/interface.ts';
import type { PlanDocument } from '../../store/plan-document.ts';
import type { DraftBuilder, DraftPorts, OpenDraft, PreviewRows } from './draft.ts';
import { estimateMs, mostTenants, planSourceOf } from './draft.ts';
import { toTotals } from './draft-progress.ts';
import { createPreviewPages } from './preview-pages.ts';
import type { StoredDraft } from './stored-draft.ts';

/** Rows of an export that are read at a time. */
const exportedAtATime = 1_000;

/** A draft as the service works with it: what is stored, how it is read, and how its rows are shown. */
export async function openDraft<Stored>(
  ports: Pick<DraftPorts, 'store' | 'settings' | 'clock'>,
  stored: StoredDraft,
  builder: DraftBuilder,
  rows: PreviewRows<Stored>,
): Promise<OpenDraft> {
  const { store, clock } = ports;
  const { id, listeners, shares, source } = stored;
  const { connectionId, createdAt } = source;
  const pages = createPreviewPages(ports, stored, rows, isGrowing);
  let wasGrowing = isGrowing();
  const leave = listeners.add(() => {
    // What it has grown to is shown at once.
    if (wasGrowing && !isGrowing()) void shares.refresh();
    wasGrowing = isGrowing();
  });
  await shares.refresh();

  function isGrowing(): boolean {
    const now = builder.state();
    return isReading(now) || now.state === 'settling';
  }

  /** While duplicates are removed, only the store may change the numbers of a list. */
  function checkNotSettling(): void {
    if (builder.state().state !== 'settling') return;
    throw failure('bad-input', { reason: 'list-settling', retryable: true });
  }

  async function close(): Promise<void> {
    leave();
    shares.close();
    pages.close();
    await builder.close();
  }

  return {
    id,
    connectionId,
    snapshot: () => {
      const state = builder.state();
      const distinct = rows.of === 'matches' || state.state === 'ready' || state.state === 'stopped';
      return {
        id,
        connectionId,
        createdAt,
        source: source.source,
        state,
        progress: builder.progress(),
        coverage: builder.coverage(),
        hasSecondScan: builder.secondScan() !== null,
        totals: toTotals(rows.of, stored.counts(), shares.now(), distinct),
        rate: builder.rate(),
        remainingMs: builder.remainingMs(),
      };
    },
    onChange: listeners.add,
    control: builder.control,
    rows: pages.page,
    openView: pages.openView,
    exclude: (what, excluded, call) =>
      stored.reopen(async () => {
        checkNotSettling();
        const exclusion = toExclusion(what, rows.of);
        try {
          await stored.change(() => store.write.exclude({ id, exclusion, excluded }, call));
        } finally {
          pages.changed();
        }
      }),
    choose: (row, userIds, signal) =>
      stored.reopen(async () => {
        checkNotSettling();
        await builder.choose(row, userIds, signal);
        pages.changed();
      }),
    ambiguous: builder.ambiguous,
    chooseForAll: async (choice, call) => {
      try {
        await builder.chooseForAll(choice, call);
      } finally {
        pages.changed();
      }
    },
    freeze: (signal) =>
      stored.reopen(async () => {
        const why = builder.whyNotFrozen();
        if (why) throw why;
        const { coverage, isOwnKnown, secondScan, tenantId } = builder;
        const settings = ports.settings(connectionId);
        const request = { coverage, isOwnKnown, secondScan, settings, tenantId, now: clock.now(), signal };
        return freezeDraft(store, stored, request);
      }),
    exportColumns: rows.exportColumns,
    exportRows: async function* (onProgress) {
      const { lines, matches } = stored.counts();
      const of = rows.of === 'lines' ? lines.total : matches;
      for (let offset = 0; ; offset += exportedAtATime) {
        onProgress?.({ done: Math.min(offset, of), of });
        const page = await rows.read({ id, view: null, offset, limit: exportedAtATime });
        for (const row of page) yield rows.toExportRow(row);
        if (page.length < exportedAtATime) return;
      }
    },
    handOver: stored.handOver,
    takeBack: stored.takeBack,
    checkNotStarted: stored.checkNotStarted,
    close: async () => {
      await close();
      if (stored.isHandedOver()) return;
      // It can be closed for want of a store; what was not written is looked up again.
      await stored.settle().catch(() => undefined);
      await store.write.rest({ id }).catch(() => undefined);
    },
    discard: async () => {
      await close();
      await store.write.remove({ id });
    },
  };
}

/** Row n of the contract is the record with id n + 1. */
function toExclusion(what: SelectedRows, of: PreviewRows<unknown>['of']): Exclusion {
  if (what === 'own') return { type: 'own' };
  if (Array.isArray(what)) {
    const ids = what.map((row) => row + 1);
    return of === 'lines' ? { type: 'lines', lines: ids } : { type: 'matches', matches: ids };
  }
  if (of === 'lines') throw failure('bad-input', { reason: 'list-has-no-undecided' });
  return what.type === 'undecided-rows' ? { ...what, rows: what.rows.map((row) => row + 1) } : what;
}

interface FreezeRequest {
  readonly settings: ConnectionSettings;
  /** See `DraftBuilder`. */
  readonly coverage: () => Coverage;
  readonly secondScan: () => RevocationPlan['secondScan'];
  readonly isOwnKnown: () => boolean;
  readonly tenantId: string | null;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/**
 * Makes a plan of what a draft selects now, under the id of the draft. Rejects when another core answers
 * by now, when none does, or when nothing is left to end.
 */
async function freezeDraft(
  store: Store,
  draft: StoredDraft,
  { coverage, isOwnKnown, secondScan, settings, tenantId, now, signal }: FreezeRequest,
): Promise<RevocationPlan> {
  const coreKeys = await draft.checkCore(signal);
  const { id, source } = draft;
  await draft.settle();
  const {
    ambiguous,
    byTenant,
    names,
    ofWholeUsers,
    ownKnown,
    counts: _,
    ...numbers
  } = await store.write.freeze({ id }, { signal });
  if (numbers.targets === 0) throw nothingToEnd(source.source.type);
  const ownUnread = isOwnKnown() ? 0 : numbers.targets - ownKnown;
  const firstPage = { id, view: null, offset: 0, limit: 1 };
  const [only] = numbers.targets === 1 ? await store.read.targets(firstPage) : [];
  const plan: RevocationPlan = {
    ...numbers,
    ...(only === undefined ? {} : { onlyHandle: only.handle }),
    ...(ownUnread === 0 ? {} : { ownUnread }),
    id,
    connectionId: source.connectionId,
    source: planSourceOf(source.source),
    createdAt: now,
    byTenant: byTenant.slice(0, mostTenants).map((tenant) => ({ ...tenant })),
    tenants: byTenant.length,
    byIdentity: [],
    accessTokenLifetimeS: settings.accessTokenLifetimeS,
    estimateMs: estimateMs(numbers.targets, numbers.targets - ofWholeUsers, numbers.wholeUsers),
    secondScan: secondScan(),
    coverage: { ...coverage(), 'ambiguous-lines': ambiguous },
  };
  const document: PlanDocument = {
    plan,
    address: source.address,
    coreKeys,
    tenantId,
  };
  draft.markPlanned(document, names);
  await draft.settle();
  return plan;
}

function nothingToEnd(type: 'list' | 'rule') {
  return failure('bad-input', { reason: type === 'list' ? 'list-selects-nothing' : 'rule-selects-nothing' });
}
