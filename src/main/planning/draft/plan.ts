import type { Draft } from '../../../contract/domain/planning.ts';
import type { PlanSource, RevocationPlan } from '../../../contract/domain/revocation.ts';
import { usersOnPage } from '../../scan/read-users.ts';
import type { RevocationSummary } from '../../store/records.ts';

/** Tenants that a plan names; it has the number of all of them. */
export const mostTenants = 50;

/** Milliseconds, measured on a core with a database: ending a handle in a batch of 250, reading one, listing one user. */
const perHandle = 0.1;
const perReading = 0.4;
const perUser = 4;

/** Two calls of each user at least: for the other id of the user, and for the sessions. */
const callsPerUser = 2;

/** The cost of visiting all users, with `listsPerUser` lists of sessions for each. */
export function estimateScan(users: number, listsPerUser: number): NonNullable<RevocationPlan['secondScan']> {
  const pages = Math.ceil(users / usersOnPage);
  const more = listsPerUser - 1;
  return {
    users,
    calls: pages + users * (callsPerUser + more),
    ms: Math.round(users * perUser * (1 + more / callsPerUser)),
  };
}

/**
 * How long ending and verifying is expected to take, in milliseconds. `byUser`: users that are verified by a list of all
 * their sessions.
 */
export function estimateMs(targets: number, readOneByOne: number, byUser: number): number {
  return Math.round(targets * perHandle + readOneByOne * perReading + byUser * perUser);
}

export function planSourceOf(source: Draft['source']): PlanSource {
  const { retryOf } = source;
  const more = retryOf === undefined ? {} : { retryOf };
  if (source.type === 'list') return { type: 'list', name: source.name, ...more };
  return { type: 'rule', rule: source.rule, tenants: source.tenants, ...more };
}

/** The entry of the catalogue for a plan that was not started. */
export function summaryOf(
  { connectionId, createdAt, source }: { connectionId: string; createdAt: number; source: PlanSource },
  more: Partial<Pick<RevocationSummary, 'coverage' | 'targets' | 'users'>> = {},
): RevocationSummary {
  return {
    connectionId,
    source,
    createdAt,
    startedAt: null,
    endedAt: null,
    users: [],
    reason: '',
    ticket: null,
    operator: '',
    targets: 0,
    ended: 0,
    newSessions: 0,
    outcome: null,
    ...more,
  };
}
