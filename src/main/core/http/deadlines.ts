/** Something that runs and has to end in time. */
export interface Timed {
  startedAt: number;
  expire(): void;
}

export interface Deadlines {
  start(timed: Timed): void;
  stop(timed: Timed): void;
}

/**
 * Ends what runs longer than `limitMs`. All have the same limit, so the one that began first is due first, and one
 * timer serves any number of requests.
 */
export function createDeadlines(limitMs: number): Deadlines {
  const running = new Set<Timed>();
  let timer: NodeJS.Timeout | undefined;

  function arm(delay: number): void {
    timer = setTimeout(check, delay);
  }

  function check(): void {
    timer = undefined;
    const now = performance.now();
    for (const timed of running) {
      const left = timed.startedAt + limitMs - now;
      if (left > 0) {
        arm(left);
        return;
      }
      running.delete(timed);
      timed.expire();
    }
  }

  return {
    start(timed) {
      timed.startedAt = performance.now();
      running.add(timed);
      if (timer === undefined) arm(limitMs);
    },
    stop: (timed) => void running.delete(timed),
  };
}
