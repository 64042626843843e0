import { useQuery } from '@tanstack/react-query';
import { text } from '../../messages/text.ts';
import { readNewest, recordIn } from './newest-record.ts';
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
  const logged = useQuery({
    queryKey: ['revocation.logged-end', connectionId, handle],
    queryFn: async ({ signal }) =>
      recordIn(await readNewest({ connectionId, handle, actions: ['batch.ended'] }, signal))?.revocation ??
      null,
    enabled: handle !== null,
    staleTime: 0,
  });
  const id = logged.data ?? null;
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
