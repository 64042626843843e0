/** Work that is done many at a time, and whose results are taken one by one in the order in which it was added. */
export interface OrderedQueue<T> {
  /**
   * Begins the work when there is room for it, and resolves then: whoever awaits it produces no faster than results are
   * taken. Rejects with the first failure, without beginning the work.
   */
  readonly add: (work: (signal: AbortSignal) => Promise<T>) => Promise<void>;
  /** Resolves when everything was taken. Rejects with the first failure, when nothing is under way any more. */
  readonly done: () => Promise<void>;
}

/**
 * At most `size` results are under way or wait to be taken. `take` gets one at a time. What work or `take` throws ends
 * everything: no more results are taken, and the signal of the work under way is aborted.
 */
export function createOrderedQueue<T>(
  size: number,
  take: (result: T) => Promise<void> | void,
): OrderedQueue<T> {
  const begun: Promise<T>[] = [];
  const failing = new AbortController();
  let failed: { readonly thrown: unknown } | undefined;
  let taking: Promise<void> = Promise.resolve();
  let isTaking = false;
  let waiting: (() => void)[] = [];

  function announceRoom(): void {
    const waiters = waiting;
    waiting = [];
    for (const resolve of waiters) resolve();
  }

  function fail(thrown: unknown): void {
    failed ??= { thrown };
    failing.abort();
    announceRoom();
  }

  async function takeAll(): Promise<void> {
    isTaking = true;
    try {
      for (let next = begun[0]; next !== undefined && !failed; next = begun[0]) {
        const result = await next;
        if (failed) return;
        await take(result);
        begun.shift();
        announceRoom();
      }
    } catch (thrown) {
      fail(thrown);
    } finally {
      isTaking = false;
    }
  }

  return {
    add: async (work) => {
      while (!failed && begun.length >= size) await new Promise<void>((resolve) => waiting.push(resolve));
      if (failed) throw failed.thrown;
      const result = (async () => work(failing.signal))();
      // A failure counts at once, although results before it are still waited for.
      result.catch(fail);
      begun.push(result);
      if (!isTaking) taking = takeAll();
    },
    done: async () => {
      await taking;
      if (!failed) return;
      await Promise.allSettled(begun);
      throw failed.thrown;
    },
  };
}
