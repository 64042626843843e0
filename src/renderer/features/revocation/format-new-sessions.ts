import type { RevocationReport } from '../../../contract/domain/revocation/report.ts';
import type { NewSessionCounts, RunProgress } from '../../../contract/domain/revocation/run.ts';
import type { MessageKey } from '../../messages/catalogue.ts';
import { text } from '../../messages/text.ts';

/** Sessions that began while a revocation ran; null: none. `isScanned`: of sessions that a second scan found, nobody knows when they began. */
export function formatNewSessions(counts: NewSessionCounts, isScanned = false): string | null {
  const { ended, left, unknown } = counts;
  const values = { count: ended + left, how: isScanned ? 'found' : 'began' };
  if (values.count === 0) return null;
  if (left === 0) return text('watch.new-ended', values);
  if (unknown === values.count) return text('watch.new-unknown', values);
  if (unknown + ended === 0) return text('watch.new-left', values);
  return text('watch.new-mixed', { ...values, parts: formatParts(counts, 'watch.part-ended-too') });
}

/** How many ended, are still active, and are unknown: without those that are 0. */
function formatParts({ ended, left, unknown }: NewSessionCounts, endedKey: MessageKey): string {
  const parts: readonly (readonly [MessageKey, number])[] = [
    [endedKey, ended],
    ['watch.part-active', left - unknown],
    ['watch.part-unknown', unknown],
  ];
  return parts.flatMap(([key, count]) => (count === 0 ? [] : [text(key, { count })])).join(', ');
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
export function formatLinkedSessions(counts: NewSessionCounts): string | null {
  const { ended, left, unknown } = counts;
  const count = ended + left;
  if (count === 0) return null;
  if (left === 0) return text('watch.linked-ended', { count });
  if (unknown === count) return text('watch.linked-unknown', { count });
  if (unknown + ended === 0) return text('watch.linked-left', { count });
  return text('watch.linked-mixed', {
    ...{ count, left },
    parts: formatParts(counts, 'watch.part-ended-afterwards'),
  });
}
