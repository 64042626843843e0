import type { Coverage } from '../../../contract/domain/coverage.ts';
import type { TargetCounts, UnplannedSessions } from '../../../contract/domain/revocation.ts';
import { targetStates } from '../../../contract/domain/stored-names.ts';
import type { StoredCounts } from '../../store/interface.ts';
import { isGone } from '../../store/target-state.ts';
import type { Facts, SecondScan } from './documents.ts';

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
export function countUnplanned(
  { linkedSessions, newSessions }: StoredCounts,
  which: UnplannedSessions,
): { readonly ended: number; readonly left: number } {
  const counts = which === 'new' ? newSessions : linkedSessions;
  const ended = countGone(counts);
  return { ended, left: countAll(counts) - ended };
}

/**
 * What plan and second scan do not cover. A second scan reads also users who could not be read for the plan; who is unread
 * by now is counted in the store.
 */
export function coverageOf(
  ofPlan: Coverage,
  { secondScan }: Pick<Facts, 'secondScan'>,
  { unreadSessions, unreadUsers }: Pick<StoredCounts, 'unreadSessions' | 'unreadUsers'>,
): Coverage {
  if (secondScan === null) return { ...ofPlan, 'users-not-scanned-again': 0 };
  return {
    ...ofPlan,
    'unread-users': unreadUsers,
    'unread-sessions': unreadSessions,
    'users-not-scanned-again': secondScan.endedAt === null || secondScan.isComplete ? 0 : leftOf(secondScan),
  };
}

/** Null: nobody knows how many. */
function leftOf(scan: SecondScan): number | null {
  const left = scan.usersInAll - countVisited(scan);
  return left > 0 ? left : null;
}
