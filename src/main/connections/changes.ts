/** Tells waiters that something changed. Several changes before anyone looks are one. */
interface Changes {
  notify(): void;
  /** Calls `look` at once and after changes, until the signal aborts; then rejects with its reason. */
  follow(look: () => Promise<void>, signal: AbortSignal): Promise<void>;
}

export function createChanges(): Changes {
  const waiting = new Set<() => void>();
  let version = 0;

  function changeAfter(seen: number, signal: AbortSignal): Promise<void> {
    if (version !== seen) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const done = (): void => {
        waiting.delete(done);
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = (): void => {
        waiting.delete(done);
        reject(signal.reason);
      };
      waiting.add(done);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  return {
    notify() {
      version++;
      for (const wake of [...waiting]) wake();
    },
    async follow(look, signal) {
      for (;;) {
        signal.throwIfAborted();
        const seen = version;
        await look();
        signal.throwIfAborted();
        await changeAfter(seen, signal);
      }
    },
  };
}
