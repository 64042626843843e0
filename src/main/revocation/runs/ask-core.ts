import { failure, toAppError } from '../../../contract/failure.ts';
import { isAnswerOfCore, troubleOf } from '../ending/core-health.ts';
import type { Run } from './run.ts';

/** How often the same reading is asked of a core that works otherwise. */
const attempts = 4;

/**
 * Asks the core for something that can be asked twice. Waits while it is away; an answer that says no, or one that does
 * not come although the core works otherwise, rejects. Rejects with `aborted` when the run is to end.
 */
export async function askCore<T>(run: Run, ask: () => Promise<T>): Promise<T> {
  const { control } = run;
  for (let attempt = 1; ; attempt++) {
    await control.point();
    if (control.signal.aborted) throw failure('aborted', 'The revocation was stopped.');
    try {
      return await control.during(ask);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (attempt >= attempts || control.signal.aborted) throw thrown;
      const trouble = isAnswerOfCore(error) ? await troubleOf(run.core, error) : error;
      if (!trouble) throw thrown;
      await run.outage.wait(trouble);
    }
  }
}
