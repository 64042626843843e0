import { isTransient } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import { Failure, failure, toAppError } from '../../../contract/failure.ts';

/** Asks a core for what can be asked twice. */
export interface CoreCaller<Core> {
  /**
   * Resolves with what the work answers. Rejects with a `Failure` that is about this very call, or with `aborted` when
   * the work as a whole, or `signal`, was stopped.
   */
  readonly call: <T>(
    work: (core: Core, signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ) => Promise<T>;
  /** Reads all ids. Rejects with `aborted`, or with what `onBatch` throws; never because of the core. */
  readonly readAll: <Read extends AnyRead>(reading: BulkReading<Core, Read>) => Promise<void>;
}

/** A burst of failures makes a bulk reading give up its rest: so often the rest is asked for while others are answered. */
const mostAttempts = 3;

/**
 * For an answer that a person waits for: nothing is waited for. Each call is made once, and a failure is reported at once; of
 * many ids, those that could not be read are asked again as long as others are answered. `core` throws a `Failure` when
 * there is none.
 */
export function createDirectCaller<Core>(core: () => Core, signal: AbortSignal): CoreCaller<Core> {
  return {
    call: (work, callSignal) => work(core(), eitherSignal(signal, callSignal)),
    readAll: async (reading) => {
      const either = eitherSignal(signal, reading.signal);
      let left = reading.ids;
      for (let attempt = 1; ; attempt++) {
        const { reported, unread } = await readOnce(reading, left, core(), either, isTransient);
        if (either.aborted) throw stopped();
        if (unread.size === 0) return;
        left = [...unread.keys()];
        if (reported > 0 && attempt < mostAttempts) continue;
        await reading.onBatch([...unread].map(([id, error]) => reading.toFailed(id, error)));
        return;
      }
    },
  };
}

/** What became of one id. `absent` is an answer of the core; `failed` says nothing about what was asked for. */
export type AnyRead =
  | { readonly type: 'found' | 'absent' }
  | { readonly type: 'failed'; readonly error: AppError };

/** Reading many sessions by their handles, or users by their ids, by calls that answer in batches. */
export interface BulkReading<Core, Read extends AnyRead> {
  readonly ids: readonly string[];
  readonly read: (
    core: Core,
    ids: readonly string[],
    onBatch: (batch: readonly Read[]) => void,
    signal: AbortSignal,
  ) => Promise<void>;
  readonly idOf: (read: Read) => string;
  readonly toFailed: (id: string, error: AppError) => Read;
  /** Gets each id once, and the next batch when it is done with the one before. Ids that could not be read come as `failed`. */
  readonly onBatch: (batch: readonly Read[]) => Promise<void> | void;
  /** In addition to the signal of the work. */
  readonly signal?: AbortSignal | undefined;
}

export interface ReadAttempt {
  /** How many were passed to `onBatch`. */
  readonly reported: number;
  /** Those that were not, with the reason. */
  readonly unread: ReadonlyMap<string, AppError>;
}

/**
 * Asks once for these ids, and tells what came of them, but for those whose error `isForNow`. Rejects with what
 * `onBatch` throws.
 */
export async function readOnce<Core, Read extends AnyRead>(
  { idOf, onBatch, read }: BulkReading<Core, Read>,
  ids: readonly string[],
  core: Core,
  signal: AbortSignal,
  isForNow: (error: AppError) => boolean,
): Promise<ReadAttempt> {
  const left = new Set(ids);
  const unread = new Map<string, AppError>();
  const refused = new AbortController();
  let reported = 0;
  let taken: Promise<void> = Promise.resolve();

  function take(batch: readonly Read[]): void {
    const toReport = batch.filter((one) => {
      const id = idOf(one);
      if (!left.delete(id)) return false;
      if (one.type !== 'failed' || !isForNow(one.error)) return true;
      unread.set(id, one.error);
      return false;
    });
    if (toReport.length === 0) return;
    reported += toReport.length;
    taken = taken.then(() => onBatch(toReport));
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
  // Nothing is reported any more when this has ended.
  await taken;
  for (const id of left) unread.set(id, error);
  return { reported, unread };
}

function leftOut(): AppError {
  return failure('core-error', { reason: 'session-not-answered' }).error;
}

export function stopped(): Failure {
  return failure('aborted', { reason: 'work-stopped' });
}

export function eitherSignal(signal: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  return other ? AbortSignal.any([signal, other]) : signal;
}

/** Settles as the work does, or rejects with `aborted` as soon as the signal is: then nobody waits for the work. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(stopped());
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
