/** Counts what happens, and tells when so much of it has happened: in place of a time, which is another one on each machine. */
export interface Steps {
  readonly count: () => number;
  readonly note: () => void;
  /** Resolves as soon as there were so many in all. */
  readonly reached: (number: number) => Promise<void>;
}

export function createSteps(): Steps {
  let count = 0;
  let waiting: { readonly number: number; readonly resolve: () => void }[] = [];

  function wake(): void {
    for (const { number, resolve } of waiting) if (number <= count) resolve();
    waiting = waiting.filter(({ number }) => number > count);
  }

  return {
    count: () => count,
    note: () => {
      count += 1;
      wake();
    },
    reached: (number) =>
      new Promise((resolve) => {
        waiting.push({ number, resolve });
        wake();
      }),
  };
}
