import type { LateSessions, TargetCounts } from '../../../contract/domain/revocation.ts';
import { targetStates } from '../../../contract/domain/target-states.ts';
import type { StoredCounts } from '../../store/interface.ts';
import { isGone } from '../../store/target-state.ts';
import type { SecondScan } from './documents.ts';

/** Of these: those that are known to be gone, whoever ended them. */
export function countGone(counts: TargetCounts): number {
  return targetStates.reduce((sum, state) => sum + (isGone(state) ? counts[state] : 0), 0);
}

export function countAll(counts: TargetCounts): number {
  return targetStates.reduce((sum, state) => sum + counts[state], 0);
}

/** Targets of the plan that are not known to be gone. */
export function countLeft({ counts }: { readonly counts: StoredCounts }): number {
  return countAll(counts.targets) - countGone(counts.targets);
}

/** In the plan, among new sessions and among those of linked accounts. */
export function countState(
  { linkedSessions, newSessions, targets }: StoredCounts,
  state: keyof TargetCounts,
): number {
  return targets[state] + newSessions[state] + linkedSessions[state];
}

/** Users whom a second scan has visited. */
export function countVisited({ onPage, users }: Pick<SecondScan, 'onPage' | 'users'>): number {
  return users + onPage;
}

/** Sessions that are not of the plan, by how they ended. */
export function lateNumbers(
  { linkedSessions, newSessions }: StoredCounts,
  which: LateSessions,
): { readonly ended: number; readonly left: number } {
  const counts = which === 'new' ? newSessions : linkedSessions;
  const ended = countGone(counts);
  return { ended, left: countAll(counts) - ended };
}
