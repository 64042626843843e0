import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { User } from '../../../contract/domain/user.ts';
import { formatUserName } from '../../messages/format-user-name.ts';
import { useEndSessions } from '../../shared/end-sessions-context.tsx';
import { copyUserIdAction, endUserAction } from '../../shared/row-actions.ts';
import { userColumns } from '../../shared/user-columns.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { Table } from '../../ui/table/table.tsx';
import { useUsersList } from './use-users-list.ts';
import { UsersHeader } from './users-header.tsx';
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
export function UsersList({ heading, title, tenant, onTenant }: UsersListProps) {
  const navigate = useNavigate();
  const endSessions = useEndSessions();
  const list = useUsersList(tenant);
  const rowActions = useMemo(
    () => [
      endUserAction((user: User) =>
        endSessions({
          scope: { type: 'user', userId: user.id, tenantId: null },
          subject: formatUserName(user),
        }),
      ),
      copyUserIdAction(({ id }: User) => id),
    ],
    [endSessions],
  );

  return (
    <section className={classes.list}>
      <UsersHeader
        heading={heading}
        title={title}
        scope={list.scope}
        count={list.count.data?.count ?? null}
        countOfAll={list.countOfAll.data?.count ?? null}
        countFailed={list.count.isError && list.failure === null}
        onTenant={onTenant}
        onRetry={list.retry}
        onReadAgain={list.readAgain}
      />
      {list.failure !== null || list.laterFailure === null ? null : (
        <Problem
          error={list.laterFailure}
          meaning="The tenants could not be read again. What you see was read before."
          onRetry={list.retry}
        />
      )}
      {list.failure !== null ? (
        <Problem error={list.failure} meaning="The users could not be read." onRetry={list.retry} />
      ) : list.reading ? (
        <SkeletonRows rows={12} label="Reading the users" />
      ) : list.users.length === 0 ? (
        <EmptyNote title={`No users ${list.scope.words}`} />
      ) : (
        <Table
          label={title}
          stateKey={`users/${list.scope.tenant ?? ''}`}
          rows={list.users}
          rowCount={list.count.data?.count ?? -1}
          columns={userColumns}
          rowKey={userId}
          rowLabel={formatUserName}
          minWidth={760}
          rowActions={rowActions}
          onOpen={(user) => void navigate({ to: '/users/$userId', params: { userId: user.id } })}
          onEndReached={list.readMore}
          footer={
            list.more === 'failed' ? (
              <Problem
                error={list.moreError}
                meaning="The users shown so far stay; older ones could not be read."
                onRetry={list.retryMore}
              />
            ) : list.more === 'reading' ? (
              <SkeletonRows rows={2} label="Reading more users" />
            ) : null
          }
        />
      )}
    </section>
  );
}
