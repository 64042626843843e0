import PQueue from 'p-queue';

/** Bounds how much of what many callers want done is under way at the same time. */
export interface Limit {
  readonly concurrency: number;
  /** Begins the work when there is room: the highest priority first, then who came first. Settles as the work does. */
  readonly run: <T>(work: () => Promise<T>, priority?: number) => Promise<T>;
  /** Resolves when nothing is under way and nothing waits; also what is added meanwhile is waited for. */
  readonly idle: () => Promise<void>;
}

export function createLimit(concurrency: number): Limit {
  const queue = new PQueue({ concurrency });
  return {
    concurrency,
    run: (work, priority = 0) => queue.add(work, { priority }),
    idle: () => queue.onIdle(),
  };
}
