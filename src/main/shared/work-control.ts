import type { PauseReason } from '../../contract/domain/revocation/run.ts';
import type { AppError } from '../../contract/errors.ts';
import { failure } from '../../contract/failure.ts';
import { type Clock, systemClock } from './clock.ts';

/** Where long work is: building a draft, carrying out a plan. */
export type WorkState =
  | { readonly state: 'running' }
  /** The core does not answer; it is asked again at `retryAt` (epoch milliseconds). */
  | { readonly state: 'waiting'; readonly error: AppError; readonly retryAt: number }
  /** What is under way is waited for. Nothing more begins. */
  | { readonly state: 'pausing' }
  /** Nothing is under way, and nothing begins. */
  | { readonly state: 'paused'; readonly reason: PauseReason }
  /** Nothing more begins. */
  | { readonly state: 'stopping' }
  | { readonly state: 'ended' };

/**
 * How the operator, and what happens, hold long work back. After `pausing`, `paused`, `stopping` or `ended` is reported,
 * no tracked work begins.
 */
export interface WorkControl {
  /** Aborted when nothing may begin any more: stopped by the operator, or cut off by the end of the console. */
  readonly signal: AbortSignal;
  readonly state: () => WorkState;
  /** Whether the console ends: the work is not finished off, and goes on another time. */
  readonly isInterrupted: () => boolean;
  /**
   * Resolves when work may begin. Rejects with `aborted` when it is to end. Whatever is awaited afterwards can take
   * long: the work itself still has to be tracked.
   */
  readonly checkpoint: () => Promise<void>;
  /**
   * Begins the work when it may begin, and counts it as under way: a pause is reached when nothing is. Rejects with
   * `aborted`, without beginning it, when it is to end. Tracked work must not wait for other tracked work: a pause in
   * between would wait for both.
   */
  readonly track: <T>(work: () => Promise<T>) => Promise<T>;
  /** The same without waiting: undefined, and nothing begun, when it may not begin at this moment. */
  readonly tryTrack: <T>(work: () => Promise<T>) => Promise<T> | undefined;
  /** Of several reasons the first counts until it is resumed. */
  readonly pause: (reason: PauseReason) => void;
  readonly resume: () => void;
  readonly stop: () => void;
  readonly interrupt: () => void;
  /**
   * Waits so long, or until it is paused, resumed or stopped. The state says `waiting` until `answered` is called, or
   * until it is paused or stopped: who waits asks the core before it says that the work runs.
   */
  readonly wait: (error: AppError, ms: number) => Promise<void>;
  /** What was waited for is there. */
  readonly answered: () => void;
  readonly end: () => void;
}

/** `onChange` is called after every change of the state. */
export function createWorkControl(onChange: () => void, clock: Clock = systemClock): WorkControl {
  const controller = new AbortController();
  let state: WorkState = { state: 'running' };
  let interrupted = false;
  let underWay = 0;
  let pauseReason: PauseReason | undefined;
  const sleepers = new Set<() => void>();

  function become(next: WorkState): void {
    state = next;
    onChange();
  }

  /** Resolves when the state changes what may begin, or after so long. */
  function sleep(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        cancel?.();
        sleepers.delete(end);
        resolve();
      };
      const cancel = ms === undefined ? undefined : clock.after(ms, end);
      sleepers.add(end);
    });
  }

  function wake(): void {
    for (const end of [...sleepers]) end();
  }

  function mayBegin(): boolean {
    return state.state === 'running' || state.state === 'waiting';
  }

  function isToEnd(): boolean {
    return state.state === 'stopping' || state.state === 'ended';
  }

  function settlePause(): void {
    if (state.state === 'pausing' && pauseReason && underWay === 0)
      become({ state: 'paused', reason: pauseReason });
  }

  function endWith(mark: () => void): void {
    if (isToEnd()) return;
    mark();
    become({ state: 'stopping' });
    controller.abort();
    wake();
  }

  async function checkpoint(): Promise<void> {
    while (!mayBegin()) {
      if (isToEnd()) throw stopped();
      await sleep();
    }
  }

  async function begin<T>(work: () => Promise<T>): Promise<T> {
    underWay += 1;
    try {
      return await work();
    } finally {
      underWay -= 1;
      settlePause();
    }
  }

  return {
    signal: controller.signal,
    state: () => state,
    isInterrupted: () => interrupted,
    checkpoint,
    track: async (work) => {
      // It can be paused again between the end of the wait and here.
      while (!mayBegin()) await checkpoint();
      return begin(work);
    },
    tryTrack: (work) => (mayBegin() ? begin(work) : undefined),
    pause: (reason) => {
      if (!mayBegin()) return;
      pauseReason = reason;
      become({ state: 'pausing' });
      settlePause();
      wake();
    },
    resume: () => {
      if (state.state !== 'pausing' && state.state !== 'paused') return;
      become({ state: 'running' });
      wake();
    },
    stop: () => endWith(() => undefined),
    interrupt: () =>
      endWith(() => {
        interrupted = true;
      }),
    wait: async (error, ms) => {
      if (!mayBegin()) return;
      become({ state: 'waiting', error, retryAt: clock.now() + ms });
      await sleep(ms);
    },
    answered: () => {
      if (state.state === 'waiting') become({ state: 'running' });
    },
    end: () => {
      become({ state: 'ended' });
      wake();
    },
  };
}

function stopped() {
  return failure('aborted', { reason: 'work-stopped' });
}
