import type { Draft, ShownRows } from '../../../../contract/domain/planning.ts';
import { EmptyNote } from '../../../ui/empty-note.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { SkeletonRows } from '../../../ui/skeleton-rows.tsx';
import type { CheckedRows } from '../../../ui/table/selection.ts';
import { Table } from '../../../ui/table/table.tsx';
import type { RowAction } from '../../../ui/table/table-actions.ts';
import type { TableColumn } from '../../../ui/table/table-column.ts';
import type { useDraftRows } from './use-draft-rows.ts';

interface RowsPanelProps<Row> {
  readonly draft: Draft;
  readonly shown: ShownRows;
  readonly rows: ReturnType<typeof useDraftRows<Row>>;
  readonly label: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rowLabel: (row: Row) => string;
  readonly selection: CheckedRows<Row>;
  readonly onOpen: (row: Row) => void;
  readonly rowActions: readonly RowAction<Row>[];
  readonly minWidth: number;
}

/** The rows, or why there are none to see. */
export function RowsPanel<Row extends { readonly row: number }>(props: RowsPanelProps<Row>) {
  const { draft, shown, rows, label } = props;
  const problem =
    rows.error === null ? null : (
      <Problem
        error={rows.error}
        meaning="These rows could not be read. Nothing was ended."
        onRetry={rows.retry}
      />
    );
  if (rows.total === null)
    return problem ?? <SkeletonRows rows={8} label={`Reading the ${label.toLowerCase()}`} />;
  if (rows.total === 0) return problem ?? <Nothing draft={draft} shown={shown} />;
  return (
    <>
      {problem}
      <Table
        label={label}
        stateKey={`draft/${shown}`}
        rows={rows}
        columns={props.columns}
        rowKey={({ row }) => String(row)}
        rowLabel={props.rowLabel}
        selection={props.selection}
        onOpen={props.onOpen}
        rowActions={props.rowActions}
        minWidth={props.minWidth}
      />
    </>
  );
}

function Nothing({ draft, shown }: Pick<RowsPanelProps<never>, 'draft' | 'shown'>) {
  const isList = draft.source.type === 'list';
  // Main counts them already, and the rows were asked for a moment before.
  if (shown === 'all' && draft.totals.rows > 0)
    return <SkeletonRows rows={8} label={isList ? 'Reading the lines' : 'Reading the sessions'} />;
  if (shown !== 'all')
    return <EmptyNote title={isList ? 'No line is like this' : 'No session is like this'} />;
  if (draft.state.state === 'reading' || draft.state.state === 'paused')
    return <EmptyNote title={isList ? 'No line was looked up yet' : 'No session was found yet'} />;
  return <EmptyNote title={isList ? 'No line was looked up' : 'No session was found'} />;
}
