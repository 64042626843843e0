import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useConnection } from '../../shared/connection-context.tsx';
import { mergeTenantPages } from './merge-tenant-pages.ts';
import { scopeOf } from './tenant-scope.ts';
import { tenantsQuery, userCountQuery, usersQuery } from './user-queries.ts';

/** The users of the chosen tenant, or of all (null), as far as they were read, and how to read on. */
export function useUsersList(chosenTenant: string | null) {
  const { id: connectionId } = useConnection();
  const queries = useQueryClient();
  const tenants = useQuery(tenantsQuery(connectionId));
  const scope = scopeOf(tenants.data?.map(({ tenantId }) => tenantId) ?? null, chosenTenant);
  const count = useQuery(userCountQuery(connectionId, scope.tenant));
  const countOfAll = useQuery({ ...userCountQuery(connectionId, null), enabled: scope.isOneOfMany });
  const pages = useInfiniteQuery(usersQuery(connectionId, scope.tenantIds));
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
    if (scope.isOneOfMany) void countOfAll.refetch();
    void queries.resetQueries({ queryKey: usersQuery(connectionId, scope.tenantIds).queryKey });
  };

  return {
    scope,
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
