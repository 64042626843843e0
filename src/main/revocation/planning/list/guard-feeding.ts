import type { ListDraft } from './list-draft.ts';

/** How a list comes from a window. */
export interface Feeding {
  /** Resolves when more is wanted. The signal: whoever reads the list is gone. */
  readonly feed: (bytes: Uint8Array, signal: AbortSignal) => Promise<void>;
  readonly fed: (failed: string | null) => Promise<void>;
}

/** Longer than a slow drive takes for the next piece. */
const mostSilenceMs = 60_000;

/** Ends a list as failed when the rest of it does not come: with its window, the file goes too. */
export function guardFeeding(list: Pick<ListDraft, 'feed' | 'fed' | 'abandon'>): Feeding {
  let timer: NodeJS.Timeout | undefined;

  function waitForMore(): void {
    clearTimeout(timer);
    timer = setTimeout(giveUp, mostSilenceMs).unref();
  }

  function giveUp(): void {
    clearTimeout(timer);
    list.abandon();
  }

  waitForMore();
  return {
    feed: async (bytes, signal) => {
      clearTimeout(timer);
      signal.addEventListener('abort', giveUp, { once: true });
      try {
        await list.feed(bytes);
      } finally {
        signal.removeEventListener('abort', giveUp);
      }
      if (!signal.aborted) waitForMore();
    },
    fed: (failed) => {
      clearTimeout(timer);
      return list.fed(failed);
    },
  };
}
