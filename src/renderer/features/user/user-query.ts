import { queryOptions } from '@tanstack/react-query';
import { call } from '../../shared/ipc-client.ts';

/** The person behind an id, with roles and metadata. */
export function userQuery(connectionId: string, userId: string) {
  return queryOptions({
    queryKey: ['directory.user', connectionId, userId],
    queryFn: ({ signal }) => call('directory.user', { connectionId, userId }, signal),
  });
}
