import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useDisplay } from '../display-context.tsx';
import { useViewState } from '../view-state.ts';
import type { TableColumn, TableSort } from './table-column.ts';
import { headerHeight, rowHeights, TableFrame } from './table-frame.tsx';
import { TableHeader } from './table-header.tsx';
import { TableRow } from './table-row.tsx';
import { useIndexSelection } from './use-index-selection.ts';
import { useRestoredFocus } from './use-restored-focus.ts';
import { useRowSlots } from './use-row-slots.ts';
import { useRowWindow } from './use-row-window.ts';
import { useScrollMemory } from './use-scroll-memory.ts';
import { useTableActions } from './use-table-actions.ts';

/** Checkboxes whose state stands elsewhere: main may hold it, for more rows than the console has read. */
export interface PagedSelection<Row> {
  /** What checking a box does to a row: "Select", "End". Stands before the row's name and over the column. */
  readonly act?: string;
  /** `left-out`: everything is chosen at first, and what is not is what stands out. */
  readonly marks?: 'chosen' | 'left-out';
  /** Undefined: this row has no box. */
  readonly isSelected: (index: number, row: Row) => boolean | undefined;
  readonly onSelect: (index: number, row: Row, selected: boolean) => void;
  /** With shift, from the row that was clicked before; both ends included. Absent: the row alone. */
  readonly onSelectRange?: (first: number, last: number, selected: boolean) => void;
}

interface PagedTableProps<Row> {
  /** What the rows are, for screen readers. */
  readonly label: string;
  /** Names what is remembered for going back: scroll position and focused row. Another filter, another name. */
  readonly stateKey: string;
  readonly total: number;
  /** Undefined: not read yet. */
  readonly rowAt: (index: number) => Row | undefined;
  /** Which rows are in sight, both ends included. */
  readonly onVisibleRange: (first: number, last: number) => void;
  /** Stable: made outside of the component, or memoized. */
  readonly columns: readonly TableColumn<Row>[];
  /** The order in which main hands the rows out; absent: it cannot be chosen. */
  readonly sort?: TableSort | null;
  readonly onSort?: (sort: TableSort) => void;
  readonly rowKey: (index: number, row: Row) => string;
  /** What a row is called, for its checkbox. The key when absent. */
  readonly rowLabel?: (row: Row) => string;
  readonly selection?: PagedSelection<Row>;
  /** Enter or a double click. */
  readonly onOpen?: (row: Row) => void;
  /** What further keys do with the focused row. Without Ctrl, Alt or Meta. */
  readonly rowKeys?: Readonly<Record<string, (row: Row) => void>>;
  /** Below this width in px the table scrolls sideways. */
  readonly minWidth?: number;
  readonly footer?: ReactNode;
}

/**
 * A table of up to a million rows that come by page: a row that was not read yet holds its place. Looks and keys are
 * those of `VirtualTable`.
 */
export function PagedTable<Row>(props: PagedTableProps<Row>) {
  const { label, stateKey, total, rowAt, columns, rowKey, rowLabel, selection, minWidth = 640 } = props;
  const rowHeight = rowHeights[useDisplay().density];
  const scroll = useRef<HTMLDivElement>(null);
  const [activeIndex, setActive] = useViewState<number | null>(`${stateKey}/row`, null);
  const [restored] = useState(activeIndex !== null);
  const active = Math.min(activeIndex ?? 0, Math.max(0, total - 1));

  const view = useRowWindow({ scroll, count: total, rowHeight, headerHeight, active });
  const { first, last } = view;
  const { onVisibleRange } = props;
  useEffect(() => {
    if (last >= first) onVisibleRange(first, last);
  }, [first, last, onVisibleRange]);

  const byIndex = useIndexSelection(rowAt, selection);
  const { handlers, onKeyDown } = useTableActions<Row>({
    ...{ scroll, active, setActive, count: total, rowAt, selection: byIndex },
    ...{ onOpen: props.onOpen, rowKeys: props.rowKeys },
    ...{ scrollToIndex: view.scrollToIndex, rowsPerPage: view.rowsPerPage },
  });
  // By place: a row keeps the focus when it turns from awaited to read.
  const slotOf = useRowSlots(
    view.drawn.map(({ index }) => String(index)),
    String(active),
  );
  useRestoredFocus(scroll, restored, active, view.drawn.length > 0);
  useScrollMemory(scroll, `${stateKey}/scroll`, view.bodyHeight);

  const act = selection?.act ?? 'Select';

  return (
    <TableFrame
      {...{ scroll, label, columns, rowHeight, minWidth, onKeyDown, footer: props.footer }}
      {...(selection?.marks === undefined ? {} : { marks: selection.marks })}
      selectable={selection !== undefined}
      rowCount={total}
      bodyHeight={view.bodyHeight}
      offset={view.offset}
      header={
        <TableHeader
          columns={columns}
          boxes={selection === undefined ? undefined : act}
          sort={props.sort ?? null}
          {...(props.onSort === undefined ? {} : { onSort: props.onSort })}
        />
      }
    >
      {view.drawn.map(({ index, apart }) => {
        const row = rowAt(index);
        return (
          <TableRow
            key={slotOf(String(index))}
            row={row}
            index={index}
            apart={apart}
            columns={columns}
            active={index === active}
            selectable={selection !== undefined}
            selected={row === undefined ? undefined : selection?.isSelected(index, row)}
            label={row === undefined ? act : `${act} ${rowLabel?.(row) ?? rowKey(index, row)}`}
            handlers={handlers}
          />
        );
      })}
    </TableFrame>
  );
}
