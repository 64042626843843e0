import type { RunItem, TargetCounts } from '../../../contract/domain/revocation.ts';
import { formatNumber } from '../../ui/count-words.ts';
import { summarise } from './count-summary.ts';

export type RunPhase = Extract<RunItem, { type: 'progress' }>['phase'];

/** What is being done right now. */
export function phaseWords(phase: RunPhase): string {
  switch (phase) {
    case 'ending':
      return 'Ending sessions';
    case 'reading-again':
      return 'Reading each session again';
    case 'listing-again':
      return 'Listing the sessions again';
    case 'closing':
      return 'Sessions keep appearing: ending all of the user by id';
  }
}

/** "1,240 of 10,005 are ended so far". */
export function progressWords(counts: TargetCounts): string {
  const { ended, total } = summarise(counts);
  return `${formatNumber(ended)} of ${formatNumber(total)} ended so far`;
}
