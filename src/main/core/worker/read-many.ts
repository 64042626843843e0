import { traitsOf } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import { forEachConcurrent, type Limit } from '../../shared/concurrency/limit.ts';
import { type Stopper, stoppedFailure } from '../http/call.ts';
import { createBatches } from './batches.ts';

/** For all bulk reads of a connection together. The core's default pool has 10 workers: more gain nothing. */
export const readsAtOnce = 16;

/** After so many failures in a row without any answer the rest is not asked any more: each could take a time-out. */
const giveUpAfter = readsAtOnce;

interface BulkRead<Read> {
  /** Handles of sessions, or ids of users. */
  readonly ids: readonly string[];
  readonly read: (id: string) => Promise<Read>;
  /** What is given for an id whose reading rejected. */
  readonly toFailed: (id: string, error: AppError) => Read;
  readonly onBatch: (batch: Read[]) => void;
  /** Characters of what was read, where they can be many. */
  readonly lengthOf?: (read: Read) => number;
  readonly stopper: Stopper;
  /** Shared by all bulk reads. */
  readonly limit: Limit;
}

/** Reads many, one call each, and gives what came of them in batches as they come. Rejects only when it was stopped. */
export async function readMany<Read>(bulkRead: BulkRead<Read>): Promise<void> {
  const { ids, lengthOf, limit, onBatch, read, stopper, toFailed } = bulkRead;
  const batches = createBatches(onBatch, lengthOf);
  let failuresInARow = 0;
  let gaveUp: AppError | undefined;

  async function tryOne(id: string): Promise<Read | undefined> {
    if (stopper.stopped) return undefined;
    if (gaveUp) return toFailed(id, gaveUp);
    try {
      const answer = await read(id);
      failuresInARow = 0;
      return answer;
    } catch (thrown) {
      const error = toAppError(thrown);
      failuresInARow = traitsOf(error).coreAway ? failuresInARow + 1 : 0;
      if (failuresInARow >= giveUpAfter) gaveUp = error;
      return toFailed(id, error);
    }
  }

  await forEachConcurrent(ids, limit.concurrency, async (id) => {
    const answer = await limit.run(() => tryOne(id));
    if (answer !== undefined) batches.add(answer);
  });
  batches.flush();
  if (stopper.stopped) throw stoppedFailure();
}
