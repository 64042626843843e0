import { type ReactNode, useMemo, useRef, useState } from 'react';
import { useDisplay } from '../display-context.tsx';
import { useViewState } from '../view-state.ts';
import { sortRows } from './sort-rows.ts';
import type { TableColumn, TableSort } from './table-column.ts';
import { headerHeight, rowHeights, TableFrame } from './table-frame.tsx';
import { TableHeader } from './table-header.tsx';
import { TableRow } from './table-row.tsx';
import { type KeySelection, useKeySelection } from './use-key-selection.ts';
import { useRestoredFocus } from './use-restored-focus.ts';
import { useRowSlots } from './use-row-slots.ts';
import { useRowWindow } from './use-row-window.ts';
import { useScrollMemory } from './use-scroll-memory.ts';
import { useTableActions } from './use-table-actions.ts';
import { useEndReached, useVisibleRows } from './use-visible-rows.ts';

export interface TableSorting {
  readonly sort: TableSort | null;
  readonly onSort: (sort: TableSort) => void;
}

interface VirtualTableProps<Row> {
  /** What the rows are, for screen readers: "Sessions of ada@alpha.example". */
  readonly label: string;
  /** Names what is remembered for going back: scroll position, order, focused row. One page, one name each. */
  readonly stateKey: string;
  readonly rows: readonly Row[];
  /** Stable: made outside of the component, or memoized. */
  readonly columns: readonly TableColumn<Row>[];
  readonly rowKey: (row: Row) => string;
  /** What a row is called, for its checkbox: the handle, the address. The key when absent. */
  readonly rowLabel?: (row: Row) => string;
  readonly initialSort?: TableSort;
  /** Who gives the rows in this order, and can give them in another one. Absent: the table sorts them itself. */
  readonly sorting?: TableSorting;
  /** A row as it is known this moment, for rows that are given later than they change. */
  readonly latest?: (row: Row) => Row;
  /** The rows are being put into another order. */
  readonly busy?: boolean;
  /** Absent: rows cannot be selected. */
  readonly selection?: KeySelection;
  /** Enter or a double click. */
  readonly onOpen?: (row: Row) => void;
  /** What further keys do with the focused row: `{ e: end, c: copy }`. Without Ctrl, Alt or Meta. */
  readonly rowKeys?: Readonly<Record<string, (row: Row) => void>>;
  /** Keys of the rows on screen, once scrolling rests. */
  readonly onVisibleRows?: (keys: string[]) => void;
  /** The last rows came near: time to read more. */
  readonly onEndReached?: () => void;
  /** Rows there are in all, when more than the given ones; -1: not known. */
  readonly rowCount?: number;
  /** Below this width in px the table scrolls sideways. */
  readonly minWidth?: number;
  /** Stands under the last row: more on its way, or a page that failed. */
  readonly footer?: ReactNode;
}

/**
 * A table of up to hundreds of thousands of rows: only those on screen exist. It is as high as its rows, and scrolls
 * where its parent (a flex column) leaves less room. Arrow keys, Home, End and page keys move the focus, space selects,
 * with shift a range, Enter opens.
 */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { label, stateKey, rows, columns, rowKey, rowLabel, selection, minWidth = 640 } = props;
  const rowHeight = rowHeights[useDisplay().density];
  const scroll = useRef<HTMLDivElement>(null);
  const [ownSort, setOwnSort] = useViewState<TableSort | null>(`${stateKey}/sort`, props.initialSort ?? null);
  const { sorting } = props;
  const { sort, onSort } = sorting ?? { sort: ownSort, onSort: setOwnSort };
  const [activeKey, setActiveKey] = useViewState<string | null>(`${stateKey}/row`, null);

  const [restoredKey] = useState(activeKey);

  const isSorted = sorting !== undefined;
  const sorted = useMemo(
    () => (isSorted ? rows : sortRows(rows, columns, sort)),
    [isSorted, rows, columns, sort],
  );
  const keys = useMemo(() => sorted.map(rowKey), [sorted, rowKey]);
  const found = useMemo(() => (activeKey === null ? 0 : keys.indexOf(activeKey)), [keys, activeKey]);
  const active = Math.max(0, found);
  const { byIndex, share } = useKeySelection(keys, selection);

  const count = sorted.length;
  const view = useRowWindow({ scroll, count, rowHeight, headerHeight, active });
  const { handlers, onKeyDown } = useTableActions<Row>({
    ...{ scroll, active, count, rowAt: (index) => sorted[index], selection: byIndex },
    ...{ onOpen: props.onOpen, rowKeys: props.rowKeys },
    setActive: (index) => setActiveKey(keys[index] ?? null),
    scrollToIndex: view.scrollToIndex,
    rowsPerPage: view.rowsPerPage,
  });
  const slotOf = useRowSlots(
    view.drawn.map(({ index }) => keys[index] ?? ''),
    keys[active],
  );
  useRestoredFocus(scroll, restoredKey !== null, active, found >= 0 && view.drawn.length > 0);
  useScrollMemory(scroll, `${stateKey}/scroll`, view.bodyHeight);
  useVisibleRows(keys, view.first, view.last, props.onVisibleRows);
  useEndReached(view.last, count, props.onEndReached);

  return (
    <TableFrame
      {...{ scroll, label, columns, rowHeight, minWidth, onKeyDown, footer: props.footer }}
      selectable={selection !== undefined}
      rowCount={props.rowCount ?? count}
      busy={props.busy ?? false}
      bodyHeight={view.bodyHeight}
      offset={view.offset}
      header={
        <TableHeader
          columns={columns}
          sort={sort}
          onSort={onSort}
          {...(selection === undefined
            ? {}
            : { selection: { share, total: count, onToggleAll: handlers.toggleAll } })}
        />
      }
    >
      {view.drawn.map(({ index, apart }) => {
        const given = sorted[index];
        const key = keys[index];
        if (given === undefined || key === undefined) return null;
        const row = props.latest?.(given) ?? given;
        return (
          <TableRow
            key={slotOf(key)}
            row={row}
            index={index}
            apart={apart}
            columns={columns}
            active={index === active}
            selectable={selection !== undefined}
            selected={selection?.selected.has(key)}
            label={`Select ${rowLabel?.(row) ?? key}`}
            handlers={handlers}
          />
        );
      })}
    </TableFrame>
  );
}
