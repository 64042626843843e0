import { queryOptions } from '@tanstack/react-query';
import { call } from '../../shared/ipc-client.ts';

/** The tenants of a core. The same key as elsewhere: what was read there need not be read again. */
export function tenantsQuery(connectionId: string) {
  return queryOptions({
    queryKey: ['directory.tenants', connectionId],
    queryFn: ({ signal }) => call('directory.tenants', { connectionId }, signal),
  });
}
