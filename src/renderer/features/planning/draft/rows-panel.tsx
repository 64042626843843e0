import { type Draft, isReading } from '../../../../contract/domain/planning/draft.ts';
import type { DraftColumn, RowsPage, ShownRows } from '../../../../contract/domain/planning/draft-rows.ts';
import { text } from '../../../messages/text.ts';
import { call, readStream } from '../../../shared/ipc-client.ts';
import { usePagedRows } from '../../../shared/rows/paged-rows.ts';
import { useRowsView } from '../../../shared/rows/use-rows-view.ts';
import { EmptyNote } from '../../../ui/page/page.tsx';
import { Problem } from '../../../ui/page/problem.tsx';
import { SkeletonRows } from '../../../ui/page/skeleton-rows.tsx';
import type { CheckedRows } from '../../../ui/table/selection.ts';
import { Table } from '../../../ui/table/table.tsx';
import type { RowAction } from '../../../ui/table/table-actions.ts';
import type { TableColumn, TableSort } from '../../../ui/table/table-column.ts';
import { draftRowsKey } from './use-draft.ts';
import type { Exclusions } from './use-exclusions.ts';

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
    refreshMs: isReading(state) ? viewMs : false,
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
    refetchIntervalMs: isReading(draft.state) ? refetchMs : false,
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
          meaning={text(rows.isOutdated ? 'frame.rows-outdated' : 'draft.rows-failed')}
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
  if (isReading(draft.state) || draft.state.state === 'paused')
    return <EmptyNote title={text(isList ? 'draft.lines.none-yet' : 'draft.sessions.none-yet')} />;
  return <EmptyNote title={text(isList ? 'draft.lines.none' : 'draft.sessions.none')} />;
}
