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
