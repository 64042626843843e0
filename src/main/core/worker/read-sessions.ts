import type { SessionRow } from '../../../contract/domain/session.ts';
import { traitsOf } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { Limit } from '../../shared/concurrency/limit.ts';
import { forEachConcurrent } from '../../shared/concurrency/map-concurrent.ts';
import { type Stopper, stoppedFailure } from '../http/call.ts';
import type { SessionRead, SessionReadInFull } from '../protocol.ts';
import type { SessionsInput } from '../rpc-messages.ts';
import { createPicker, type Information, readSession, toDetails, toRow } from './session-rows.ts';

/** For all bulk reads of a connection together. The core's default pool has 10 workers: more gain nothing. */
export const READS_AT_ONCE = 16;
const BATCH_ROWS = 200;
/** How long the first rows of a bulk read wait for company, and how long later ones do. */
const FIRST_BATCH_MS = 6;
const BATCH_MS = 25;

/** After so many failures in a row without any answer the rest is not asked any more: each could take a time-out. */
const GIVE_UP_AFTER = READS_AT_ONCE;

type ResultOf<Read> = Extract<Read, { readonly type: 'found' }>;

/** Reads many sessions as rows of a table, gives them in batches as they come. Rejects only when it was stopped. */
export async function readSessions(
  { handles, keys }: SessionsInput,
  onBatch: (batch: SessionRead[]) => void,
  stopper: Stopper,
  limit: Limit,
): Promise<void> {
  const pick = createPicker(keys);
  let before: SessionRow | undefined;
  await readMany<ResultOf<SessionRead>>({
    handles,
    toResult: (information) => {
      const row = toRow(information, pick, before);
      before = row;
      return { type: 'found', row };
    },
    onBatch,
    stopper,
    limit,
  });
}

/** The same with payloads. */
export async function readSessionsInFull(
  { handles, keys }: SessionsInput,
  onBatch: (batch: SessionReadInFull[]) => void,
  stopper: Stopper,
  limit: Limit,
): Promise<void> {
  const pick = createPicker(keys);
  await readMany<ResultOf<SessionReadInFull>>({
    handles,
    toResult: (information) => ({ type: 'found', session: toDetails(information, pick) }),
    onBatch,
    stopper,
    limit,
  });
}

/** What became of one handle that something was read of. */
type ReadOf<Result> =
  | Result
  | { readonly type: 'absent'; readonly handle: string }
  | { readonly type: 'failed'; readonly handle: string; readonly error: AppError };

interface BulkRead<Result> {
  readonly handles: readonly string[];
  readonly toResult: (information: Information) => Result;
  readonly onBatch: (batch: ReadOf<Result>[]) => void;
  readonly stopper: Stopper;
  /** Shared by all bulk reads. */
  readonly limit: Limit;
}

/** Reads many sessions and gives what came of them in batches as they come. Rejects only when it was stopped. */
async function readMany<Result>(bulkRead: BulkRead<Result>): Promise<void> {
  const { handles, toResult, onBatch, stopper, limit } = bulkRead;
  const batches = createBatches(onBatch);
  let failuresInARow = 0;
  let gaveUp: AppError | undefined;

  async function tryOne(handle: string): Promise<ReadOf<Result> | undefined> {
    if (stopper.stopped) return undefined;
    if (gaveUp) return { type: 'failed', handle, error: gaveUp };
    try {
      const information = await readSession(handle, stopper);
      failuresInARow = 0;
      return information ? toResult(information) : { type: 'absent', handle };
    } catch (thrown) {
      const error = toAppError(thrown);
      failuresInARow = traitsOf(error).coreAway ? failuresInARow + 1 : 0;
      if (failuresInARow >= GIVE_UP_AFTER) gaveUp = error;
      return { type: 'failed', handle, error };
    }
  }

  await forEachConcurrent(handles, limit.concurrency, async (handle) => {
    const read = await limit.run(() => tryOne(handle));
    if (read) batches.add(read);
  });
  batches.flush();
  if (stopper.stopped) throw stoppedFailure();
}

function createBatches<Item>(onBatch: (batch: Item[]) => void) {
  let batch: Item[] = [];
  let timer: NodeJS.Timeout | undefined;
  let wait = FIRST_BATCH_MS;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    wait = BATCH_MS;
    if (batch.length === 0) return;
    const full = batch;
    batch = [];
    onBatch(full);
  }

  return {
    flush,
    add(read: Item): void {
      batch.push(read);
      if (batch.length >= BATCH_ROWS) flush();
      else timer ??= setTimeout(flush, wait);
    },
  };
}
