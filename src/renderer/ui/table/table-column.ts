import type { ReactNode } from 'react';
import { compareValues } from './arranged-rows.ts';

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

export interface TableSorting {
  readonly sort: TableSort | null;
  readonly onSort: (sort: TableSort) => void;
}

export interface TableSort {
  readonly columnId: string;
  readonly descending: boolean;
}

/** A sorted copy. Stable; rows without a value come last in both directions. Values are asked for once a row. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  sort: TableSort | null,
): readonly Row[] {
  const sortValue = columns.find((column) => column.id === sort?.columnId)?.sortValue;
  if (sort === null || sortValue === undefined) return rows;
  const sign = sort.descending ? -1 : 1;
  const keyed = rows.map((row) => ({ row, value: sortValue(row) }));
  keyed.sort((a, b) => compareValues(a.value, b.value, sign));
  return keyed.map(({ row }) => row);
}

/** What a click on a header leads to: its first direction, then the other. */
export function nextSort(sort: TableSort | null, columnId: string, firstDescending: boolean): TableSort {
  if (sort?.columnId !== columnId) return { columnId, descending: firstDescending };
  return { columnId, descending: !sort.descending };
}
