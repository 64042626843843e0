import { Select } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { User } from '../../../contract/domain/user.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { useEndSessions } from '../../app/end-sessions-context.tsx';
import { plural } from '../../ui/count-words.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { VirtualTable } from '../../ui/table/virtual-table.tsx';
import { userColumns } from '../../ui/user-columns.tsx';
import { userName } from '../../ui/user-words.ts';
import { mergeTenantPages } from './merge-tenant-pages.ts';
import { scopeOf, tenantChoices } from './tenant-scope.ts';
import { tenantsQuery, userCountQuery, usersQuery } from './user-queries.ts';
import classes from './users-list.module.css';

interface UsersListProps {
  readonly heading: 'h1' | 'h2';
  readonly title: string;
  /** Null: not chosen; then all tenants, unless there are too many to ask each. */
  readonly tenant: string | null;
  readonly onTenant: (tenant: string | null) => void;
}

const userId = (user: User) => user.id;

/** All users, newest first, read on while scrolling; of all tenants or of one. */
export function UsersList({ heading: Heading, title, tenant, onTenant }: UsersListProps) {
  const { id: connectionId } = useConnection();
  const navigate = useNavigate();
  const endSessions = useEndSessions();
  const tenants = useQuery(tenantsQuery(connectionId));
  const scope = scopeOf(tenants.data?.map(({ tenantId }) => tenantId) ?? null, tenant);
  const count = useQuery(userCountQuery(connectionId, scope.tenant));
  const users = useInfiniteQuery(usersQuery(connectionId, scope.tenantIds));
  const merged = useMemo(() => mergeTenantPages(users.data?.pages.flat() ?? []), [users.data]);

  const { fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = users;
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  // A step may bring nothing to show, where another tenant has to be read first: then go on.
  const shown = merged.users.length;
  const shownBefore = useRef(0);
  const { data } = users;
  useEffect(() => {
    if (data === undefined || isFetchNextPageError) return;
    if (shown === shownBefore.current) readMore();
    shownBefore.current = shown;
  }, [data, shown, readMore, isFetchNextPageError]);
  const rowKeys = useMemo(
    () => ({
      e: (user: User) =>
        endSessions({ scope: { type: 'user', userId: user.id, tenantId: null }, subject: userName(user) }),
    }),
    [endSessions],
  );
  const failure = tenants.error ?? (users.data === undefined ? users.error : null);

  return (
    <section className={classes.list}>
      <header className={classes.header}>
        <Heading>{title}</Heading>
        <span className={classes.count} role="status">
          {count.data === undefined ? '' : `${plural(count.data.count, 'user')} ${scope.words}`}
          {count.isError ? 'The number of users could not be read.' : ''}
        </span>
        <Select
          aria-label="Tenant"
          className={classes.tenant}
          searchable
          data={tenantChoices(scope)}
          value={scope.tenant ?? ''}
          onChange={(value) => onTenant(value === '' ? null : value)}
        />
      </header>
      {failure !== null ? (
        <Problem
          error={failure}
          meaning="The users could not be read."
          onRetry={() => void (tenants.isError ? tenants.refetch() : users.refetch())}
        />
      ) : data === undefined || (shown === 0 && hasNextPage) ? (
        <SkeletonRows rows={12} label="Reading the users" />
      ) : shown === 0 ? (
        <EmptyNote title={`No users ${scope.words}`} />
      ) : (
        <VirtualTable
          label={title}
          stateKey={`users/${scope.tenant ?? ''}`}
          rows={merged.users}
          rowCount={count.data?.count ?? -1}
          columns={userColumns}
          rowKey={userId}
          rowLabel={userName}
          minWidth={760}
          rowKeys={rowKeys}
          onOpen={(user) => void navigate({ to: '/users/$userId', params: { userId: user.id } })}
          onEndReached={readMore}
          footer={
            isFetchNextPageError ? (
              <Problem
                error={users.error}
                meaning="The users shown so far stay; older ones could not be read."
                onRetry={() => void fetchNextPage()}
              />
            ) : isFetchingNextPage ? (
              <SkeletonRows rows={2} label="Reading more users" />
            ) : null
          }
        />
      )}
    </section>
  );
}
