/** How many handles a call holds and how many calls run at once: as much as the core takes well. */
export interface Pace {
  readonly size: () => number;
  readonly atOnce: () => number;
  /** A call with so many handles was answered after so many milliseconds. */
  readonly answered: (handles: number, ms: number) => void;
  /** The core asked for fewer calls. */
  readonly slowDown: () => void;
  /** A call failed: smaller ones leave less in doubt. */
  readonly failed: () => void;
}

const size = { first: 250, least: 25, most: 500 } as const;
const atOnce = { first: 4, most: 6 } as const;
/** Calls that take so long hold the core up, and leave much in doubt when they break off. */
const slowMs = 1_500;
const fastMs = 250;
/** After so many good answers in a row one more call runs at once. */
const goodBeforeMore = 24;

/** Starts at 250 handles, 4 calls at once, which is within a tenth of the fastest on a core with a database. */
export function createPace(): Pace {
  let handles: number = size.first;
  let calls: number = atOnce.first;
  let good = 0;

  function resize(factor: number): void {
    handles = Math.round(Math.min(size.most, Math.max(size.least, handles * factor)));
  }

  return {
    size: () => handles,
    atOnce: () => calls,
    answered: (count, ms) => {
      good += 1;
      if (ms > slowMs) resize(0.5);
      else if (ms < fastMs && count >= handles) resize(1.2);
      if (good < goodBeforeMore || ms > slowMs) return;
      good = 0;
      calls = Math.min(atOnce.most, calls + 1);
    },
    slowDown: () => {
      good = 0;
      calls = Math.max(1, Math.floor(calls / 2));
    },
    failed: () => {
      good = 0;
      calls = Math.max(1, calls - 1);
      resize(0.5);
    },
  };
}
