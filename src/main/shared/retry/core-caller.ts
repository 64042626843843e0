import { type AnyFound, type BulkReading, readOnce } from './bulk-reading.ts';
import { eitherSignal, stopped } from './stopping.ts';

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
  /** Reads all handles. Rejects with `aborted`, or with what `onBatch` throws; never because of the core. */
  readonly readAll: <Found extends AnyFound>(reading: BulkReading<Core, Found>) => Promise<void>;
}

/**
 * For an answer that a person waits for: each call is made once, and a failure is told at once. `core` throws a `Failure`
 * when there is none.
 */
export function createDirectCaller<Core>(core: () => Core, signal: AbortSignal): CoreCaller<Core> {
  return {
    call: (work, callSignal) => work(core(), eitherSignal(signal, callSignal)),
    readAll: async (reading) => {
      const either = eitherSignal(signal, reading.signal);
      const { unread } = await readOnce(reading, reading.handles, core(), either, () => false);
      if (either.aborted) throw stopped();
      const failed = [...unread].map(([handle, error]) => ({ outcome: 'failed', handle, error }) as const);
      if (failed.length > 0) await reading.onBatch(failed);
    },
  };
}
