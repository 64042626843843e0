import {
  infiniteQueryOptions,
  queryOptions,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useConnection } from '../../shared/connection-context.tsx';
import { call } from '../../shared/ipc-client.ts';
import { listedTenants } from './listed-tenants.ts';
import { mergeTenantPages, type PageRequest, type TenantPage } from './merge-tenant-pages.ts';

/** The users of the chosen tenant, or of all (null), as far as they were read, and how to read on. */
export function useUsersList(chosenTenant: string | null) {
  const { id: connectionId } = useConnection();
  const queries = useQueryClient();
  const tenants = useQuery(tenantsQuery(connectionId));
  const listed = listedTenants(tenants.data?.map(({ tenantId }) => tenantId) ?? null, chosenTenant);
  const count = useQuery(userCountQuery(connectionId, listed.tenant));
  const countOfAll = useQuery({ ...userCountQuery(connectionId, null), enabled: listed.isOneOfMany });
  const pages = useInfiniteQuery(usersQuery(connectionId, listed.tenantIds));
  const users = useMemo(() => mergeTenantPages(pages.data?.pages.flat() ?? []).users, [pages.data]);

  const { fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = pages;
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  // A step may bring nothing to show, where another tenant has to be read first: then go on.
  const steps = pages.data?.pages.length ?? 0;
  const shown = users.length;
  const before = useRef({ steps, shown });
  useEffect(() => {
    const idle = steps > before.current.steps && shown === before.current.shown;
    before.current = { steps, shown };
    if (idle) readMore();
  }, [steps, shown, readMore]);

  /** Everything that failed, once more; what was read stays. */
  const retry = () => {
    for (const query of [tenants, pages, count]) if (query.isError) void query.refetch();
  };
  /** From the newest user on, as on the first opening. */
  const readAgain = () => {
    void tenants.refetch();
    void count.refetch();
    if (listed.isOneOfMany) void countOfAll.refetch();
    void queries.resetQueries({ queryKey: usersQuery(connectionId, listed.tenantIds).queryKey });
  };

  return {
    listed,
    count,
    countOfAll,
    users,
    /** Nothing can be shown yet. */
    reading: pages.data === undefined || (shown === 0 && hasNextPage),
    failure:
      (tenants.data === undefined ? tenants.error : null) ?? (pages.data === undefined ? pages.error : null),
    /** The tenants could not be read again; what was read of them and of their users stays. */
    laterFailure: tenants.data === undefined ? null : tenants.error,
    more: isFetchNextPageError ? ('failed' as const) : isFetchingNextPage ? ('reading' as const) : null,
    moreError: pages.error,
    readMore,
    retryMore: () => void fetchNextPage(),
    retry,
    readAgain,
  };
}

/** Users asked for at once, a tenant. Small enough that the first screen does not wait. */
const pageSize = 100;

function tenantsQuery(connectionId: string) {
  return queryOptions({
    queryKey: ['directory.tenants', connectionId],
    queryFn: ({ signal }) => call('directory.tenants', { connectionId }, signal),
  });
}

/** `tenantId` null: in all tenants. */
function userCountQuery(connectionId: string, tenantId: string | null) {
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
function usersQuery(connectionId: string, tenantIds: readonly string[]) {
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
