import { plural } from '../count-words.ts';
import type { SelectedShare } from './row-selection.ts';
import { nextSort } from './sort-rows.ts';
import type { TableColumn, TableSort } from './table-column.ts';
import classes from './virtual-table.module.css';

interface TableHeaderProps<Row> {
  readonly columns: readonly TableColumn<Row>[];
  readonly sort: TableSort | null;
  readonly onSort: (sort: TableSort) => void;
  /** Absent: rows cannot be selected. */
  readonly selection?: {
    readonly share: SelectedShare;
    readonly onToggleAll: () => void;
    readonly total: number;
  };
}

function ariaSort(sort: TableSort | null, columnId: string): 'ascending' | 'descending' | 'none' {
  if (sort?.columnId !== columnId) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}

export function TableHeader<Row>({ columns, sort, onSort, selection }: TableHeaderProps<Row>) {
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
        {columns.map((column) => (
          <th
            key={column.id}
            scope="col"
            className={classes.cell}
            data-align={column.align}
            aria-sort={column.sortValue === undefined ? undefined : ariaSort(sort, column.id)}
          >
            {column.sortValue === undefined ? (
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
        ))}
      </tr>
    </thead>
  );
}
