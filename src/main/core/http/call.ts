import { type Failure, failure } from '../../../contract/failure.ts';
import type { ForeignFields } from './parse-answer.ts';

/** Stops everything that runs for one call of main. Lighter than an AbortSignal with a listener for each request. */
export interface Stopper {
  readonly stopped: boolean;
  stop(): void;
  add(stopRequest: () => void): void;
  remove(stopRequest: () => void): void;
}

export function createStopper(): Stopper {
  const running = createSmallSet<() => void>();
  let stopped = false;
  return {
    get stopped() {
      return stopped;
    },
    stop() {
      stopped = true;
      // Each of them takes itself out.
      for (const stopRequest of running.items()) stopRequest();
    },
    add: running.add,
    remove: running.remove,
  };
}

/**
 * What is known of one call into the SDK beside its answer. It travels in the SDK's user context: the SDK turns what
 * went wrong into texts and unknown answers into `undefined`, and the call remembers the cause.
 */
export interface Call {
  readonly stopper: Stopper;
  /** What applications wrote in the answer, and how it is taken; null: nothing. */
  readonly foreign: ForeignFields | null;
  /** Why the last request of this call failed. */
  failure: Failure | undefined;
  /** The field `status` of the last answer: `OK`, `UNKNOWN_USER_ID_ERROR`, … */
  answered: string | undefined;
}

/** Under this name a call travels through the SDK's user context. */
export const callKey = 'curfewCall';

export function createCall(stopper: Stopper, foreign: ForeignFields | null = null): Call {
  return { stopper, foreign, failure: undefined, answered: undefined };
}

/** `sent` true unless it is known that nothing was. */
export function stoppedFailure(sent = true): Failure {
  return failure('aborted', { sent });
}

/** Few things at a time, of which thousands come and go in a second. In no order. */
interface SmallSet<T> {
  readonly add: (item: T) => void;
  /** What is not in it is ignored. */
  readonly remove: (item: T) => void;
  /** As they are now: changes of the set do not change it. */
  readonly items: () => readonly T[];
}

/**
 * An array, because V8's `Set` moves to a new table after every few items that come and go, and each old table refers to
 * the next one. Once one of them is in the old generation, all later ones and what was in them stay until the next full
 * collection. For sessions that are read, that was a third of all memory they took, and half of the time for collecting it.
 */
export function createSmallSet<T>(): SmallSet<T> {
  const items: T[] = [];
  return {
    add: (item) => void items.push(item),
    remove: (item) => {
      const at = items.indexOf(item);
      if (at === -1) return;
      const last = items.pop();
      if (last !== undefined && at < items.length) items[at] = last;
    },
    items: () => [...items],
  };
}
