import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { ShownTargets } from '../../../contract/domain/revocation.ts';
import { call } from '../../app/curfew.ts';

export function revocationsKey(connectionId: string) {
  return ['revocation.list', connectionId] as const;
}

/** All revocations of a connection, newest first, those of earlier runs of the console too. */
export function revocationsQuery(connectionId: string) {
  return queryOptions({
    queryKey: revocationsKey(connectionId),
    queryFn: ({ signal }) => call('revocation.list', { connectionId }, signal),
    staleTime: 0,
  });
}

/** The targets of a revocation, by how they are filtered. */
export function targetsKey(id: string, show: ShownTargets) {
  return ['revocation.targets', id, show] as const;
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
