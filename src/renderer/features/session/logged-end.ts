import { useQuery } from '@tanstack/react-query';
import { everyRecord } from '../../../contract/domain/audit/log.ts';
import { call } from '../../shared/ipc-client.ts';

/**
 * The last revocation that has ended this session or tried to, whoever began it and however long ago; null: the audit log has none.
 * This window forgets what it began when it is loaded anew, and the console knows no others.
 */
export function useLoggedEnd(connectionId: string, handle: string, isAsked: boolean): string | null {
  const filter = { ...everyRecord, connectionId, handle, actions: ['batch.ended' as const] };
  const { data } = useQuery({
    queryKey: ['session.logged-end', connectionId, handle],
    queryFn: ({ signal }) => call('audit.page', { filter, before: null, limit: 1 }, signal),
    enabled: isAsked,
  });
  const [newest] = data?.rows ?? [];
  // A damaged row says nothing.
  return isAsked && newest?.type === 'record' ? newest.record.revocation : null;
}
