import type { CSSProperties, KeyboardEvent, ReactNode, RefObject } from 'react';
import type { TableColumn } from './table-column.ts';
import classes from './virtual-table.module.css';

/** The header's height in px, its line included. */
export const headerHeight = 32;
export const rowHeights = { dense: 32, comfortable: 40 } as const;

/** A table whose rows take the focus is a grid to assistive technology. */
const gridRole = { role: 'grid' } as const;
const selectableGridRole = { role: 'grid', 'aria-multiselectable': true } as const;

interface TableFrameProps<Row> {
  readonly scroll: RefObject<HTMLDivElement | null>;
  readonly label: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly selectable: boolean;
  /** Rows there are in all; -1: not known. */
  readonly rowCount: number;
  readonly rowHeight: number;
  readonly bodyHeight: number;
  /** Where the drawn rows begin in the body, in px. */
  readonly offset: number;
  readonly minWidth: number;
  /** How rows that are not chosen look: as usual, or left out. */
  readonly marks?: 'chosen' | 'left-out';
  /** The rows are being put into another order. */
  readonly busy?: boolean;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly header: ReactNode;
  /** The rows that are drawn. */
  readonly children: ReactNode;
  readonly footer: ReactNode;
}

/** What every table is made of, whichever way its rows come. */
export function TableFrame<Row>(props: TableFrameProps<Row>) {
  const { columns, selectable, rowCount } = props;
  const tracks = columns.map((column) => column.width).join(' ');
  const style = {
    '--table-columns': selectable ? `28px ${tracks}` : tracks,
    '--table-min-width': `${props.minWidth}px`,
    '--table-row-height': `${props.rowHeight}px`,
  } as CSSProperties;
  return (
    <div ref={props.scroll} className={classes.scroll} data-marks={props.marks} style={style}>
      {/* A real table, laid out by grids: its own roles reach assistive technology, whatever `display` says. */}
      <table
        {...(selectable ? selectableGridRole : gridRole)}
        aria-label={props.label}
        aria-busy={props.busy || undefined}
        aria-rowcount={rowCount < 0 ? -1 : rowCount + 1}
        className={classes.inner}
        onKeyDown={props.onKeyDown}
      >
        {props.header}
        <tbody className={classes.body} style={{ height: props.bodyHeight }}>
          {/* Rows follow one another after a gap. With a place of its own for each, the browser's cache of styles would
              get slower with every row that was scrolled past. */}
          {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it is a gap, and no row */}
          <tr role="presentation" className={classes.offset} style={{ marginBlockStart: props.offset }} />
          {props.children}
        </tbody>
      </table>
      {props.footer}
    </div>
  );
}
