import type { UnplannedSessions } from '../../../../contract/domain/revocation.ts';
import { formatCount, plural } from '../../../messages/format-count.ts';

/** The button that asks. */
export function endLateWords(which: UnplannedSessions, left: number): string {
  return `End ${theseWords(which, left)}`;
}

/** The question. */
export function endLateQuestion(which: UnplannedSessions, left: number): string {
  return `${endLateWords(which, left)}?`;
}

function theseWords(which: UnplannedSessions, left: number): string {
  if (which === 'new') return left === 1 ? 'the new session' : `the ${formatCount(left)} new sessions`;
  return left === 1
    ? 'the session of a linked account'
    : `the ${formatCount(left)} sessions of linked accounts`;
}

/** Sessions of accounts that were linked during the run; null when there are none. */
export function linkedWords({
  ended,
  left,
}: {
  readonly ended: number;
  readonly left: number;
}): string | null {
  if (ended + left === 0) return null;
  const start = `${plural(ended + left, 'session')} of accounts that were linked during the run`;
  if (left === 0) return `${start} ${ended === 1 ? 'was' : 'were'} ended afterwards.`;
  const all = ended === 0 ? start : `${start}: ${formatCount(ended)} ended afterwards, ${formatCount(left)}`;
  return `${all} ${left === 1 ? 'is' : 'are'} still active. This order did not include ${left === 1 ? 'it' : 'them'}.`;
}
