import type { RevocationReport } from '../../../contract/domain/revocation.ts';

/** How a revocation ended, in a word or two. */
export function outcomeWords(outcome: RevocationReport['outcome']): string {
  switch (outcome) {
    case 'complete':
      return 'complete';
    case 'complete-with-gaps':
      return 'complete with gaps';
    case 'incomplete':
      return 'not complete';
    case 'stopped':
      return 'stopped';
  }
}
