import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from '../../shared/ipc-client.ts';
import { mergeTenantPages, type PageRequest, type TenantPage } from './merge-tenant-pages.ts';

/** Users asked for at once, a tenant. Small enough that the first screen does not wait. */
const pageSize = 100;

export function tenantsQuery(connectionId: string) {
  return queryOptions({
    queryKey: ['directory.tenants', connectionId],
    queryFn: ({ signal }) => call('directory.tenants', { connectionId }, signal),
  });
}

/** `tenantId` null: in all tenants. */
export function userCountQuery(connectionId: string, tenantId: string | null) {
  return queryOptions({
    queryKey: ['directory.userCount', connectionId, tenantId],
    queryFn: ({ signal }) => call('directory.userCount', { connectionId, tenantId }, signal),
  });
}

async function readPage(
  connectionId: string,
  request: PageRequest,
  signal: AbortSignal,
): Promise<TenantPage> {
  const { users, nextPageToken } = await call(
    'directory.users',
    { connectionId, limit: pageSize, ...request },
    signal,
  );
  return { tenantId: request.tenantId, users, ...(nextPageToken === undefined ? {} : { nextPageToken }) };
}

/** Users of these tenants, newest first. One step reads a page of each tenant that has to be read to go on. */
export function usersQuery(connectionId: string, tenantIds: readonly string[]) {
  return infiniteQueryOptions({
    queryKey: ['directory.users', connectionId, tenantIds],
    enabled: tenantIds.length > 0,
    initialPageParam: tenantIds.map((tenantId): PageRequest => ({ tenantId })) as readonly PageRequest[],
    queryFn: ({ pageParam, signal }) =>
      Promise.all(pageParam.map((request) => readPage(connectionId, request, signal))),
    getNextPageParam: (_last: TenantPage[], steps: TenantPage[][]) => {
      const { next } = mergeTenantPages(steps.flat());
      return next.length === 0 ? undefined : next;
    },
    // Going back finds the list as it was; reading all of its pages again is for the operator to ask for.
    staleTime: Number.POSITIVE_INFINITY,
  });
}
