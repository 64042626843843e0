import type { DraftViewRequest, RowsPage, ShownRows } from '../../../contract/domain/planning/draft-rows.ts';
import { failure } from '../../../contract/failure.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Store, StoredCounts, ViewRequest } from '../../store/interface.ts';
import type { LongCall } from '../../store/long-call.ts';
import type { OpenDraft, PreviewRows, PreviewView } from './draft.ts';
import type { StoredDraft } from './stored-draft.ts';

/** Pages of a preview: of all rows, of one kind, or of rows that were searched or sorted. */
interface PreviewPages {
  readonly page: OpenDraft['rows'];
  readonly openView: OpenDraft['openView'];
  /** The operator changed something: what is shown next has to know it. */
  readonly changed: () => void;
  readonly close: () => void;
}

/** Rows of one kind, as they were at some moment. */
interface View {
  readonly view: string;
  readonly total: number;
  /** When it was opened: in elapsed milliseconds, with which numbers, after how many changes of the operator. */
  readonly at: number;
  readonly counts: StoredCounts;
  readonly changes: number;
}

/** Milliseconds after which a view of a growing draft is opened again. */
const reopenEveryMs = 2_000;

export function createPreviewPages<Stored>(
  { store, clock }: { readonly store: Pick<Store, 'read'>; readonly clock: Clock },
  draft: StoredDraft,
  rows: PreviewRows<Stored>,
  isGrowing: () => boolean,
): PreviewPages {
  const views = new Map<ShownRows, Promise<View>>();
  /** The totals of views that the operator opened. */
  const opened = new Map<string, number>();
  let changes = 0;
  let isClosed = false;

  async function open(show: ShownRows): Promise<View> {
    const state = { at: clock.elapsed(), counts: draft.counts(), changes };
    const request = { id: draft.id, of: rows.of, show, search: null, sort: null };
    return { ...(await store.read.openView(request)), ...state };
  }

  function isStale({ at, changes: seen, counts }: View): boolean {
    if (seen !== changes) return true;
    if (counts === draft.counts()) return false;
    return !isGrowing() || clock.elapsed() - at > reopenEveryMs;
  }

  function leave(view: Promise<View>): void {
    // A view that is gone already, or was never made, needs no closing.
    void view.then(({ view: name }) => store.read.closeView({ view: name })).catch(() => undefined);
  }

  /** Callers that come while a view is being opened wait for it. */
  async function currentView(show: ShownRows): Promise<View> {
    const known = views.get(show);
    if (known) {
      const view = await known.catch(() => undefined);
      if (view && !isStale(view)) return view;
    }
    const newer = views.get(show);
    if (newer && newer !== known) return newer;
    const fresh = open(show);
    views.set(show, fresh);
    fresh.catch(() => views.delete(show));
    if (known) leave(known);
    if (isClosed) leave(fresh);
    return fresh;
  }

  async function all(offset: number, limit: number): Promise<RowsPage> {
    const { lines, matches } = draft.counts();
    const read = await rows.read({ id: draft.id, view: null, offset, limit });
    return rows.toPage(rows.of === 'lines' ? lines.total : matches, read);
  }

  /** In the order in which the scan came to them, as they are now: whether they are included changes nothing of their order. */
  async function undecided(
    read: NonNullable<PreviewRows<Stored>['undecided']>,
    offset: number,
    limit: number,
  ): Promise<RowsPage> {
    const counts = draft.counts();
    const total = counts.undecided + counts.undecidedIncluded;
    return { type: 'rule', total, rows: await read({ id: draft.id, view: null, offset, limit }) };
  }

  async function some(show: ShownRows, offset: number, limit: number): Promise<RowsPage> {
    const { total, view } = await currentView(show);
    return rows.toPage(total, await rows.read({ id: draft.id, view, offset, limit }));
  }

  function viewRequest({ search, show, sort }: Omit<DraftViewRequest, 'draftId'>): ViewRequest {
    const isUndecided = show === 'undecided' && rows.undecided !== undefined;
    const column = sort && rows.sorts[sort.column];
    if (sort && column === undefined)
      throw failure('bad-input', { reason: 'rows-not-orderable', params: { order: sort.column } });
    return {
      id: draft.id,
      of: isUndecided ? 'undecided' : rows.of,
      show: show === 'all' || isUndecided ? null : show,
      search: search === '' ? null : search,
      sort: sort && column ? { column, direction: sort.direction } : null,
    };
  }

  async function openView(request: Omit<DraftViewRequest, 'draftId'>, call: LongCall): Promise<PreviewView> {
    const { view, total } = await store.read.openView(viewRequest(request), call);
    opened.set(view, total);
    return {
      ...{ view, total },
      close: async () => {
        opened.delete(view);
        await store.read.closeView({ view }).catch(() => undefined);
      },
    };
  }

  async function pageOf(view: string, show: ShownRows, offset: number, limit: number): Promise<RowsPage> {
    const total = opened.get(view);
    if (total === undefined) throw viewIsGone();
    const request = { id: draft.id, view, offset, limit };
    if (show === 'undecided' && rows.undecided)
      return { type: 'rule', total, rows: await rows.undecided(request) };
    return rows.toPage(total, await rows.read(request));
  }

  return {
    page: async ({ show, view = null, offset, limit }) => {
      if (view !== null) return pageOf(view, show, offset, limit);
      if (show === 'all') return all(offset, limit);
      if (show === 'undecided' && rows.undecided) return undecided(rows.undecided, offset, limit);
      if (!rows.shown.includes(show)) return rows.toPage(0, []);
      try {
        return await some(show, offset, limit);
      } catch {
        // Only a few views are open at a time in the whole console: this one may have made room for others.
        views.delete(show);
        return some(show, offset, limit);
      }
    },
    openView,
    changed: () => {
      changes += 1;
    },
    close: () => {
      isClosed = true;
      for (const view of views.values()) leave(view);
      views.clear();
    },
  };
}

function viewIsGone() {
  return failure('not-found', { reason: 'rows-closed', retryable: true });
}
