import { useQuery } from '@tanstack/react-query';
import { everyRecord } from '../../../contract/domain/audit/log.ts';
import { text } from '../../messages/text.ts';
import { call } from '../ipc-client.ts';
import {
  describeOutcome,
  RevocationLink,
  type RevocationOutcome,
  useRevocationOutcome,
} from './revocation-outcome.tsx';

interface LoggedEnd {
  readonly id: string;
  readonly outcome: RevocationOutcome;
}

/**
 * The last revocation that has ended this session or tried to, by whichever operator of this console and however long ago, as the audit
 * log knows it; null: it has none, or its report was deleted. A window forgets what it began when it is loaded anew.
 */
export function useLoggedEnd(connectionId: string, handle: string | null): LoggedEnd | null {
  const filter = { ...everyRecord, connectionId, handle, actions: ['batch.ended' as const] };
  const { data } = useQuery({
    queryKey: ['revocation.logged-end', connectionId, handle],
    queryFn: ({ signal }) => call('audit.page', { filter, before: null, limit: 1 }, signal),
    enabled: handle !== null,
    staleTime: 0,
  });
  const newest = handle === null ? undefined : data?.rows[0];
  // A damaged row says nothing.
  const id = newest?.type === 'record' ? newest.record.revocation : null;
  const outcome = useRevocationOutcome(id);
  if (id === null || outcome === null || outcome.type === 'not-read') return null;
  return { id, outcome };
}

/** "The audit log has a revocation with this session: This session was ended. Open the report". */
export function LoggedEndText({ id, outcome }: LoggedEnd) {
  return (
    <>
      {text('session.logged')} {describeOutcome(outcome)} <RevocationLink id={id} />
    </>
  );
}
