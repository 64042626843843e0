/** Longer and longer waits between attempts, in milliseconds: the first one, each next one twice as long, up to `mostMs`. */
export interface WaitBounds {
  readonly firstMs: number;
  readonly mostMs: number;
}

export interface Waits {
  /** How long to wait before the next attempt. */
  readonly next: () => number;
  /** An attempt succeeded: the next wait is the first one again. */
  readonly startAnew: () => void;
}

/** The one way in which anything is waited for that does not answer: a core, or a receiver of deliveries. */
export function createWaits({ firstMs, mostMs }: WaitBounds): Waits {
  let nextMs = firstMs;
  return {
    next() {
      const ms = nextMs;
      nextMs = Math.min(mostMs, nextMs * 2);
      return ms;
    },
    startAnew() {
      nextMs = firstMs;
    },
  };
}
