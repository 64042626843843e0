import type { ShownTargets, TargetCounts } from '../../../../contract/domain/revocation.ts';
import { text } from '../../../messages/text.ts';
import { formatStateCount, stateCounts } from '../result-counts.ts';

/** The numbers of a revocation, of its report or of its run. */
export interface TargetNumbers {
  readonly counts: TargetCounts;
  readonly newSessions: { readonly ended: number; readonly left: number };
  readonly linkedSessions: { readonly ended: number; readonly left: number };
}

/**
 * The filters of the list of targets, with their numbers: states that any target has, and the one that is shown, which
 * stays when its last target changes its state.
 */
export function targetFilters(
  { counts, linkedSessions, newSessions }: TargetNumbers,
  shown: ShownTargets,
): { value: ShownTargets; label: string }[] {
  const newCount = newSessions.ended + newSessions.left;
  const linked = linkedSessions.ended + linkedSessions.left;
  const states = stateCounts(counts).filter(({ state, count }) => count > 0 || state === shown);
  const isMissing =
    shown !== 'all' &&
    shown !== 'new-sessions' &&
    shown !== 'linked-sessions' &&
    !states.some(({ state }) => state === shown);
  return [
    { value: 'all', label: text('report.filter.all') },
    ...states.map((one) => ({ value: one.state, label: formatStateCount(one) })),
    ...(isMissing ? [{ value: shown, label: formatStateCount({ state: shown, count: 0 }) }] : []),
    ...(newCount > 0 || shown === 'new-sessions'
      ? [{ value: 'new-sessions' as const, label: text('report.filter.new', { count: newCount }) }]
      : []),
    ...(linked > 0 || shown === 'linked-sessions'
      ? [{ value: 'linked-sessions' as const, label: text('report.filter.linked', { count: linked }) }]
      : []),
  ];
}
