import type { Draft, DraftState } from '../../../../contract/domain/planning.ts';
import type { Scan } from './scan.ts';

/** A scan as screens see it. `rate`: users per second, if any were walked lately. */
export function toDraft(scan: Scan, state: DraftState, rate: number | null): Draft {
  const { id, connectionId, createdAt, rule, tenants } = scan.header;
  const { users, usersInAll, sessions, undecided } = scan.place();
  const matches = scan.spool.size;
  return {
    id,
    connectionId,
    createdAt,
    source: { type: 'rule', rule, tenants },
    state,
    progress: {
      of: 'rule',
      users,
      usersInAll,
      // Of a user who is walked to a half, sessions are counted at the end, and matches as they come.
      sessions: Math.max(sessions, matches),
      matches,
      undecided,
      unread: scan.unreadCount(),
    },
    totals: { ...scan.hits.totals(), rows: matches, byKind: [], byVerdict: noVerdicts },
    rate,
    remainingMs: rate && usersInAll !== null ? (Math.max(0, usersInAll - users) / rate) * 1_000 : null,
  };
}

const noVerdicts = {
  session: 0,
  user: 0,
  duplicate: 0,
  unknown: 0,
  ambiguous: 0,
  malformed: 0,
  unread: 0,
};
