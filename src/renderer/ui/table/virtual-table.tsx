import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useSettings } from '../../app/settings-context.tsx';
import { useViewState } from '../view-state.ts';
import { nothingSelected, type RowSelection, selectedShare } from './row-selection.ts';
import { sortRows } from './sort-rows.ts';
import type { TableColumn, TableSort } from './table-column.ts';
import { TableHeader } from './table-header.tsx';
import { TableRow } from './table-row.tsx';
import { useRestoredFocus } from './use-restored-focus.ts';
import { useScrollMemory } from './use-scroll-memory.ts';
import { useTableActions } from './use-table-actions.ts';
import { useEndReached, useVisibleRows } from './use-visible-rows.ts';
import classes from './virtual-table.module.css';

const headerHeight = 32;
/** A table whose rows take the focus is a grid to assistive technology. */
const gridRole = { role: 'grid' } as const;
const selectableGridRole = { role: 'grid', 'aria-multiselectable': true } as const;
const rowHeights = { dense: 32, comfortable: 40 } as const;

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
  readonly selection?: { readonly selected: RowSelection; readonly onChange: (next: RowSelection) => void };
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
  const selected = selection?.selected ?? nothingSelected;
  const share = useMemo(() => selectedShare(selected, keys), [selected, keys]);

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

  const { handlers, onKeyDown } = useTableActions({
    ...props,
    sorted,
    keys,
    active,
    setActiveKey,
    virtualizer,
    scroll,
    rowsPerPage: () => Math.max(1, Math.floor((virtualizer.scrollRect?.height ?? 0) / rowHeight) - 2),
  });
  useRestoredFocus(scroll, restoredKey, active, found >= 0 && virtualizer.getVirtualItems().length > 0);
  useScrollMemory(scroll, `${stateKey}/scroll`, virtualizer.getTotalSize());
  const range = virtualizer.range;
  useVisibleRows(keys, range, props.onVisibleRows);
  useEndReached(range, sorted.length, props.onEndReached);

  const tracks = columns.map((column) => column.width).join(' ');
  const style = {
    '--table-columns': selection === undefined ? tracks : `28px ${tracks}`,
    '--table-min-width': `${minWidth}px`,
    '--table-row-height': `${rowHeight}px`,
  } as CSSProperties;
  const rowCount = props.rowCount ?? sorted.length;

  return (
    <div ref={scroll} className={classes.scroll} style={style}>
      {/* A real table, laid out by grids: its own roles reach assistive technology, whatever `display` says. */}
      <table
        {...(selection === undefined ? gridRole : selectableGridRole)}
        aria-label={label}
        aria-rowcount={rowCount < 0 ? -1 : rowCount + 1}
        className={classes.inner}
        onKeyDown={onKeyDown}
      >
        <TableHeader
          columns={columns}
          sort={sort}
          onSort={setSort}
          {...(selection === undefined
            ? {}
            : {
                selection: {
                  share,
                  total: sorted.length,
                  onToggleAll: handlers.toggleAll,
                },
              })}
        />
        <tbody className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
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
                selected={selection?.selected.has(key)}
                label={rowLabel?.(row) ?? key}
                handlers={handlers}
              />
            );
          })}
        </tbody>
      </table>
      {props.footer}
    </div>
  );
}
