import { plural } from '../../messages/format-count.ts';
import type { SelectedShare } from './row-selection.ts';
import { nextSort } from './sort-rows.ts';
import type { TableColumn, TableSort } from './table-column.ts';
import classes from './virtual-table.module.css';

interface TableHeaderProps<Row> {
  readonly columns: readonly TableColumn<Row>[];
  /** Absent: the rows come in an order of their own. */
  readonly sort?: TableSort | null;
  readonly onSort?: (sort: TableSort) => void;
  /** Absent: rows cannot be selected. */
  readonly selection?: {
    readonly share: SelectedShare;
    readonly onToggleAll: () => void;
    readonly total: number;
  };
  /** Instead: what the column of checkboxes is called, where they cannot be set all at once. */
  readonly boxes?: string | undefined;
}

function ariaSort(sort: TableSort | null, columnId: string): 'ascending' | 'descending' | 'none' {
  if (sort?.columnId !== columnId) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}

export function TableHeader<Row>(props: TableHeaderProps<Row>) {
  const { columns, sort = null, onSort, selection, boxes } = props;
  return (
    <thead className={classes.head}>
      <tr aria-rowindex={1} className={classes.header}>
        {selection === undefined ? null : (
          <th scope="col" className={classes.cell}>
            <input
              type="checkbox"
              className={classes.box}
              aria-label={`Select all ${plural(selection.total, 'row')}`}
              checked={selection.share === 'all'}
              ref={(box) => {
                if (box !== null) box.indeterminate = selection.share === 'some';
              }}
              onChange={selection.onToggleAll}
            />
          </th>
        )}
        {boxes === undefined ? null : (
          <th scope="col" className={classes.cell}>
            <span className={classes.hidden}>{boxes}</span>
          </th>
        )}
        {columns.map((column) => {
          const canSort = onSort !== undefined && (column.sortable || column.sortValue !== undefined);
          return (
            <th
              key={column.id}
              scope="col"
              className={classes.cell}
              data-align={column.align}
              aria-sort={canSort ? ariaSort(sort, column.id) : undefined}
            >
              {!canSort ? (
                <span className={column.hideHeader ? classes.hidden : undefined}>{column.header}</span>
              ) : (
                <button
                  type="button"
                  className={classes.sorter}
                  onClick={() => onSort?.(nextSort(sort, column.id, column.largestFirst ?? false))}
                >
                  {column.header}
                  <span className={classes.arrow} aria-hidden="true">
                    {sort?.columnId === column.id ? (sort.descending ? '↓' : '↑') : ''}
                  </span>
                </button>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
