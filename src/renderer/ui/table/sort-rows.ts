import type { TableColumn, TableSort } from './table-column.ts';

type SortValue = string | number | null;

function compare(a: SortValue, b: SortValue, sign: 1 | -1): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -sign : sign;
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
  keyed.sort((a, b) => compare(a.value, b.value, sign));
  return keyed.map(({ row }) => row);
}

/** What a click on a header leads to: its first direction, then the other. */
export function nextSort(sort: TableSort | null, columnId: string, firstDescending: boolean): TableSort {
  if (sort?.columnId !== columnId) return { columnId, descending: firstDescending };
  return { columnId, descending: !sort.descending };
}
