import {
  infiniteQueryOptions,
  queryOptions,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { mostTenantsListed, type User } from '../../../contract/domain/user.ts';
import { text } from '../../messages/text.ts';
import { useConnection } from '../../shared/connections-context.tsx';
import { call } from '../../shared/ipc-client.ts';
import { tenantsQuery } from '../../shared/tenants-query.ts';

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

  // The table asks once at each length. When all that failed is read again, the failed page is asked for in place of the pages before it.
  const moreFailed = useRef(false);
  useEffect(() => {
    const isForgotten = moreFailed.current && !isFetchNextPageError;
    moreFailed.current = isFetchNextPageError;
    if (isForgotten) readMore();
  }, [isFetchNextPageError, readMore]);

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

  const isWhole = pages.data !== undefined && !hasNextPage;
  const counts: UserCounts | null = count.data
    ? {
        count: count.data.count,
        all: countOfAll.data?.count ?? null,
        unlisted: isWhole ? Math.max(0, count.data.count - shown) : 0,
      }
    : null;

  return {
    listed,
    counts,
    countFailed: count.isError,
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
/** The first page of each tenant is asked for before the first row: so many users all of them have together, about. */
const firstUsers = 1_500;
const leastOnPage = 10;

/** How many users the first page of a tenant has, when so many tenants are listed together. */
export function firstPageSize(tenants: number): number {
  return Math.min(pageSize, Math.max(leastOnPage, Math.ceil(firstUsers / tenants)));
}

/** `tenantId` null: in all tenants. */
function userCountQuery(connectionId: string, tenantId: string | null) {
  return queryOptions({
    queryKey: ['directory.userCount', connectionId, tenantId],
    queryFn: ({ signal }) => call('directory.userCount', { connectionId, tenantId }, signal),
  });
}

async function readPages(
  connectionId: string,
  requests: readonly PageRequest[],
  signal: AbortSignal,
): Promise<TenantPage[]> {
  const first = firstPageSize(requests.length);
  const pages = requests.map((request) => ({
    ...request,
    limit: request.pageToken === undefined ? first : pageSize,
  }));
  const read = await call('directory.users', { connectionId, pages }, signal);
  return requests.map(({ tenantId }, at) => ({ tenantId, ...(read[at] ?? { users: [] }) }));
}

/** Users of these tenants, newest first. One step reads a page of each tenant that has to be read to go on, and of some that come soon. */
function usersQuery(connectionId: string, tenantIds: readonly string[]) {
  return infiniteQueryOptions({
    queryKey: ['directory.users', connectionId, tenantIds],
    enabled: tenantIds.length > 0,
    initialPageParam: tenantIds.map((tenantId): PageRequest => ({ tenantId })) as readonly PageRequest[],
    queryFn: ({ pageParam, signal }) => readPages(connectionId, pageParam, signal),
    getNextPageParam: (_last: TenantPage[], steps: TenantPage[][]) => {
      const { next } = mergeTenantPages(steps.flat());
      return next.length === 0 ? undefined : next;
    },
    // Going back finds the list as it was; reading all of its pages again is for the operator to ask for.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** One page to ask for: the first of its tenant when there is no token. */
interface PageRequest {
  readonly tenantId: string;
  readonly pageToken?: string;
}

/** One page as it came. */
export interface TenantPage {
  readonly tenantId: string;
  readonly users: readonly User[];
  readonly nextPageToken?: string | undefined;
}

interface MergedUsers {
  /** Newest first, each user once, however many tenants have them. */
  readonly users: readonly User[];
  /** What has to be read before older users can be shown, and of many tenants some that come next; empty at the end. */
  readonly next: readonly PageRequest[];
}

interface TenantEnd {
  readonly oldest: number;
  readonly nextPageToken?: string;
}

/**
 * Makes one list of what the core gives tenant by tenant, newest first. A user is shown only once no unread page can
 * hold a newer one: rows come in at the end, and never between rows that are already on screen.
 */
export function mergeTenantPages(pages: readonly TenantPage[]): MergedUsers {
  const byId = new Map<string, User>();
  const ends = new Map<string, TenantEnd>();
  for (const page of pages) {
    for (const user of page.users) if (!byId.has(user.id)) byId.set(user.id, user);
    const oldest =
      page.users.at(-1)?.timeJoined ?? ends.get(page.tenantId)?.oldest ?? Number.POSITIVE_INFINITY;
    ends.set(page.tenantId, {
      oldest,
      ...(page.nextPageToken === undefined ? {} : { nextPageToken: page.nextPageToken }),
    });
  }
  const [only] = ends;
  if (only !== undefined && ends.size === 1) return ofOneTenant(byId, only);
  const unread = [...ends].filter(([, end]) => end.nextPageToken !== undefined);
  const frontier = Math.max(Number.NEGATIVE_INFINITY, ...unread.map(([, end]) => end.oldest));
  const users = [...byId.values()]
    .filter((user) => user.timeJoined > frontier)
    .sort((a, b) => b.timeJoined - a.timeJoined || (a.id < b.id ? -1 : 1));
  const ahead = Math.min(mostAhead, Math.ceil(ends.size / tenantsForOneAhead));
  const next = unread
    .sort(([, one], [, other]) => other.oldest - one.oldest)
    .filter(([, end], at) => end.oldest === frontier || at < ahead)
    .flatMap(([tenantId, end]) => requestAfter(tenantId, end));
  return { users, next };
}

/** Of many tenants the next pages are read together: one after the other, each would bring a few rows only. */
const mostAhead = 8;
const tenantsForOneAhead = 8;

/** Nothing to wait for: the core's own order. */
function ofOneTenant(byId: ReadonlyMap<string, User>, [tenantId, end]: [string, TenantEnd]): MergedUsers {
  return { users: [...byId.values()], next: requestAfter(tenantId, end) };
}

function requestAfter(tenantId: string, { nextPageToken }: TenantEnd): PageRequest[] {
  return nextPageToken === undefined ? [] : [{ tenantId, pageToken: nextPageToken }];
}

/** Of which tenants the users are listed. */
export interface ListedTenants {
  /** Null: of all. */
  readonly tenant: string | null;
  /** Tenants whose pages are read; empty until the tenants are known. */
  readonly tenantIds: readonly string[];
  readonly known: readonly string[];
  /** There are more tenants than can be listed at once, so only one of them is. */
  readonly isOneOfMany: boolean;
}

/** Chooses the tenants to list. `known` null: the tenants were not read yet. */
export function listedTenants(known: readonly string[] | null, chosen: string | null): ListedTenants {
  if (known === null) return { tenant: chosen, tenantIds: [], known: [], isOneOfMany: false };
  const isOneOfMany = known.length > mostTenantsListed;
  const tenant = chosen === null && isOneOfMany ? 'public' : chosen;
  return { tenant, tenantIds: tenant === null ? known : [tenant], known, isOneOfMany };
}

export interface UserCounts {
  /** In the chosen tenant, else in all, those who are in no tenant among them. */
  readonly count: number;
  /** The same where one of many tenants is listed; null: not known. */
  readonly all: number | null;
  /** The core lists users by tenant. Known when the list was read to its end: until then 0. */
  readonly unlisted: number;
}

/** "296 users in tenant public, of 49,905 in all and 501 tenants": so that nobody takes one tenant for all. */
export function describeUserCount(
  { isOneOfMany, known, tenant }: ListedTenants,
  { all, count, unlisted }: UserCounts,
): string {
  const tenants = known.length;
  if (tenant === null) return text('users.count-in-tenants', { count, tenants, unlisted });
  if (!isOneOfMany) return text('users.count-in-tenant', { count, tenant });
  return all === null
    ? text('users.count-of-one-tenant', { count, tenant, tenants })
    : text('users.count-of-all', { count, tenant, all, tenants });
}

/** "No users in tenant acme". */
export function describeNoUsers({ known, tenant }: ListedTenants): string {
  return tenant === null
    ? text('users.none-in-tenants', { tenants: known.length })
    : text('users.none-in-tenant', { tenant });
}

interface TenantChoice {
  readonly value: string;
  readonly label: string;
  readonly disabled?: true;
}

/** What can be chosen: each tenant, and all at once. Where there are too many for that, the choice says so. */
export function tenantChoices({ isOneOfMany, known, tenant }: ListedTenants): TenantChoice[] {
  // An address can name a tenant that does not exist any more: it stays visible, with the core's own answer below it.
  const listed = tenant === null || known.includes(tenant) ? known : [...known, tenant];
  return [
    isOneOfMany
      ? { value: '', label: text('users.too-many-tenants', { tenants: known.length }), disabled: true }
      : { value: '', label: text('users.all-tenants') },
    ...[...listed].sort().map((tenantId) => ({ value: tenantId, label: tenantId })),
  ];
}
