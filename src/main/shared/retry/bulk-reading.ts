import type { AppError } from '../../../contract/errors.ts';
import { Failure, failure, toAppError } from '../../../contract/failure.ts';

/** What became of one handle. `absent` is an answer of the core; `failed` says nothing about the session. */
export type ReadOutcome<Found> =
  | Found
  | { readonly outcome: 'absent'; readonly handle: string }
  | { readonly outcome: 'failed'; readonly handle: string; readonly error: AppError };

export interface AnyFound {
  readonly outcome: 'found';
}

/** Reading many handles by calls that answer in batches. */
export interface BulkReading<Core, Found extends AnyFound> {
  readonly handles: readonly string[];
  readonly read: (
    core: Core,
    handles: readonly string[],
    onBatch: (batch: readonly ReadOutcome<Found>[]) => void,
    signal: AbortSignal,
  ) => Promise<void>;
  readonly handleOf: (found: Found) => string;
  /**
   * Gets each handle once, and the next batch when it is done with the one before. Handles that could not be read come
   * as `failed`.
   */
  readonly onBatch: (batch: readonly ReadOutcome<Found>[]) => Promise<void> | void;
  /** In addition to the signal of the work. */
  readonly signal?: AbortSignal | undefined;
}

export interface ReadRound {
  /** How many were told to `onBatch`. */
  readonly told: number;
  /** Those that were not, with the reason. */
  readonly unread: ReadonlyMap<string, AppError>;
}

/**
 * Asks once for these handles, and tells what came of them, but for those whose error `isForNow`. Rejects with what
 * `onBatch` throws.
 */
export async function readOnce<Core, Found extends AnyFound>(
  { handleOf, onBatch, read }: BulkReading<Core, Found>,
  handles: readonly string[],
  core: Core,
  signal: AbortSignal,
  isForNow: (error: AppError) => boolean,
): Promise<ReadRound> {
  const left = new Set(handles);
  const unread = new Map<string, AppError>();
  const refused = new AbortController();
  let told = 0;
  let taken: Promise<void> = Promise.resolve();

  function take(batch: readonly ReadOutcome<Found>[]): void {
    const toTell = batch.filter((one) => {
      const handle = one.outcome === 'found' ? handleOf(one) : one.handle;
      if (!left.delete(handle)) return false;
      if (one.outcome !== 'failed' || !isForNow(one.error)) return true;
      unread.set(handle, one.error);
      return false;
    });
    if (toTell.length === 0) return;
    told += toTell.length;
    taken = taken.then(() => onBatch(toTell));
    // Whoever awaits `taken` gets the rejection. Until then no more need be read.
    taken.catch(() => refused.abort());
  }

  let error = leftOut();
  try {
    await read(core, [...left], take, AbortSignal.any([signal, refused.signal]));
  } catch (thrown) {
    // Of the two reasons to stop reading, `taken` rejects with the one.
    if (!signal.aborted && !refused.signal.aborted && !(thrown instanceof Failure)) throw thrown;
    error = toAppError(thrown);
  }
  // Nothing is told any more when this has ended.
  await taken;
  for (const handle of left) unread.set(handle, error);
  return { told, unread };
}

function leftOut(): AppError {
  return failure('core-error', 'The core did not answer for this session.').error;
}
