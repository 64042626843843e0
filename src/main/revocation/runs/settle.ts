import { toAppError } from '../../../contract/failure.ts';
import type { Run } from './run.ts';

/**
 * Waits until the journal is on disk. When it cannot be written the run pauses and says so; resumed, it is tried
 * again. Resolves with whether it is on disk: false only when the run is to end.
 */
export async function settleJournal({ log, control }: Pick<Run, 'log' | 'control'>): Promise<boolean> {
  for (;;) {
    try {
      await log.settle();
      return true;
    } catch (thrown) {
      if (control.signal.aborted) return false;
      control.pause({ by: 'store', error: toAppError(thrown) });
      await control.point();
    }
  }
}
