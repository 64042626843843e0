import { queryOptions } from '@tanstack/react-query';
import { call } from './ipc-client.ts';

/** The drafts of a connection. They change by themselves: the page that shows them asks again. */
export function draftsQuery(connectionId: string) {
  return queryOptions({
    queryKey: ['planning.drafts', connectionId],
    queryFn: ({ signal }) => call('planning.drafts', { connectionId }, signal),
    staleTime: 0,
  });
}
