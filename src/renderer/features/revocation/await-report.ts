import type { RevocationReport } from '../../../contract/domain/revocation.ts';
import { toAppError } from '../../../contract/failure.ts';
import { call } from '../../app/curfew.ts';

const betweenMs = 400;
/** A call under way takes at most its request time-out, 10 minutes at the longest. */
const longestWaitMs = 11 * 60_000;

/** The report of a revocation that is about to end: it is there once the calls under way were answered. */
export async function awaitReport(id: string): Promise<RevocationReport> {
  const until = Date.now() + longestWaitMs;
  for (;;) {
    try {
      return await call('revocation.report', { id });
    } catch (thrown) {
      const { code, retryable } = toAppError(thrown);
      if (code !== 'not-found' || !retryable || Date.now() > until) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, betweenMs));
    }
  }
}
