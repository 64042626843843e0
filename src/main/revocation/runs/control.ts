import type { PauseReason, RunState } from '../../../contract/domain/revocation.ts';
import type { AppError } from '../../../contract/errors.ts';

/** How the operator, and what happens, hold a revocation back. Steps ask it before everything they send. */
export interface RunControl {
  /** Aborted when no more may be begun: stopped by the operator, or cut off by the end of the console. */
  readonly signal: AbortSignal;
  readonly state: () => RunState;
  /** Whether the console ends: then nothing is reported, and it is resumed another time. */
  readonly isInterrupted: () => boolean;
  /** Resolves when the step may go on; also when it is to end: look at the signal afterwards. */
  readonly point: () => Promise<void>;
  /** Counts work under way: a pause is reached when there is none. */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
  readonly pause: (reason: PauseReason) => void;
  readonly resume: () => void;
  readonly stop: () => void;
  readonly interrupt: () => void;
  /** Waits so long, or until it is resumed, paused or stopped; the state says why meanwhile. */
  readonly wait: (error: AppError, ms: number) => Promise<void>;
  readonly watching: (until: number | null) => void;
  readonly end: () => void;
}

/** `onChange` is called after every change of the state. */
export function createControl(onChange: () => void): RunControl {
  const controller = new AbortController();
  let state: RunState = { state: 'running' };
  let pauseReason: PauseReason | undefined;
  let watchingUntil: number | null = null;
  let interrupted = false;
  let underWay = 0;
  let waiters: (() => void)[] = [];

  function become(next: RunState): void {
    state = next;
    onChange();
  }

  function wake(): void {
    const woken = waiters;
    waiters = [];
    for (const waiter of woken) waiter();
  }

  function resting(): RunState {
    return watchingUntil === null ? { state: 'running' } : { state: 'watching', until: watchingUntil };
  }

  function settlePause(): void {
    if (pauseReason && underWay === 0 && state.state === 'pausing')
      become({ state: 'paused', reason: pauseReason });
  }

  function endWith(mark: () => void): void {
    if (controller.signal.aborted) return;
    mark();
    pauseReason = undefined;
    controller.abort();
    become({ state: 'stopping' });
    wake();
  }

  return {
    signal: controller.signal,
    state: () => state,
    isInterrupted: () => interrupted,
    point: async () => {
      while (pauseReason && !controller.signal.aborted)
        await new Promise<void>((resolve) => waiters.push(resolve));
    },
    during: async (work) => {
      underWay += 1;
      try {
        return await work();
      } finally {
        underWay -= 1;
        settlePause();
      }
    },
    pause: (reason) => {
      if (controller.signal.aborted || pauseReason || state.state === 'ended') return;
      pauseReason = reason;
      become({ state: 'pausing' });
      settlePause();
      wake();
    },
    resume: () => {
      if (!pauseReason) return;
      pauseReason = undefined;
      become(resting());
      wake();
    },
    stop: () => endWith(() => undefined),
    interrupt: () =>
      endWith(() => {
        interrupted = true;
      }),
    wait: async (error, ms) => {
      if (pauseReason || controller.signal.aborted) return;
      become({ state: 'waiting', error, retryAt: Date.now() + ms });
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        waiters.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
      if (state.state === 'waiting') become(resting());
    },
    watching: (until) => {
      watchingUntil = until;
      if (!pauseReason && !controller.signal.aborted) become(resting());
    },
    end: () => become({ state: 'ended' }),
  };
}
