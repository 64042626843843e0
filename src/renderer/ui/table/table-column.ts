import type { ReactNode } from 'react';

export interface TableColumn<Row> {
  readonly id: string;
  readonly header: string;
  /** A CSS grid track: `160px`, `minmax(120px, 2fr)`. The same for all rows, so never `auto`. */
  readonly width: string;
  readonly cell: (row: Row) => ReactNode;
  /** Makes the column sortable. Null: no value, always at the end. */
  readonly sortValue?: (row: Row) => string | number | null;
  /** In a table whose rows main sorts: the header can be clicked. */
  readonly sortable?: boolean;
  /** The first click on the header sorts from the largest: the newest sessions are wanted first. */
  readonly largestFirst?: boolean;
  readonly align?: 'start' | 'end';
  /** The header is for screen readers only, as over buttons. */
  readonly hideHeader?: boolean;
}

export interface TableSort {
  readonly columnId: string;
  readonly descending: boolean;
}
