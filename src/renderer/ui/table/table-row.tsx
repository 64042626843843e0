import { Tooltip } from '@mantine/core';
import { createContext, type MouseEvent, memo, use } from 'react';
import { text } from '../../messages/text.ts';
import { UnreadCell } from '../page/skeleton-rows.tsx';
import type { IndexSelection } from './selection.ts';
import classes from './table.module.css';
import { nextSort, type TableColumn, type TableSort } from './table-column.ts';

export interface RowHandlers {
  readonly focus: (index: number) => void;
  readonly open: (index: number) => void;
  readonly select: (index: number, selected: boolean, range: boolean) => void;
  /** Opens the menu of a row at a point of the window. */
  readonly menu: (index: number, x: number, y: number) => void;
}

interface TableRowProps<Row> {
  /** Undefined: not read yet. */
  readonly row: Row | undefined;
  readonly index: number;
  /** Null: it follows the row before. Else it is drawn by itself, at this distance in px from the top of all rows. */
  readonly apart: number | null;
  readonly columns: readonly TableColumn<Row>[];
  readonly active: boolean;
  /** Whether rows of this table have a checkbox. */
  readonly selectable: boolean;
  /** Undefined: this one cannot be selected. */
  readonly selected: boolean | undefined;
  /** Why it cannot be selected. */
  readonly whyNot: string | undefined;
  /** What the checkbox does: "Select ada@alpha.example". */
  readonly label: string;
  readonly handlers: RowHandlers;
}

function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest('a, button, input') !== null;
}

function TableRowView<Row>(props: TableRowProps<Row>) {
  const { row, index, apart, columns, active, selected, whyNot, label, handlers } = props;

  function openUnlessControl(event: MouseEvent) {
    if (!isControl(event.target)) handlers.open(index);
  }

  function openMenu(event: MouseEvent) {
    if (row === undefined) return;
    event.preventDefault();
    // The keyboard gives no point: the menu opens under the beginning of the row.
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    const byKey = event.clientX === 0 && event.clientY === 0;
    handlers.menu(index, byKey ? left + 40 : event.clientX, byKey ? bottom : event.clientY);
  }

  return (
    <tr
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-busy={row === undefined || undefined}
      data-index={index}
      tabIndex={active ? 0 : -1}
      className={classes.row}
      style={apart === null ? undefined : { position: 'absolute', insetBlockStart: apart }}
      onFocus={() => handlers.focus(index)}
      onDoubleClick={openUnlessControl}
      onContextMenu={openMenu}
    >
      <ActiveRowContext value={active}>
        {props.selectable ? (
          <td className={classes.cell}>
            {selected === undefined && whyNot !== undefined ? (
              <DisabledBox label={label} reason={whyNot} active={active} />
            ) : null}
            {selected === undefined ? null : (
              <input
                type="checkbox"
                className={classes.box}
                tabIndex={active ? 0 : -1}
                aria-label={label}
                checked={selected}
                onChange={(event) => {
                  const shift = event.nativeEvent instanceof PointerEvent && event.nativeEvent.shiftKey;
                  handlers.select(index, event.currentTarget.checked, shift);
                }}
              />
            )}
          </td>
        ) : null}
        {columns.map((column, at) => (
          <td key={column.id} className={classes.cell} data-align={column.align}>
            {row === undefined ? (
              <UnreadCell {...(at === 0 ? { label: text('tables.not-read') } : {})} />
            ) : (
              column.cell(row)
            )}
          </td>
        ))}
      </ActiveRowContext>
    </tr>
  );
}

interface DisabledBoxProps {
  readonly label: string;
  readonly reason: string;
  readonly active: boolean;
}

/** The box of a row that cannot be selected. It can have the focus, so that the reason can be read by keyboard, too. */
function DisabledBox({ label, reason, active }: DisabledBoxProps) {
  return (
    <Tooltip label={reason} events={{ hover: true, focus: true, touch: false }}>
      <input
        type="checkbox"
        className={classes.box}
        tabIndex={active ? 0 : -1}
        aria-disabled="true"
        aria-label={text('tables.cannot-select', { label, reason })}
        checked={false}
        readOnly
      />
    </Tooltip>
  );
}

/** Drawn again only when something of its own changed: scrolling draws new rows and leaves the others. */
export const TableRow = memo(TableRowView) as typeof TableRowView;

const ActiveRowContext = createContext(true);

/** Links and buttons in a table can be tabbed to in the row that has the focus only; elsewhere always. */
export function useRowTabIndex(): 0 | -1 {
  return use(ActiveRowContext) ? 0 : -1;
}

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
