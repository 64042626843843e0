/** Tells waiters that something changed. Several changes before anyone looks are one. */
export interface Changes {
  /** `urgent`: looked at once, also within the pause between two looks. */
  notify(urgent?: 'urgent'): void;
  /**
   * Calls `look` at once and after changes, until it gives `enough` or the signal aborts; then rejects with its reason.
   * Between two looks `gapMs` pass.
   */
  follow(look: () => Promise<unknown>, signal: AbortSignal, gapMs?: number): Promise<void>;
}

/** What `look` gives when it does not want to look again. */
export const enough = Symbol('enough');

export function createChanges(): Changes {
  const forChange = new Set<() => void>();
  const forUrgent = new Set<() => void>();
  let version = 0;
  let urgentVersion = 0;

  /** Waits to be woken, or for so long; rejects when the signal aborts. */
  function sleep(wakers: Set<() => void>, signal: AbortSignal, ms?: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = ms === undefined ? undefined : setTimeout(() => end(resolve), ms);
      const onAbort = (): void => end(() => reject(signal.reason));
      const wake = (): void => end(resolve);
      function end(settle: () => void): void {
        clearTimeout(timer);
        wakers.delete(wake);
        signal.removeEventListener('abort', onAbort);
        settle();
      }
      wakers.add(wake);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  function wakeAll(wakers: Set<() => void>): void {
    for (const wake of [...wakers]) wake();
  }

  return {
    notify(urgent) {
      version++;
      if (urgent) urgentVersion++;
      wakeAll(forChange);
      if (urgent) wakeAll(forUrgent);
    },
    async follow(look, signal, gapMs = 0) {
      for (;;) {
        signal.throwIfAborted();
        const seen = version;
        const seenUrgent = urgentVersion;
        if ((await look()) === enough) return;
        signal.throwIfAborted();
        if (gapMs > 0 && urgentVersion === seenUrgent) await sleep(forUrgent, signal, gapMs);
        if (version === seen) await sleep(forChange, signal);
      }
    },
  };
}

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

/** Resolves when the caller leaves a stream, also when it has left already. */
export function untilLeft(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

interface ReporterOptions {
  /** At most one report in so many milliseconds. */
  readonly everyMs?: number;
  /** Milliseconds since some moment, never going back. */
  readonly elapsed?: () => number;
}

/**
 * Passes progress on often enough for a person to see that it moves, and no more often. While a report is still being taken,
 * others are left out: the latest is enough for whoever does not keep up.
 */
export function createProgressReporter<Progress>(
  report: (progress: Progress) => unknown,
  { everyMs = 100, elapsed = () => performance.now() }: ReporterOptions = {},
): (progress: Progress) => void {
  let reportedAt = Number.NEGATIVE_INFINITY;
  let isTaking = false;
  return (progress) => {
    if (isTaking || elapsed() - reportedAt < everyMs) return;
    reportedAt = elapsed();
    const taken = report(progress);
    if (!(taken instanceof Promise)) return;
    isTaking = true;
    taken.then(
      () => {
        isTaking = false;
      },
      // Nobody takes reports any more.
      () => undefined,
    );
  };
}
