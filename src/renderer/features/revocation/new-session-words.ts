import type { RevocationReport } from '../../../contract/domain/revocation.ts';
import { formatCount, plural } from '../../messages/format-count.ts';

/** That there are none, as far as they were looked for; null when they were not: a note of the report says that. */
export function noNewSessionWords(lookedForIn: number): string | null {
  return lookedForIn === 0 ? null : 'No new session began while this ran.';
}

/**
 * Sessions that began while a revocation ran; null when none did. `scanned`: of those that a second scan found, nobody
 * knows when they began.
 */
export function newSessionWords(
  { ended, left }: RevocationReport['newSessions'],
  scanned = false,
): string | null {
  const began = ended + left;
  if (began === 0) return null;
  const came = scanned ? `${began === 1 ? 'was' : 'were'} found` : 'began';
  const start = `${plural(began, 'new session')} ${came} while this ran`;
  if (left === 0) return `${start} and ${began === 1 ? 'was' : 'were'} ended too.`;
  if (ended === 0) return `${start} and ${began === 1 ? 'is' : 'are'} still there.`;
  return `${start}: ${formatCount(ended)} ended too, ${formatCount(left)} still there.`;
}
