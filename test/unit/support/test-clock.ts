import type { Clock } from '../../../src/main/shared/clock.ts';

export interface TestClock extends Clock {
  /** Every wait that was begun, in milliseconds. */
  readonly waits: readonly number[];
  /** Those of them that have neither passed nor been given up. */
  readonly pending: () => readonly number[];
  /** Lets time pass: what is due by then is called in its order. */
  readonly advance: (ms: number) => void;
}

/** A clock on which time passes when the test says so; with `automatic`, to the end of each wait as soon as it is begun. */
export function createTestClock(mode: 'manual' | 'automatic' = 'manual'): TestClock {
  let time = 0;
  const waits: number[] = [];
  const due = new Set<{ readonly at: number; readonly ms: number; readonly callback: () => void }>();

  function advanceTo(target: number): void {
    for (;;) {
      const [next] = [...due].filter(({ at }) => at <= target).sort((a, b) => a.at - b.at);
      if (!next) break;
      due.delete(next);
      time = Math.max(time, next.at);
      next.callback();
    }
    time = Math.max(time, target);
  }

  return {
    waits,
    pending: () => [...due].map(({ ms }) => ms),
    now: () => 1_700_000_000_000 + Math.floor(time),
    elapsed: () => time,
    after: (ms, callback) => {
      waits.push(ms);
      const timer = { at: time + ms, ms, callback };
      due.add(timer);
      if (mode === 'automatic') setImmediate(() => due.has(timer) && advanceTo(timer.at));
      return () => void due.delete(timer);
    },
    advance: (ms) => advanceTo(time + ms),
  };
}
