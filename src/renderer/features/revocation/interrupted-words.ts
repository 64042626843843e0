import type { TargetCounts } from '../../../contract/domain/revocation.ts';
import { formatCount } from '../../messages/format-count.ts';
import { summarise } from './count-summary.ts';

/** What of an interrupted revocation is open: "3,760 of 5,000 are not known to be ended." */
export function notKnownToBeEnded(counts: TargetCounts): string {
  const { total, ended } = summarise(counts);
  const open = total - ended;
  return `${formatCount(open)} of ${formatCount(total)} ${open === 1 ? 'is' : 'are'} not known to be ended.`;
}

export const resumingWords =
  'Resuming first reads again what was sent, then goes on. Not sending more reads it again too, and ends it there with a report.';

/** For the bar over every page: "A revocation of 5,000 sessions on acme-prod was interrupted: 1,240 are known to be ended." */
export function interruptedWords(counts: TargetCounts, connectionName: string): string {
  const { total, ended } = summarise(counts);
  const known = `${formatCount(ended)} ${ended === 1 ? 'is' : 'are'} known to be ended`;
  const sessions = `${formatCount(total)} ${total === 1 ? 'session' : 'sessions'}`;
  return `A revocation of ${sessions} on ${connectionName} was interrupted: ${known}.`;
}
