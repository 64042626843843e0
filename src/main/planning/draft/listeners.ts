/** Tells listeners that something changed: at once where it matters, else a few times a second at most. */
export interface Listeners {
  readonly add: (listener: () => void) => () => void;
  readonly notifySoon: () => void;
  readonly notifyNow: () => void;
}

const atMostEveryMs = 250;

export function createListeners(): Listeners {
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;

  function notify(): void {
    clearTimeout(timer);
    timer = undefined;
    for (const listener of listeners) listener();
  }

  return {
    notifyNow: notify,
    notifySoon: () => {
      timer ??= setTimeout(notify, atMostEveryMs).unref();
    },
    add: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
