import type { Coverage } from '../../../contract/domain/coverage.ts';
import type { StoredCounts } from '../../store/interface.ts';
import type { Facts, SecondScan } from './documents.ts';
import { countVisited } from './numbers.ts';

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
