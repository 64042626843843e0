import { arrangeSteps } from './arrange-steps.ts';
import { type Arrangement, type CompareRows, compareRows } from './arrangement.ts';
import { replaceRows } from './replace-rows.ts';
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
