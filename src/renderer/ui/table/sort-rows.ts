import { compareValues } from '../arranged-rows/arrangement.ts';
import type { TableColumn, TableSort } from './table-column.ts';

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
