import type { CallContext, StreamContext } from '../../../src/contract/channels/contract.ts';

export interface Recorded<Item> {
  readonly context: StreamContext<Item>;
  readonly items: Item[];
  readonly abort: () => void;
}

/** A caller of a stream that keeps all items; `onItems` sees them first and may take its time. */
export function recordStream<Item>(
  onItems?: (items: readonly Item[]) => void | Promise<void>,
): Recorded<Item> {
  const controller = new AbortController();
  const items: Item[] = [];
  return {
    items,
    abort: () => controller.abort(),
    context: {
      signal: controller.signal,
      page: controller.signal,
      emit: async (batch) => {
        controller.signal.throwIfAborted();
        items.push(...batch);
        await onItems?.(batch);
        controller.signal.throwIfAborted();
      },
    },
  };
}

export function callContext(): CallContext {
  const { signal } = new AbortController();
  return { signal, page: signal };
}
