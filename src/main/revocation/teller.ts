import type { RunItem } from '../../contract/domain/revocation.ts';

interface Teller {
  /** Sends an item when the window keeps up; of several that wait, only the newest is sent. Never waits or throws. */
  readonly tell: (item: RunItem) => void;
  /** Sends the last one, after whatever is on its way. Resolves also when nobody listens any more. */
  readonly finish: (item: RunItem) => Promise<void>;
}

/** A slow window, or one that is gone, must not hold up a revocation. */
export function createTeller(emit: (items: readonly RunItem[]) => Promise<void>): Teller {
  let waiting: RunItem | undefined;
  let sending: Promise<void> | undefined;

  async function send(): Promise<void> {
    while (waiting) {
      const item = waiting;
      waiting = undefined;
      await emit([item]).catch(() => undefined);
    }
    sending = undefined;
  }

  return {
    tell: (item) => {
      waiting = item;
      sending ??= send();
    },
    finish: async (item) => {
      await sending;
      await emit([item]).catch(() => undefined);
    },
  };
}
