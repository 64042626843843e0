import { describe, expect, it } from 'vitest';
import type { TableColumn } from './table-column.ts';
import { nextSort, sortRows } from './table-column.ts';

interface Row {
  readonly id: string;
  readonly at: number | null;
}

const columns: readonly TableColumn<Row>[] = [
  { id: 'id', header: 'Id', width: '1fr', cell: (row) => row.id },
  { id: 'at', header: 'At', width: '1fr', cell: (row) => row.at, sortValue: (row) => row.at },
];
const rows: readonly Row[] = [
  { id: 'b', at: 2 },
  { id: 'none', at: null },
  { id: 'a', at: 1 },
  { id: 'b2', at: 2 },
];
const ids = (sorted: readonly Row[]) => sorted.map((row) => row.id);

describe('rows of a table', () => {
  it('keep the order they came in until a column is chosen', () => {
    expect(sortRows(rows, columns, null)).toBe(rows);
    expect(sortRows(rows, columns, { columnId: 'id', descending: true })).toBe(rows);
  });

  it('sort both ways, those without a value last, equal ones as they came', () => {
    expect(ids(sortRows(rows, columns, { columnId: 'at', descending: false }))).toEqual([
      'a',
      'b',
      'b2',
      'none',
    ]);
    expect(ids(sortRows(rows, columns, { columnId: 'at', descending: true }))).toEqual([
      'b',
      'b2',
      'a',
      'none',
    ]);
  });

  it('turn around on the second click on the same header', () => {
    const first = nextSort(null, 'at', true);
    expect(first).toEqual({ columnId: 'at', descending: true });
    expect(nextSort(first, 'at', true)).toEqual({ columnId: 'at', descending: false });
    expect(nextSort(first, 'id', false)).toEqual({ columnId: 'id', descending: false });
  });
});
