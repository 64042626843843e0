import { type MouseEvent, memo } from 'react';
import { ActiveRowContext } from '../row-context.tsx';
import type { TableColumn } from './table-column.ts';
import classes from './virtual-table.module.css';

export interface RowHandlers {
  readonly focus: (index: number) => void;
  readonly open: (index: number) => void;
  readonly select: (index: number, selected: boolean, range: boolean) => void;
}

interface TableRowProps<Row> {
  readonly row: Row;
  readonly index: number;
  readonly top: number;
  readonly columns: readonly TableColumn<Row>[];
  readonly active: boolean;
  /** Undefined: rows cannot be selected. */
  readonly selected: boolean | undefined;
  readonly label: string;
  readonly handlers: RowHandlers;
}

function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest('a, button, input') !== null;
}

function TableRowView<Row>(props: TableRowProps<Row>) {
  const { row, index, top, columns, active, selected, label, handlers } = props;

  function openUnlessControl(event: MouseEvent) {
    if (!isControl(event.target)) handlers.open(index);
  }

  return (
    <tr
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-index={index}
      tabIndex={active ? 0 : -1}
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
      onFocus={() => handlers.focus(index)}
      onDoubleClick={openUnlessControl}
    >
      <ActiveRowContext value={active}>
        {selected === undefined ? null : (
          <td className={classes.cell}>
            <input
              type="checkbox"
              className={classes.box}
              tabIndex={active ? 0 : -1}
              aria-label={`Select ${label}`}
              checked={selected}
              onChange={(event) => {
                const shift = event.nativeEvent instanceof PointerEvent && event.nativeEvent.shiftKey;
                handlers.select(index, event.currentTarget.checked, shift);
              }}
            />
          </td>
        )}
        {columns.map((column) => (
          <td key={column.id} className={classes.cell} data-align={column.align}>
            {column.cell(row)}
          </td>
        ))}
      </ActiveRowContext>
    </tr>
  );
}

/** Drawn again only when something of its own changed: scrolling draws new rows and leaves the others. */
export const TableRow = memo(TableRowView) as typeof TableRowView;
