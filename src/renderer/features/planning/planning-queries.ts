import { queryOptions } from '@tanstack/react-query';
import { call } from '../../shared/ipc-client.ts';

/** The drafts of a connection, which its list of revocations shows. */
export function draftsKey(connectionId: string) {
  return ['planning.drafts', connectionId] as const;
}

/** All rows of a draft, whichever are shown. */
export function draftRowsKey(connectionId: string, draftId: string) {
  return ['planning.rows', connectionId, draftId] as const;
}

/** The tenants of a core. Other screens use the same key, so the tenants are read once. */
export function tenantsQuery(connectionId: string) {
  return queryOptions({
    queryKey: ['directory.tenants', connectionId],
    queryFn: ({ signal }) => call('directory.tenants', { connectionId }, signal),
  });
}
