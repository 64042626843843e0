import { createSmallSet } from '../small-set.ts';

/** Something that runs and has to end in time. */
export interface Timed {
  startedAt: number;
  expire(): void;
}

export interface Deadlines {
  start(timed: Timed): void;
  stop(timed: Timed): void;
}

/** Ends what runs longer than `limitMs`. One timer serves any number of requests. */
export function createDeadlines(limitMs: number): Deadlines {
  const running = createSmallSet<Timed>();
  let timer: NodeJS.Timeout | undefined;

  function arm(delay: number): void {
    timer = setTimeout(check, delay);
  }

  function check(): void {
    timer = undefined;
    const now = performance.now();
    let least = Number.POSITIVE_INFINITY;
    for (const timed of running.items()) {
      const left = timed.startedAt + limitMs - now;
      if (left <= 0) {
        running.remove(timed);
        timed.expire();
      } else least = Math.min(least, left);
    }
    if (least !== Number.POSITIVE_INFINITY && timer === undefined) arm(least);
  }

  return {
    start(timed) {
      timed.startedAt = performance.now();
      running.add(timed);
      if (timer === undefined) arm(limitMs);
    },
    stop: running.remove,
  };
}
