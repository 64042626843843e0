import type { AppError } from '../../../contract/errors.ts';
import { failure, toAppError } from '../../../contract/failure.ts';
import { createLimit } from '../../shared/concurrency/limit.ts';

/** More than about 16 calls at once gain nothing at the core, and the sessions on screen want some of them. */
const concurrency = 8;

/** Lookups of a higher rank start first: exact ones before wide ones before guesses. */
export const rank = { exact: 3, wide: 2, guess: 1 } as const;

export interface Lookups {
  /** Starts a lookup when its turn comes. `name` says to people what was looked for, and where. */
  readonly add: (name: string, priority: number, lookUp: () => Promise<void>) => void;
  /** Resolves when all are done, those too that were added by others. Rejects when the search was stopped. */
  readonly done: () => Promise<void>;
  readonly counts: () => { readonly lookups: number; readonly failedLookups: number };
}

/** Runs the lookups of one search, a few at a time. One that fails is told, and leaves the others alone. */
export function createLookups(
  signal: AbortSignal,
  onFailed: (lookup: string, error: AppError) => Promise<void>,
): Lookups {
  const limit = createLimit(concurrency);
  let lookups = 0;
  let failedLookups = 0;

  async function run(name: string, lookUp: () => Promise<void>): Promise<void> {
    if (signal.aborted) return;
    try {
      await lookUp();
    } catch (thrown) {
      if (signal.aborted) return;
      failedLookups += 1;
      // Not taken any more means stopped: `done` says so.
      await onFailed(name, toAppError(thrown)).catch(() => undefined);
    }
  }

  return {
    add: (name, priority, lookUp) => {
      lookups += 1;
      void limit.run(() => run(name, lookUp), priority);
    },
    done: async () => {
      await limit.idle();
      if (signal.aborted) throw failure('aborted', 'The search was stopped.');
    },
    counts: () => ({ lookups, failedLookups }),
  };
}
