import { isTransient } from '../../../contract/error-traits.ts';
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

/** A burst of failures makes a bulk reading give up its rest: so often the rest is asked for while others are answered. */
const mostRounds = 3;

/**
 * For an answer that a person waits for: nothing is waited for. Each call is made once, and a failure is told at once; of
 * many handles, those that could not be read are asked again as long as others are answered. `core` throws a `Failure` when
 * there is none.
 */
export function createDirectCaller<Core>(core: () => Core, signal: AbortSignal): CoreCaller<Core> {
  return {
    call: (work, callSignal) => work(core(), eitherSignal(signal, callSignal)),
    readAll: async (reading) => {
      const either = eitherSignal(signal, reading.signal);
      let left = reading.handles;
      for (let round = 1; ; round++) {
        const { told, unread } = await readOnce(reading, left, core(), either, isTransient);
        if (either.aborted) throw stopped();
        if (unread.size === 0) return;
        left = [...unread.keys()];
        if (told > 0 && round < mostRounds) continue;
        await reading.onBatch([...unread].map(([handle, error]) => ({ outcome: 'failed', handle, error })));
        return;
      }
    },
  };
}
