import { useQuery } from '@tanstack/react-query';
import type { AuditRow } from '../../../contract/domain/audit/log.ts';
import type { PlanSource } from '../../../contract/domain/revocation/plan.ts';
import { readNewest, recordIn } from '../../shared/revocations/newest-record.ts';
import { useOpenRevocations } from '../../shared/revocations/open-revocations-context.tsx';
import {
  type EndedOutcome,
  outcomeOf,
  useRevocationReport,
} from '../../shared/revocations/revocation-outcome.tsx';
import type { RunsOfUser } from '../../shared/revocations/started-revocations.ts';

interface LastEnded {
  readonly id: string;
  readonly outcome: EndedOutcome;
}

/**
 * The last revocation of sessions of a user that has ended since the console was started, with what its report says; null: none, it is
 * not read, or an open one ends sessions of the user. What this window remembers of those that it started is gone when the console is
 * locked: then the audit log is asked.
 */
export function useLastEnded(runs: RunsOfUser, connectionId: string, userId: string): LastEnded | null {
  const { list } = useOpenRevocations();
  const open = list?.map(({ id }) => id) ?? [];
  const logged = useQuery({
    // What is open changes when one of them ends.
    queryKey: ['revocation.last-logged', connectionId, userId, open],
    queryFn: ({ signal }) => readLastLogged(connectionId, userId, open, signal),
    enabled: list !== null && runs.lastEnded === null && runs.open.length === 0,
  });
  const id = runs.open.length === 0 ? (runs.lastEnded ?? logged.data ?? null) : null;
  const report = useRevocationReport(id).data;
  if (id === null || report === undefined) return null;
  // What the log names can be of many users.
  const isMeant = id === runs.lastEnded || isOfUser(report.plan.source, userId);
  return isMeant ? { id, outcome: outcomeOf(report.counts) } : null;
}

/** The revocation whose batch was the last to end sessions of a user, of whichever users it was; null: none, or it is open. */
async function readLastLogged(
  connectionId: string,
  userId: string,
  open: readonly string[],
  signal: AbortSignal,
): Promise<string | null> {
  const [batch, start] = await Promise.all([
    readNewest({ connectionId, userId, actions: ['batch.ended'] }, signal),
    readNewest({ actions: ['console.started'] }, signal),
  ]);
  const id = revocationSince(start, batch);
  return id === null || open.includes(id) ? null : id;
}

/** The revocation of a batch, where it was ended after the console was started. */
export function revocationSince(start: AuditRow | undefined, batch: AuditRow | undefined): string | null {
  const [before, after] = [recordIn(start), recordIn(batch)];
  return before !== null && after !== null && after.sequence > before.sequence ? after.revocation : null;
}

/** Whether a revocation was of this user, or of sessions that were selected: the numbers of others are about many users. */
export function isOfUser(source: PlanSource, userId: string): boolean {
  return source.type === 'user' ? source.userId === userId : source.type === 'handles';
}
