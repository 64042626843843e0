import { queryOptions } from '@tanstack/react-query';
import type { User } from '../../../contract/domain/user.ts';
import { formatUserAddress } from '../../messages/format-user-name.ts';
import { call } from '../../shared/ipc-client.ts';

export interface Owner {
  /** Null: the core knows no user with the session's user id. */
  readonly user: User | null;
  /** What tells them from others. */
  readonly address: string;
}

/** Whose a session is. */
export function ownerQuery(connectionId: string, userId: string) {
  return queryOptions({
    queryKey: ['session.owner', connectionId, userId],
    queryFn: async ({ signal }): Promise<Owner> => {
      const view = await call('directory.user', { connectionId, userId }, signal);
      if (view.kind === 'no-user') return { user: null, address: userId };
      const { user } = view;
      return { user, address: formatUserAddress(user) };
    },
  });
}
