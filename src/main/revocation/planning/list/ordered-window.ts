/** Work that is done many at a time, and taken in the order in which it came. */
export interface OrderedWindow<T> {
  /** Resolves when there is room for more. Rejects when an earlier one failed. */
  readonly add: (work: Promise<T>) => Promise<void>;
  /** Resolves when everything was taken. */
  readonly done: () => Promise<void>;
}

/** `take` gets one after another; what it throws ends everything. */
export function createOrderedWindow<T>(
  most: number,
  take: (value: T) => Promise<void> | void,
): OrderedWindow<T> {
  const waiting: Promise<T>[] = [];
  let room: (() => void)[] = [];
  let taking: Promise<void> | undefined;
  let failed: { readonly thrown: unknown } | undefined;

  function tellRoom(): void {
    const told = room;
    room = [];
    for (const tell of told) tell();
  }

  async function takeAll(): Promise<void> {
    try {
      for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
        await take(await next);
        waiting.shift();
        tellRoom();
      }
    } catch (thrown) {
      failed = { thrown };
      tellRoom();
    } finally {
      taking = undefined;
    }
  }

  function check(): void {
    if (failed) throw failed.thrown;
  }

  return {
    add: async (work) => {
      // It is awaited in its turn; nobody else may take its failure for unhandled.
      work.catch(() => undefined);
      check();
      waiting.push(work);
      taking ??= takeAll();
      while (!failed && waiting.length >= most) await new Promise<void>((resolve) => room.push(resolve));
      check();
    },
    done: async () => {
      await taking;
      check();
    },
  };
}
