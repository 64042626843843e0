/** Rows that stay filtered and sorted while more of them come and others change. */
interface ArrangedRows<Row> {
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
function* arrangeSteps<Row>(
  rows: readonly Row[],
  includes: ((row: Row) => boolean) | null,
  compare: CompareRows<Row>,
): Generator<void, readonly Row[]> {
  let runs: (readonly Row[])[] = [];
  for (let at = 0; at < rows.length; at += stepRows) {
    const step = rows.slice(at, at + stepRows);
    runs.push((includes === null ? step : step.filter(includes)).sort(compare));
    if (at + stepRows < rows.length) yield;
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
function replaceRows<Row>(
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
  // While sessions are listed, thousands come that go to the end.
  if (to > 0 && compare(sorted[to - 1] as Row, row) < 0) return to;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compare(sorted[middle] as Row, row) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

type SortValue = string | number | null;

/** Which rows are shown, and in which order. Its functions give the same for the same row every time. */
export interface Arrangement<Row> {
  /** Null: all rows. */
  readonly includes: ((row: Row) => boolean) | null;
  /** Null: the order in which the rows came. */
  readonly sortValue: ((row: Row) => SortValue) | null;
  readonly descending: boolean;
}

/** Negative: `a` comes first. Zero only for a row and itself. */
type CompareRows<Row> = (a: Row, b: Row) => number;

/**
 * The order of an arrangement. Rows without a value come last in both directions, equal ones in the order in which they
 * came: `positionOf` is a number that grows with it.
 */
function compareRows<Row>(
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

/** So long a slice may take, in ms: a fraction of a frame, as the page has more to do in it. */
const sliceMs = 5;

/** Lets the browser answer and draw before it goes on. */
export type Pause = () => Promise<void>;

// Not `scheduler.yield`: what goes on after it goes before timers and frames.
export const pauseForBrowser: Pause = () => scheduler.postTask(() => undefined);

/**
 * Runs steps in slices of a few milliseconds. The first step runs at once, so that little work is done when this
 * returns; the others do not make the task longer in which it was called. Resolves with the result; with undefined when `signal` was aborted before.
 */
async function runInSlices<Result>(
  steps: Generator<void, Result>,
  pause: Pause,
  signal: AbortSignal,
): Promise<Result | undefined> {
  for (let end = 0; ; end = performance.now() + sliceMs) {
    do {
      const step = steps.next();
      if (step.done) return step.value;
    } while (performance.now() < end);
    await pause();
    if (signal.aborted) return undefined;
  }
}
