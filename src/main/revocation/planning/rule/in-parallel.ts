/**
 * Works on all items, so many at once. After the first failure no more are begun and the signal that the work gets is
 * aborted; rejects with that failure when all have come to their end.
 */
export async function inParallel<T>(
  items: readonly T[],
  atOnce: number,
  signal: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  let cause: { readonly thrown: unknown } | undefined;
  let next = 0;

  async function goOn(): Promise<void> {
    while (next < items.length && !either.aborted) {
      try {
        await work(items[next++] as T, either);
      } catch (thrown) {
        cause ??= { thrown };
        failed.abort();
      }
    }
  }

  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, goOn));
  signal.throwIfAborted();
  if (cause) throw cause.thrown;
}
