import {
  type CSSProperties,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { text } from '../../messages/text.ts';
import { useDisplay } from '../values/display-context.tsx';
import { readEntry, useHistoryEntry, writeEntry } from '../view-state.ts';
import { RowMenu } from './row-menu.tsx';
import { type CheckedRows, type KeySelection, useIndexSelection } from './selection.ts';
import classes from './table.module.css';
import { type RowAction, useTableActions } from './table-actions.ts';
import { TableHeader, TableRow } from './table-row.tsx';
import { type RowId, type TableRowsInput, useRowsInSight, useTableRows } from './table-rows.ts';
import { useRowSlots, useRowWindow } from './use-row-window.ts';

/** The header's height in px, its line included. */
const headerHeight = 32;
const rowHeights = { dense: 32, comfortable: 40 } as const;

interface TableProps<Row> extends TableRowsInput<Row> {
  /** What the rows are, for screen readers: "Sessions of ada@alpha.example". */
  readonly label: string;
  /** What a row is called, for its checkbox: the handle, the address. The key when absent. */
  readonly rowLabel?: (row: Row) => string;
  /** The rows are being put into another order. */
  readonly busy?: boolean;
  /** Absent: rows cannot be selected. */
  readonly selection?: KeySelection | CheckedRows<Row>;
  /** Enter or a double click. */
  readonly onOpen?: (row: Row) => void;
  /** What else can be done with a row: in its menu, and by keys. */
  readonly rowActions?: readonly RowAction<Row>[];
  /** Rows there are in all, when more than the given ones; -1: not known. */
  readonly rowCount?: number;
  /** Below this width in px the table scrolls sideways. */
  readonly minWidth?: number;
  /** In place of the rows when there are none: the header stays. */
  readonly empty?: ReactNode;
  /** Under the last row: more rows are being read, or a page failed. */
  readonly footer?: ReactNode;
}

const noActions: readonly never[] = [];

/** The menu stays with the row on which it was opened, wherever that goes while more rows are read. */
interface OpenMenu {
  readonly id: RowId;
  /** In px of the window. */
  readonly x: number;
  readonly y: number;
}

/**
 * A table of any number of rows: only those on screen exist. It is as high as its rows, and scrolls where its parent (a
 * flex column) leaves less room. Rows are a list, or come by page: a row that was not read yet has its place. Arrow keys, j
 * and k, Home, End and page keys move the active row; space selects, with shift a range; Enter opens; a right click or the
 * menu key shows what can be done.
 */
export function Table<Row>(props: TableProps<Row>) {
  const { label, stateKey, columns, rowKey, rowLabel, selection, minWidth = 640 } = props;
  const { rowActions = noActions } = props;
  const rowHeight = rowHeights[useDisplay().density];
  const scroll = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<OpenMenu | null>(null);

  const rows = useTableRows(props);
  const { count, rowAt, active } = rows;
  const [isRestored] = useState(rows.isRestored);
  const boxes = useIndexSelection(rows, selection);

  const view = useRowWindow({ scroll, count, rowHeight, headerHeight, active });
  useRowsInSight(props, rows.keyAt, view);
  const { handlers, toggleAll, onKeyDown } = useTableActions<Row>({
    ...{ scroll, active, count, rowAt, rowActions, selection: boxes, onOpen: props.onOpen },
    setActive: rows.setActive,
    scrollToIndex: view.scrollToIndex,
    rowsPerPage: view.rowsPerPage,
    openMenu: (index, x, y) => {
      const id = rows.idAt(index);
      setMenu(id === null ? null : { id, x, y });
    },
  });
  const slotOf = useRowSlots(
    view.drawn.map(({ index }) => rows.slotKeyAt(index)),
    count === 0 ? undefined : rows.slotKeyAt(active),
  );
  useRestoredFocus(scroll, isRestored, active, view.drawn.length > 0);
  useScrollMemory(scroll, `${stateKey}/scroll`, view.bodyHeight);

  const isSelectable = selection !== undefined;
  const act =
    (selection !== undefined && 'isSelected' in selection ? selection.act : undefined) ??
    text('tables.select');
  const marks = selection !== undefined && 'isSelected' in selection ? selection.marks : undefined;
  const allSelection = useMemo(
    () => (boxes?.toggleAll === undefined ? boxes : { ...boxes, toggleAll }),
    [boxes, toggleAll],
  );
  const tracks = columns.map(({ width }) => width).join(' ');
  const style = {
    '--table-columns': isSelectable ? `28px ${tracks}` : tracks,
    '--table-min-width': `${minWidth}px`,
    '--table-row-height': `${rowHeight}px`,
  } as CSSProperties;
  const rowCount = props.rowCount ?? count;
  const menuIndex = menu === null ? -1 : rows.placeOf(menu.id);
  const menuRow = menuIndex < 0 ? undefined : rowAt(menuIndex);

  return (
    <div ref={scroll} className={classes.scroll} data-marks={marks} style={style}>
      {/* A real table, laid out by grids: its own roles reach assistive technology, whatever `display` says. */}
      <table
        {...(isSelectable ? selectableGridRole : gridRole)}
        aria-label={label}
        aria-busy={props.busy || undefined}
        aria-rowcount={rowCount < 0 ? -1 : rowCount + 1}
        className={classes.inner}
        onKeyDown={onKeyDown}
      >
        <TableHeader
          {...{ columns, count, act }}
          sort={rows.sort}
          onSort={rows.onSort}
          selection={allSelection}
        />
        <tbody className={classes.body} style={{ height: view.bodyHeight }}>
          {/* Rows follow one another after a gap. With a place of its own for each, the browser's cache of styles would
              get slower with every row that was scrolled past. */}
          {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it is a gap, and no row */}
          <tr role="presentation" className={classes.offset} style={{ marginBlockStart: view.offset }} />
          {view.drawn.map(({ index, apart }) => {
            const row = rowAt(index);
            return (
              <TableRow
                key={slotOf(rows.slotKeyAt(index))}
                {...{ row, index, apart, columns, handlers }}
                active={index === active}
                selectable={isSelectable}
                selected={row === undefined ? undefined : boxes?.isSelected(index)}
                whyNot={boxes?.whyNot?.(index)}
                label={row === undefined ? act : `${act} ${rowLabel?.(row) ?? rowKey(row, index)}`}
              />
            );
          })}
        </tbody>
      </table>
      {count === 0 ? props.empty : null}
      {props.footer}
      {menu === null || menuRow === undefined ? null : (
        <RowMenu
          point={{ index: menuIndex, x: menu.x, y: menu.y }}
          row={menuRow}
          actions={rowActions}
          onOpen={props.onOpen}
          selection={boxes}
          onClose={() => {
            setMenu(null);
            // At once: the row has the focus before a question opens, and gets it back after it.
            scroll.current
              ?.querySelector<HTMLElement>(`[data-index="${menuIndex}"]`)
              ?.focus({ preventScroll: true });
          }}
        />
      )}
    </div>
  );
}

/** A table whose rows take the focus is a grid to assistive technology. */
const gridRole = { role: 'grid' } as const;
const selectableGridRole = { role: 'grid', 'aria-multiselectable': true } as const;

/**
 * Keeps a scroll position for going back. Rows can arrive after the table: it scrolls as soon as they reach that far,
 * unless the reader has scrolled by then.
 */
function useScrollMemory(element: RefObject<HTMLElement | null>, name: string, height: number): void {
  const entry = useHistoryEntry();
  const wanted = useRef(readEntry<number>(entry, name) ?? 0);

  useLayoutEffect(() => {
    const box = element.current;
    if (box === null || wanted.current === 0 || height < wanted.current) return;
    box.scrollTop = wanted.current;
    wanted.current = 0;
  }, [element, height]);

  useEffect(() => {
    const box = element.current;
    if (box === null) return;
    const keep = () => {
      if (wanted.current === 0) writeEntry(entry, name, box.scrollTop);
    };
    const giveUp = () => {
      wanted.current = 0;
    };
    box.addEventListener('scroll', keep, { passive: true });
    box.addEventListener('wheel', giveUp, { passive: true });
    return () => {
      box.removeEventListener('scroll', keep);
      box.removeEventListener('wheel', giveUp);
    };
  }, [element, entry, name]);
}

/** Going back to a table: the row that had the focus gets it again, unless something else took it by then. */
function useRestoredFocus(
  scroll: RefObject<HTMLElement | null>,
  restored: boolean,
  active: number,
  ready: boolean,
): void {
  const waiting = useRef(restored);
  useEffect(() => {
    if (!waiting.current || !ready) return;
    waiting.current = false;
    const focused = document.activeElement;
    if (focused !== null && focused !== document.body && !focused.matches('main')) return;
    scroll.current?.querySelector<HTMLElement>(`[data-index="${active}"]`)?.focus({ preventScroll: true });
  }, [scroll, active, ready]);
}
