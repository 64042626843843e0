/** A number of things that may run at once. Who comes first goes first. */
export interface Slots {
  readonly count: number;
  /** Undefined when there is a free one now: bulk reading takes one for each session, and mostly there is. */
  take(): Promise<void> | undefined;
  free(): void;
}

export function createSlots(count: number): Slots {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return {
    count,
    take() {
      if (taken < count) {
        taken++;
        return undefined;
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    free() {
      const next = waiting.shift();
      // Handed on, it stays taken.
      if (next) next();
      else taken--;
    },
  };
}
