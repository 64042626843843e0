import { useEffect, useRef, useState } from 'react';
import type { Draft, DraftColumn, RowsPage, ShownRows } from '../../../../contract/domain/planning.ts';
import type { AppError } from '../../../../contract/errors.ts';
import { toAppError } from '../../../../contract/failure.ts';
import { text } from '../../../messages/text.ts';
import { call, readStream } from '../../../shared/ipc-client.ts';
import { usePagedRows } from '../../../shared/paged-rows.ts';
import { EmptyNote } from '../../../ui/page.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { SkeletonRows } from '../../../ui/skeleton-rows.tsx';
import type { CheckedRows } from '../../../ui/table/selection.ts';
import { Table } from '../../../ui/table/table.tsx';
import type { RowAction } from '../../../ui/table/table-actions.ts';
import type { TableColumn, TableSort } from '../../../ui/table/table-column.ts';
import { draftRowsKey } from '../planning-queries.ts';
import type { Exclusions } from './use-draft.ts';

/** How often the rows on screen are read again, and rows are found and sorted again, while the draft grows. */
const refetchMs = 1_000;
const viewMs = 5_000;

interface RowOrder {
  readonly shown: ShownRows;
  readonly search: string;
  readonly sort: TableSort | null;
}

type DraftView = ReturnType<typeof useDraftView>;

/** The rows as main found and sorted them. `version` changes with what the operator excludes. */
export function useDraftView({ id: draftId, state }: Draft, order: RowOrder, version: number) {
  const { shown, search, sort } = order;
  const request = {
    ...{ draftId, show: shown, search },
    sort: sort && {
      column: sort.columnId as DraftColumn,
      direction: sort.descending ? ('descending' as const) : ('ascending' as const),
    },
  };
  return useRowsView({
    key: search === '' && sort === null ? null : JSON.stringify(request),
    // Which rows are excluded changes only this filter. The others show the rows themselves as they are.
    version: JSON.stringify([state.state, shown === 'excluded' ? version : 0]),
    refreshMs: state.state === 'reading' ? viewMs : false,
    open: (onItems, signal) => readStream('planning.view', request, onItems, signal),
  });
}

/** Rows of a draft, by page. `rowsOf` returns the rows of a page of the right type. */
export function useDraftRows<Row>(
  draft: Draft,
  show: ShownRows,
  view: DraftView,
  rowsOf: (page: RowsPage) => readonly Row[],
) {
  const name = view.state === 'ready' ? view.view : null;
  return usePagedRows<Row>({
    queryKey: [...draftRowsKey(draft.connectionId, draft.id), show, view.state === 'ready' ? name : 'none'],
    fetchPage: async (offset, limit, signal) => {
      const request = { draftId: draft.id, show, view: name, offset, limit };
      const page = await call('planning.rows', request, signal);
      return { total: page.total, rows: [...rowsOf(page)] };
    },
    isEnabled: view.state === 'ready',
    refetchIntervalMs: draft.state.state === 'reading' ? refetchMs : false,
  });
}

/** What the rows of a list and of a rule have in common. */
export interface DraftRowsProps {
  readonly draft: Draft;
  readonly shown: ShownRows;
  readonly view: DraftView;
  readonly exclusions: Exclusions;
  readonly sort: TableSort | null;
  readonly onSort: (sort: TableSort) => void;
}

interface RowsPanelProps<Row> extends DraftRowsProps {
  readonly rows: ReturnType<typeof useDraftRows<Row>>;
  readonly columns: readonly TableColumn<Row>[];
  readonly rowLabel: (row: Row) => string;
  readonly selection: CheckedRows<Row>;
  readonly onOpen: (row: Row) => void;
  readonly rowActions: readonly RowAction<Row>[];
  readonly minWidth: number;
}

/** The rows, or why there are none. The header stays in either case. */
export function RowsPanel<Row extends { readonly row: number }>(props: RowsPanelProps<Row>) {
  const { draft, rows, shown, view } = props;
  const isNarrowed = view.state !== 'ready' || view.view !== null;
  return (
    <>
      {rows.error === null ? null : (
        <Problem
          error={rows.error}
          meaning={text('draft.rows-failed')}
          onRetry={isNarrowed ? view.retry : rows.retry}
        />
      )}
      <Table
        label={text(draft.source.type === 'list' ? 'draft.lines' : 'draft.sessions')}
        stateKey={`draft/${shown}`}
        rows={rows}
        columns={props.columns}
        sort={props.sort}
        onSort={props.onSort}
        rowKey={({ row }) => String(row)}
        rowLabel={props.rowLabel}
        selection={props.selection}
        onOpen={props.onOpen}
        rowActions={props.rowActions}
        minWidth={props.minWidth}
        empty={
          rows.error === null ? (
            <NoRows {...{ draft, shown, isNarrowed }} isRead={rows.total !== null} />
          ) : null
        }
      />
    </>
  );
}

interface NoRowsProps {
  readonly draft: Draft;
  readonly shown: ShownRows;
  /** Main searched or sorted the rows. */
  readonly isNarrowed: boolean;
  readonly isRead: boolean;
}

/** Not read yet, none yet, or none: each looks different. */
function NoRows({ draft, shown, isNarrowed, isRead }: NoRowsProps) {
  const isList = draft.source.type === 'list';
  // Main counts rows that it did not have when they were read.
  const isBehind = shown === 'all' && !isNarrowed && draft.totals.rows > 0;
  if (!isRead || isBehind)
    return <SkeletonRows rows={8} label={text(isList ? 'draft.lines.reading' : 'draft.sessions.reading')} />;
  if (shown !== 'all' || isNarrowed)
    return <EmptyNote title={text(isList ? 'draft.lines.none-shown' : 'draft.sessions.none-shown')} />;
  if (draft.state.state === 'reading' || draft.state.state === 'paused')
    return <EmptyNote title={text(isList ? 'draft.lines.none-yet' : 'draft.sessions.none-yet')} />;
  return <EmptyNote title={text(isList ? 'draft.lines.none' : 'draft.sessions.none')} />;
}

/** What main sends about a view that it makes. */
type RowsViewItem =
  | { readonly type: 'progress'; readonly done: number; readonly of: number }
  | { readonly type: 'ready'; readonly view: string; readonly total: number };

/** Rows that main filters, searches and sorts once, and then returns by page. */
type RowsView =
  /** `view` null: all rows in their own order. */
  | { readonly state: 'ready'; readonly view: string | null }
  | { readonly state: 'preparing'; readonly done: number; readonly of: number }
  | { readonly state: 'failed'; readonly error: AppError };

interface RowsViewInput {
  /** Names the rows: another key is another view. Null: all rows in their own order. */
  readonly key: string | null;
  /** When it changes, the view is made again. The rows of the view before stay on screen until then. */
  readonly version?: string | number;
  /** A view that is ready is made again after this time, for rows that change by themselves. */
  readonly refreshMs?: number | false;
  readonly open: (onItems: (items: RowsViewItem[]) => void, signal: AbortSignal) => Promise<void>;
}

const ownOrder: RowsView = { state: 'ready', view: null };

/** Has main make a view, and keeps it for as long as the component is mounted. */
function useRowsView(input: RowsViewInput): RowsView & { readonly retry: () => void } {
  const { key, version = 0, refreshMs = false } = input;
  const [current, setCurrent] = useState<{ readonly key: string; readonly view: RowsView } | null>(null);
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(input);
  latest.current = input;
  /** The stream of the view on screen: main closes the view when it ends. */
  const shown = useRef<AbortController | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the version and the attempt only say that it is made again
  useEffect(() => {
    if (key === null) return;
    const reading = new AbortController();
    const show = (view: RowsView) => {
      if (!reading.signal.aborted) setCurrent({ key, view });
    };
    latest.current
      .open((items) => {
        for (const item of items) {
          if (item.type === 'ready') {
            if (shown.current !== reading) shown.current?.abort();
            shown.current = reading;
            show({ state: 'ready', view: item.view });
          } else
            setCurrent((before) =>
              before?.key === key && before.view.state === 'ready'
                ? before
                : { key, view: { state: 'preparing', done: item.done, of: item.of } },
            );
        }
      }, reading.signal)
      .catch((thrown: unknown) => show({ state: 'failed', error: toAppError(thrown) }));
    return () => {
      // The view on screen stays open until the next one is ready.
      if (shown.current !== reading) reading.abort();
    };
  }, [key, version, attempt]);

  useEffect(() => {
    if (refreshMs === false || current?.view.state !== 'ready') return;
    const timer = setTimeout(() => setAttempt((before) => before + 1), refreshMs);
    return () => clearTimeout(timer);
  }, [current, refreshMs]);

  // A view of other rows is no longer on screen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs when the key changes
  useEffect(
    () => () => {
      shown.current?.abort();
      shown.current = null;
    },
    [key],
  );

  const retry = () => setAttempt((before) => before + 1);
  if (key === null) return { ...ownOrder, retry };
  const view: RowsView = current?.key === key ? current.view : { state: 'preparing', done: 0, of: 0 };
  return { ...view, retry };
}
