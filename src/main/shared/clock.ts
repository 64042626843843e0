/** Time, so that tests can let it pass. */
export interface Clock {
  /** Epoch milliseconds: for people. */
  readonly now: () => number;
  /** Milliseconds since some moment, never going back: for measuring. */
  readonly elapsed: () => number;
  /** Calls back once after so many milliseconds; gives how to cancel that. */
  readonly after: (ms: number, callback: () => void) => () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
