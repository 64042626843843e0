export type SortValue = string | number | null;

/** Which rows are shown, and in which order. Its functions give the same for the same row every time. */
export interface Arrangement<Row> {
  /** Null: all rows. */
  readonly includes: ((row: Row) => boolean) | null;
  /** Null: the order in which the rows came. */
  readonly sortValue: ((row: Row) => SortValue) | null;
  readonly descending: boolean;
}

/** Negative: `a` comes first. Zero only for a row and itself. */
export type CompareRows<Row> = (a: Row, b: Row) => number;

/**
 * The order of an arrangement. Rows without a value come last in both directions, equal ones in the order in which they
 * came: `positionOf` is a number that grows with it.
 */
export function compareRows<Row>(
  { sortValue, descending }: Arrangement<Row>,
  positionOf: (row: Row) => number,
): CompareRows<Row> {
  if (sortValue === null) return (a, b) => positionOf(a) - positionOf(b);
  const sign = descending ? -1 : 1;
  return (a, b) => compareValues(sortValue(a), sortValue(b), sign) || positionOf(a) - positionOf(b);
}

/** Smaller ones first with sign 1, larger ones with -1; null last with both. */
export function compareValues(a: SortValue, b: SortValue, sign: 1 | -1): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -sign : sign;
}
