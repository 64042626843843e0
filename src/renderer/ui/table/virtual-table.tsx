import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useSettings } from '../../app/settings-context.tsx';
import { useViewState } from '../view-state.ts';
import { sortRows } from './sort-rows.ts';
import type { TableColumn, TableSort } from './table-column.ts';
import { headerHeight, rowHeights, TableFrame } from './table-frame.tsx';
import { TableHeader } from './table-header.tsx';
import { TableRow } from './table-row.tsx';
import { type KeySelection, useKeySelection } from './use-key-selection.ts';
import { useRestoredFocus } from './use-restored-focus.ts';
import { useScrollMemory } from './use-scroll-memory.ts';
import { useTableActions } from './use-table-actions.ts';
import { useEndReached, useVisibleRows } from './use-visible-rows.ts';

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
  const rowHeight = rowHeights[useSettings().density];
  const scroll = useRef<HTMLDivElement>(null);
  const [sort, setSort] = useViewState<TableSort | null>(`${stateKey}/sort`, props.initialSort ?? null);
  const [activeKey, setActiveKey] = useViewState<string | null>(`${stateKey}/row`, null);

  const [restoredKey] = useState(activeKey);

  const sorted = useMemo(() => sortRows(rows, columns, sort), [rows, columns, sort]);
  const keys = useMemo(() => sorted.map(rowKey), [sorted, rowKey]);
  const found = useMemo(() => (activeKey === null ? 0 : keys.indexOf(activeKey)), [keys, activeKey]);
  const active = Math.max(0, found);
  const { byIndex, share } = useKeySelection(keys, selection);

  const virtualizer = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    // The header lies over the first rows' place, so that much is missing at the other end.
    scrollPaddingEnd: headerHeight,
    rangeExtractor: (range) => {
      const visible = defaultRangeExtractor(range);
      // The focused row stays in the document, or the focus would be lost by scrolling.
      return visible.includes(active) || active >= range.count
        ? visible
        : [...visible, active].sort((a, b) => a - b);
    },
  });
  const measured = useRef<number>(rowHeight);
  useEffect(() => {
    if (measured.current === rowHeight) return;
    measured.current = rowHeight;
    virtualizer.measure();
  }, [virtualizer, rowHeight]);

  const { handlers, onKeyDown } = useTableActions<Row>({
    ...{ scroll, active, count: sorted.length, rowAt: (index) => sorted[index], selection: byIndex },
    ...{ onOpen: props.onOpen, rowKeys: props.rowKeys },
    setActive: (index) => setActiveKey(keys[index] ?? null),
    scrollToIndex: (index) => virtualizer.scrollToIndex(index),
    rowsPerPage: () => Math.max(1, Math.floor((virtualizer.scrollRect?.height ?? 0) / rowHeight) - 2),
  });
  useRestoredFocus(
    scroll,
    restoredKey !== null,
    active,
    found >= 0 && virtualizer.getVirtualItems().length > 0,
  );
  useScrollMemory(scroll, `${stateKey}/scroll`, virtualizer.getTotalSize());
  const range = virtualizer.range;
  useVisibleRows(keys, range, props.onVisibleRows);
  useEndReached(range, sorted.length, props.onEndReached);

  return (
    <TableFrame
      {...{ scroll, label, columns, rowHeight, minWidth, onKeyDown, footer: props.footer }}
      selectable={selection !== undefined}
      rowCount={props.rowCount ?? sorted.length}
      bodyHeight={virtualizer.getTotalSize()}
      header={
        <TableHeader
          columns={columns}
          sort={sort}
          onSort={setSort}
          {...(selection === undefined
            ? {}
            : { selection: { share, total: sorted.length, onToggleAll: handlers.toggleAll } })}
        />
      }
    >
      {virtualizer.getVirtualItems().map((item) => {
        const row = sorted[item.index];
        const key = keys[item.index];
        if (row === undefined || key === undefined) return null;
        return (
          <TableRow
            key={key}
            row={row}
            index={item.index}
            top={item.start}
            columns={columns}
            active={item.index === active}
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
