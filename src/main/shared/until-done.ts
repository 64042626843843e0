import type { PauseReason } from '../../contract/domain/revocation/run.ts';
import type { AppError } from '../../contract/errors.ts';
import { Failure } from '../../contract/failure.ts';
import type { WorkControl } from './work-control.ts';

/** Does the work again until it is done. Rejects when waiting would not help, or the run is to end. Not for tracked work. */
export type UntilDone = <T>(work: () => Promise<T>) => Promise<T>;

/** When the work fails, the run pauses for this reason; resumed, the same is tried again. */
export function createUntilDone(
  control: Pick<WorkControl, 'checkpoint' | 'pause' | 'signal'>,
  reasonOf: (error: AppError) => PauseReason,
): UntilDone {
  /** Resolves when it may be tried again. */
  async function waitFor(thrown: unknown): Promise<void> {
    if (!(thrown instanceof Failure) || isMistake(thrown) || control.signal.aborted) throw thrown;
    control.pause(reasonOf(thrown.error));
    try {
      await control.checkpoint();
    } catch {
      throw thrown;
    }
  }

  return async (work) => {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (thrown) {
        // Nobody resumes a run that is to end: a thread of the store that died is there again for the second try.
        if (!control.signal.aborted || tries > 1) await waitFor(thrown);
      }
    }
  };
}

/** Waiting does not help: this program asked for what cannot be, or the store was closed. */
function isMistake({ error: { code } }: Failure): boolean {
  return code === 'bad-input' || code === 'aborted';
}
