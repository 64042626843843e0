import { type Arrangement, type CompareRows, compareRows } from './arrangement.ts';
import { type Pause, runInSlices } from './run-in-slices.ts';

/** Rows that stay filtered and sorted while more of them come and others change. */
export interface ArrangedRows<Row> {
  /** Another list after each change. */
  readonly shown: () => readonly Row[];
  /** What `shown` is arranged by. */
  readonly arrangement: () => Arrangement<Row>;
  /** A row came, or took the place of the one from `before`. It is shown with the next `merge`. */
  readonly note: (before: Row | undefined, after: Row) => void;
  /** Merges what was noted into what is shown. While rows are being arranged, that does it when it is done. */
  readonly merge: () => void;
  /** Arranges all rows anew, in slices. What is shown stays until it is done; a later call replaces this one. */
  readonly arrange: (rows: readonly Row[], arrangement: Arrangement<Row>) => void;
}

interface ArrangedRowsInput<Row> {
  readonly arrangement: Arrangement<Row>;
  /** Grows with the order in which rows came. A row that takes the place of another has the same. */
  readonly positionOf: (row: Row) => number;
  readonly pause: Pause;
  /** Rows were arranged anew. */
  readonly onArranged: () => void;
}

export function createArrangedRows<Row>(input: ArrangedRowsInput<Row>): ArrangedRows<Row> {
  const { positionOf, pause, onArranged } = input;
  let shown: readonly Row[] = [];
  let arrangement = input.arrangement;
  let compare: CompareRows<Row> = compareRows(arrangement, positionOf);
  let arranging: AbortController | null = null;
  /** The rows that are not shown yet, each with the one in `shown` whose place it takes. */
  const noted = new Map<Row, Row | undefined>();

  function merge(): void {
    if (arranging !== null || noted.size === 0) return;
    const includes = arrangement.includes ?? (() => true);
    const before = [...noted.values()].filter((row) => row !== undefined);
    shown = replaceRows(shown, before.filter(includes), [...noted.keys()].filter(includes), compare);
    noted.clear();
  }

  return {
    shown: () => shown,
    arrangement: () => arrangement,
    note: (before, after) => {
      const inShown = before !== undefined && noted.has(before) ? noted.get(before) : before;
      if (before !== undefined) noted.delete(before);
      noted.set(after, inShown);
    },
    merge,
    arrange: (rows, next) => {
      arranging?.abort();
      const abort = new AbortController();
      arranging = abort;
      noted.clear();
      const nextCompare = compareRows(next, positionOf);
      const steps = arrangeSteps(rows, next.includes, nextCompare);
      void runInSlices(steps, pause, abort.signal).then((result) => {
        if (result === undefined || abort.signal.aborted) return;
        arranging = null;
        shown = result;
        arrangement = next;
        compare = nextCompare;
        merge();
        onArranged();
      });
    },
  };
}

/** Rows handled between two breaks: they take at most about two milliseconds. */
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
