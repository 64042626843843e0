import type { CompareRows } from './arrangement.ts';

/**
 * A sorted list without some of its rows and with others, as a new list. Takes as long as copying it: the places are
 * found by halving. `removed` are rows of `sorted` themselves; `added` is sorted in place.
 */
export function replaceRows<Row>(
  sorted: readonly Row[],
  removed: readonly Row[],
  added: Row[],
  compare: CompareRows<Row>,
): readonly Row[] {
  const gaps = removed.map((row) => indexFor(sorted, row, compare)).sort((a, b) => a - b);
  added.sort(compare);
  const places = added.map((row) => indexFor(sorted, row, compare));
  const result: Row[] = [];
  let gap = 0;
  let next = 0;
  for (let index = 0; index < sorted.length; index += 1) {
    while (places[next] === index) result.push(added[next++] as Row);
    if (gaps[gap] === index) gap += 1;
    else result.push(sorted[index] as Row);
  }
  for (; next < added.length; next += 1) result.push(added[next] as Row);
  return result;
}

/** The index of this row, or the one where it belongs. */
function indexFor<Row>(sorted: readonly Row[], row: Row, compare: CompareRows<Row>): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compare(sorted[middle] as Row, row) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}
