import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { call } from '../../shared/ipc-client.ts';

/** Every list of past revocations. */
export const allRevocationsKey = ['revocation.history'] as const;

/** All pages of the list of past revocations of a connection, however they are filtered and sorted; null: of removed ones. */
export function revocationsKey(connectionId: string | null) {
  return [...allRevocationsKey, connectionId] as const;
}

/** The targets of a revocation in one view; null: all, in the order of the plan. */
export function targetsKey(id: string, view: string | null) {
  return ['revocation.targets', id, view] as const;
}

/** What is known of the targets of a revocation has changed. */
export function targetsChanged(queries: QueryClient, id: string): void {
  void queries.invalidateQueries({ queryKey: ['revocation.targets', id] });
}

/** Plans in the making. They change by themselves: the page that shows them asks again. */
export function draftsQuery(connectionId: string) {
  return queryOptions({
    queryKey: ['planning.drafts', connectionId],
    queryFn: ({ signal }) => call('planning.drafts', { connectionId }, signal),
    staleTime: 0,
  });
}
