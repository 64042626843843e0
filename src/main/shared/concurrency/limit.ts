/** Bounds how much of what many callers want done is under way at the same time. */
export interface Limit {
  readonly concurrency: number;
  /** Begins the work when there is room: the highest priority first, then who came first. Settles as the work does. */
  readonly run: <T>(work: () => Promise<T>, priority?: number) => Promise<T>;
  /** Resolves when nothing is under way and nothing waits; also what is added meanwhile is waited for. */
  readonly idle: () => Promise<void>;
}

/**
 * Every session that is read goes through one of these, so a run costs two promises and, when it has to wait, an entry of
 * a list.
 */
export function createLimit(concurrency: number): Limit {
  const waiting = createWaitingList();
  let underWay = 0;
  let whenIdle: (() => void)[] = [];

  async function carryOut<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      // The next one that waits begins at once: nobody who comes in between can begin before it.
      const begin = waiting.take();
      if (begin) begin();
      else leave();
    }
  }

  function leave(): void {
    underWay -= 1;
    if (underWay > 0) return;
    const waiters = whenIdle;
    whenIdle = [];
    for (const resolve of waiters) resolve();
  }

  async function runLater<T>(work: () => Promise<T>, priority: number): Promise<T> {
    await new Promise<void>((begin) => waiting.add(begin, priority));
    return carryOut(work);
  }

  return {
    concurrency,
    run: (work, priority = 0) => {
      if (underWay >= concurrency) return runLater(work, priority);
      underWay += 1;
      return carryOut(work);
    },
    idle: async () => {
      while (underWay > 0) await new Promise<void>((resolve) => whenIdle.push(resolve));
    },
  };
}

/** So many are removed together: one by one, all that come after them would be moved each time. */
const takenAtMost = 256;

interface Level {
  readonly priority: number;
  readonly begins: (() => void)[];
  /** How many of them were taken. */
  taken: number;
}

/** What waits, by priority and then in the order in which it came. */
function createWaitingList() {
  /** The highest priority first. None is empty. */
  const levels: Level[] = [];

  function levelOf(priority: number): Level {
    const at = levels.findIndex((level) => level.priority <= priority);
    const level = levels[at];
    if (level?.priority === priority) return level;
    const made: Level = { priority, begins: [], taken: 0 };
    levels.splice(at === -1 ? levels.length : at, 0, made);
    return made;
  }

  return {
    add: (begin: () => void, priority: number): void => void levelOf(priority).begins.push(begin),
    take: (): (() => void) | undefined => {
      const level = levels[0];
      if (!level) return undefined;
      const begin = level.begins[level.taken];
      level.taken += 1;
      if (level.taken === level.begins.length) levels.shift();
      else if (level.taken === takenAtMost) level.taken -= level.begins.splice(0, takenAtMost).length;
      return begin;
    },
  };
}

/** Like `Promise.all`, but when it rejects, none of them is under way any more. */
export async function allDone<T extends readonly unknown[] | []>(
  work: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

/**
 * Does the work for every item, at most `limit` of them at the same time, and resolves with what came of it in the order
 * of the items. After the first failure, or when `signal` is aborted, no more begin, and the signal that the work gets is
 * aborted. Rejects with the first failure when all that had begun have ended. Items are taken when there is room for
 * them.
 */
export async function mapConcurrent<Item, Output>(
  items: Iterable<Item> | AsyncIterable<Item>,
  limit: number,
  work: (item: Item, signal: AbortSignal) => Promise<Output>,
  signal?: AbortSignal,
): Promise<Output[]> {
  const outputs: Output[] = [];
  let at = 0;
  await forEachConcurrent(
    items,
    limit,
    async (item, either) => {
      const mine = at++;
      outputs[mine] = await work(item, either);
    },
    signal,
  );
  return outputs;
}

/** The same without outputs: memory does not grow with the number of items. */
export async function forEachConcurrent<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  limit: number,
  work: (item: Item, signal: AbortSignal) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const failing = new AbortController();
  const either = signal ? AbortSignal.any([signal, failing.signal]) : failing.signal;
  const iterator = iteratorOf(items);
  let cause: { readonly thrown: unknown } | undefined;
  let exhausted = false;

  async function workOn(): Promise<void> {
    while (!exhausted && !either.aborted) {
      const next = await iterator.next();
      if (next.done) exhausted = true;
      // It can have been aborted while the item was waited for.
      else if (!either.aborted) await work(next.value, either);
    }
  }

  async function workOrFail(): Promise<void> {
    try {
      await workOn();
    } catch (thrown) {
      cause ??= { thrown };
      failing.abort();
    }
  }

  await Promise.all(Array.from({ length: limit }, workOrFail));
  // A generator closes what it opened.
  if (!exhausted) await iterator.return?.();
  if (cause && !signal?.aborted) throw cause.thrown;
  signal?.throwIfAborted();
}

function iteratorOf<Item>(items: Iterable<Item> | AsyncIterable<Item>): Iterator<Item> | AsyncIterator<Item> {
  return Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
}

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
