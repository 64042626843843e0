import { failure } from '../../../contract/failure.ts';

/**
 * Settles as the work does, or rejects with `aborted` at once when the signal says so: a statement of SQLite cannot be
 * stopped, so the work may go on for a while behind it.
 */
export function untilAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    function stop(): void {
      reject(failure('aborted', 'The call was stopped.', { sent: true }));
    }
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
