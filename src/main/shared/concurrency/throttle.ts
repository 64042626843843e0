/** How many items a batch holds and how many batches run at the same time: as much as the core takes well. */
export interface Throttle {
  readonly batchSize: () => number;
  readonly concurrency: () => number;
  /** A batch with so many items was answered after so many milliseconds. */
  readonly answered: (items: number, ms: number) => void;
  /** The core asked for fewer calls. */
  readonly slowDown: () => void;
  /** A batch failed: smaller ones leave less in doubt. */
  readonly failed: () => void;
}

const size = { first: 250, least: 25, most: 500 } as const;
const calls = { first: 4, least: 1, most: 6 } as const;
/** Batches that take so long delay the core's other calls, and leave much in doubt when they break off. */
const slowMs = 1_500;
const fastMs = 250;
/** After so many good answers in a row one more batch runs at the same time. */
const goodBeforeMore = 8;

/** Starts with 4 batches of 250, which is within a tenth of the fastest on a core with a database. */
export function createThrottle(): Throttle {
  let items: number = size.first;
  let concurrency: number = calls.first;
  let good = 0;

  function resize(factor: number): void {
    items = Math.round(Math.min(size.most, Math.max(size.least, items * factor)));
  }

  function atMost(count: number): void {
    good = 0;
    concurrency = Math.max(calls.least, count);
  }

  return {
    batchSize: () => items,
    concurrency: () => concurrency,
    answered: (count, ms) => {
      good += 1;
      if (ms > slowMs) resize(0.5);
      else if (ms < fastMs && count >= items) resize(1.5);
      if (good < goodBeforeMore || ms > slowMs) return;
      good = 0;
      concurrency = Math.min(calls.most, concurrency + 1);
    },
    slowDown: () => atMost(Math.floor(concurrency / 2)),
    failed: () => {
      atMost(concurrency - 1);
      resize(0.5);
    },
  };
}
