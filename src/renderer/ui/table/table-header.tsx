import { text } from '../../messages/text.ts';
import type { IndexSelection } from './selection.ts';
import classes from './table.module.css';
import { nextSort, type TableColumn, type TableSort } from './table-column.ts';

interface TableHeaderProps<Row> {
  readonly columns: readonly TableColumn<Row>[];
  readonly sort: TableSort | null;
  /** Undefined: the rows have an order of their own. */
  readonly onSort: ((sort: TableSort) => void) | undefined;
  /** Undefined: rows have no checkboxes. */
  readonly selection: IndexSelection | undefined;
  /** What the column of checkboxes is called. */
  readonly act: string;
  /** How many rows are shown, for the box that selects all of them. */
  readonly count: number;
}

function ariaSort(sort: TableSort | null, columnId: string): 'ascending' | 'descending' | 'none' {
  if (sort?.columnId !== columnId) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}

export function TableHeader<Row>({ columns, sort, onSort, selection, act, count }: TableHeaderProps<Row>) {
  return (
    <thead className={classes.head}>
      <tr aria-rowindex={1} className={classes.header}>
        {selection === undefined ? null : (
          <th scope="col" className={classes.cell}>
            {selection.toggleAll === undefined ? (
              <span className={classes.hidden}>{act}</span>
            ) : (
              <input
                type="checkbox"
                className={classes.box}
                aria-label={text('tables.select-all', { count })}
                disabled={count === 0}
                checked={selection.share === 'all'}
                ref={(box) => {
                  if (box !== null) box.indeterminate = selection.share === 'some';
                }}
                onChange={selection.toggleAll}
              />
            )}
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
                  onClick={() => onSort(nextSort(sort, column.id, column.largestFirst ?? false))}
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
