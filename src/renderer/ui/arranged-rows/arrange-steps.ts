import type { CompareRows } from './arrangement.ts';

/** Rows handled between two breaks: a fraction of a millisecond to one or two, whatever is asked of them. */
const stepRows = 500;

/** Filters and sorts rows with a break after every few hundred of them. The rows given stay as they are. */
export function* arrangeSteps<Row>(
  rows: readonly Row[],
  includes: ((row: Row) => boolean) | null,
  compare: CompareRows<Row>,
): Generator<void, readonly Row[]> {
  let runs: (readonly Row[])[] = [];
  for (let at = 0; at < rows.length; at += stepRows) {
    const step = rows.slice(at, at + stepRows);
    runs.push((includes === null ? step : step.filter(includes)).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const longer: (readonly Row[])[] = [];
    for (let at = 0; at < runs.length; at += 2) {
      longer.push(yield* mergeSteps(runs[at] ?? [], runs[at + 1] ?? [], compare));
    }
    runs = longer;
  }
  return runs[0] ?? [];
}

function* mergeSteps<Row>(
  left: readonly Row[],
  right: readonly Row[],
  compare: CompareRows<Row>,
): Generator<void, readonly Row[]> {
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  const merged: Row[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length || r < right.length) {
    const takeLeft = r === right.length || (l < left.length && compare(left[l] as Row, right[r] as Row) < 0);
    merged.push((takeLeft ? left[l++] : right[r++]) as Row);
    if (merged.length % stepRows === 0) yield;
  }
  return merged;
}
