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
