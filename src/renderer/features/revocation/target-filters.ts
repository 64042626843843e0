import type { ShownTargets, TargetCounts } from '../../../contract/domain/revocation.ts';
import { formatCount } from '../../messages/format-count.ts';
import { resultNumbers, stateWords } from './result-words.ts';

/** The numbers of a revocation, of its report or on the way. */
export interface Told {
  readonly counts: TargetCounts;
  readonly newSessions: { readonly ended: number; readonly left: number };
  readonly linkedSessions: { readonly ended: number; readonly left: number };
}

/**
 * What the list of targets can be narrowed to, with the numbers: states there are any of, and the one that is shown,
 * which stays there when its last one goes.
 */
export function targetFilters(
  { counts, linkedSessions, newSessions }: Told,
  shown: ShownTargets,
): { value: ShownTargets; label: string }[] {
  const began = newSessions.ended + newSessions.left;
  const linked = linkedSessions.ended + linkedSessions.left;
  const states = resultNumbers(counts).filter(({ state, count }) => count > 0 || state === shown);
  const isMissing =
    shown !== 'all' &&
    shown !== 'new-sessions' &&
    shown !== 'linked-sessions' &&
    !states.some(({ state }) => state === shown);
  return [
    { value: 'all', label: 'All' },
    ...states.map(({ state, count, words }) => ({ value: state, label: `${formatCount(count)} ${words}` })),
    ...(isMissing ? [{ value: shown, label: `0 ${stateWords(shown, 0)}` }] : []),
    ...(began > 0 || shown === 'new-sessions'
      ? [{ value: 'new-sessions' as const, label: `${formatCount(began)} new` }]
      : []),
    ...(linked > 0 || shown === 'linked-sessions'
      ? [{ value: 'linked-sessions' as const, label: `${formatCount(linked)} of linked accounts` }]
      : []),
  ];
}
