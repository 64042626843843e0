import type { RevocationReport } from '../../../contract/domain/revocation/report.ts';
import type { RunProgress } from '../../../contract/domain/revocation/run.ts';
import { text } from '../../messages/text.ts';

interface NewSessionCounts {
  readonly ended: number;
  readonly left: number;
}

/** Sessions that began while a revocation ran; null: none. `isScanned`: of sessions that a second scan found, nobody knows when they began. */
export function formatNewSessions({ ended, left }: NewSessionCounts, isScanned = false): string | null {
  const values = { count: ended + left, how: isScanned ? 'found' : 'began' };
  if (values.count === 0) return null;
  if (left === 0) return text('watch.new-ended', values);
  if (ended === 0) return text('watch.new-left', values);
  return text('watch.new-both', { count: ended + left, how: values.how, ended, left });
}

/** The same of a run that is not over: one that visits all users once more does not say which of them it found by that. */
export function formatNewInRun({
  hasSecondScan,
  newSessions,
}: Pick<RunProgress, 'hasSecondScan' | 'newSessions'>): string | null {
  return formatNewSessions(newSessions, hasSecondScan);
}

/** Whether there can be new sessions that a scan of all users found: nobody knows when these began. */
export function hasScanned({ secondScan, watch }: Pick<RevocationReport, 'secondScan' | 'watch'>): boolean {
  return (secondScan !== null && secondScan.found > 0) || (watch !== null && watch.everyone !== null);
}

/** That there is no new session, as far as that was looked for; null: nobody looked, which a note of the report says. */
export function formatNoNewSession({
  newSessionsLookedForIn: lookedForIn,
  plan,
  secondScan,
}: Pick<RevocationReport, 'newSessionsLookedForIn' | 'plan' | 'secondScan'>): string | null {
  if (lookedForIn === 0) return null;
  // Whom a second scan that was stopped did not visit can have new sessions.
  const isWhole = secondScan === null || secondScan.complete;
  return isWhole && plan.users !== null && lookedForIn >= plan.users
    ? text('watch.none')
    : text('watch.none-of-users', { count: lookedForIn });
}

/** Sessions of accounts that were linked during the run; null: none. */
export function formatLinkedSessions({ ended, left }: NewSessionCounts): string | null {
  const count = ended + left;
  if (count === 0) return null;
  if (left === 0) return text('watch.linked-ended', { count });
  if (ended === 0) return text('watch.linked-left', { count });
  return text('watch.linked-both', { count, ended, left });
}
