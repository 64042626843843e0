import { queryOptions } from '@tanstack/react-query';
import { call } from './ipc-client.ts';

/** The tenants of a core. All screens use one key, so the tenants are read once. */
export function tenantsQuery(connectionId: string) {
  return queryOptions({
    queryKey: ['directory.tenants', connectionId],
    queryFn: ({ signal }) => call('directory.tenants', { connectionId }, signal),
  });
}
