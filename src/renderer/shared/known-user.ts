import { skipToken, useQuery } from '@tanstack/react-query';
import type { UserView } from '../../contract/domain/user.ts';
import { formatUserWithAddress } from '../messages/format-user-name.ts';
import { useConnections } from './connections-context.tsx';

/** Null: the core has no user with this id. */
export function nameInView(view: UserView): string | null {
  if (view.type === 'no-user') return null;
  return formatUserWithAddress(view.user, view.metadata.state === 'loaded' ? view.metadata.value : null);
}

/**
 * Name and address of a user of the connection in use, as far as a page has read them: reading a user is an event of the
 * audit log, and looking at the log must not write into it. Null: not known.
 */
export function useKnownUserName(connectionId: string | null, userId: string | null): string | null {
  const { active } = useConnections();
  const view = useQuery<UserView>({
    queryKey: ['directory.user', connectionId, userId],
    queryFn: skipToken,
  });
  if (connectionId !== active?.id || view.data === undefined) return null;
  return nameInView(view.data);
}
