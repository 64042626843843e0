import { type Failure, failure } from '../../contract/failure.ts';
import { createSmallSet } from './small-set.ts';

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
 * went wrong into texts and unknown answers into `undefined`, and this keeps the cause.
 */
export interface Call {
  readonly stopper: Stopper;
  /** Why the last request of this call failed. */
  failure: Failure | undefined;
  /** The field `status` of the last answer: `OK`, `UNKNOWN_USER_ID_ERROR`, … */
  answered: string | undefined;
}

/** Under this name a call travels through the SDK's user context. */
export const callKey = 'curfewCall';

export function createCall(stopper: Stopper): Call {
  return { stopper, failure: undefined, answered: undefined };
}

/** `sent` true unless it is known that nothing was. */
export function stoppedFailure(sent = true): Failure {
  return failure('aborted', 'The call was stopped.', { sent });
}
