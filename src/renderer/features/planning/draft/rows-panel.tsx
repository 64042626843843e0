import type { Draft, RowsPage, ShownRows } from '../../../../contract/domain/planning.ts';
import { text } from '../../../messages/text.ts';
import { call } from '../../../shared/ipc-client.ts';
import { usePagedRows } from '../../../shared/paged-rows.ts';
import { EmptyNote } from '../../../ui/empty-note.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { SkeletonRows } from '../../../ui/skeleton-rows.tsx';
import type { CheckedRows } from '../../../ui/table/selection.ts';
import { Table } from '../../../ui/table/table.tsx';
import type { RowAction } from '../../../ui/table/table-actions.ts';
import type { TableColumn } from '../../../ui/table/table-column.ts';
import { draftRowsKey } from '../planning-queries.ts';

/** How often the rows on screen are read again while the draft grows. */
const refetchMs = 1_000;

/** Rows of a draft, by page. `rowsOf` returns the rows of a page of the right type. */
export function useDraftRows<Row>(draft: Draft, show: ShownRows, rowsOf: (page: RowsPage) => readonly Row[]) {
  return usePagedRows<Row>({
    queryKey: [...draftRowsKey(draft.connectionId, draft.id), show],
    fetchPage: async (offset, limit, signal) => {
      const page = await call('planning.rows', { draftId: draft.id, show, offset, limit }, signal);
      return { total: page.total, rows: [...rowsOf(page)] };
    },
    refetchIntervalMs: draft.state.state === 'reading' ? refetchMs : false,
  });
}

interface RowsPanelProps<Row> {
  readonly draft: Draft;
  readonly shown: ShownRows;
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
  const { draft, shown, rows } = props;
  return (
    <>
      {rows.error === null ? null : (
        <Problem error={rows.error} meaning={text('draft.rows-failed')} onRetry={rows.retry} />
      )}
      <Table
        label={text(draft.source.type === 'list' ? 'draft.lines' : 'draft.sessions')}
        stateKey={`draft/${shown}`}
        rows={rows}
        columns={props.columns}
        rowKey={({ row }) => String(row)}
        rowLabel={props.rowLabel}
        selection={props.selection}
        onOpen={props.onOpen}
        rowActions={props.rowActions}
        minWidth={props.minWidth}
        empty={rows.error === null ? <NoRows {...{ draft, shown }} isRead={rows.total !== null} /> : null}
      />
    </>
  );
}

interface NoRowsProps {
  readonly draft: Draft;
  readonly shown: ShownRows;
  readonly isRead: boolean;
}

/** Not read yet, none yet, or none: each looks different. */
function NoRows({ draft, shown, isRead }: NoRowsProps) {
  const isList = draft.source.type === 'list';
  // Main counts rows that it did not have when they were read.
  const isBehind = shown === 'all' && draft.totals.rows > 0;
  if (!isRead || isBehind)
    return <SkeletonRows rows={8} label={text(isList ? 'draft.lines.reading' : 'draft.sessions.reading')} />;
  if (shown !== 'all')
    return <EmptyNote title={text(isList ? 'draft.lines.none-shown' : 'draft.sessions.none-shown')} />;
  if (draft.state.state === 'reading' || draft.state.state === 'paused')
    return <EmptyNote title={text(isList ? 'draft.lines.none-yet' : 'draft.sessions.none-yet')} />;
  return <EmptyNote title={text(isList ? 'draft.lines.none' : 'draft.sessions.none')} />;
}
