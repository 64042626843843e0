import { ActionIcon, Anchor, Select } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { mostTenantsListed, type User } from '../../../contract/domain/user.ts';
import { formatUserName } from '../../messages/format-user-name.ts';
import { text } from '../../messages/text.ts';
import { useConnection } from '../../shared/connections-context.tsx';
import { useEndSessions } from '../../shared/revocations/end-sessions-context.tsx';
import { copyUserIdAction, endUserAction } from '../../shared/rows/row-actions.ts';
import { userColumns } from '../../shared/rows/user-columns.tsx';
import { EmptyNote, Page } from '../../ui/page/page.tsx';
import { Problem } from '../../ui/page/problem.tsx';
import { SkeletonRows } from '../../ui/page/skeleton-rows.tsx';
import { nothingSelected, type RowSelection } from '../../ui/table/selection.ts';
import { Table } from '../../ui/table/table.tsx';
import { useViewState } from '../../ui/view-state.ts';
import { EndUsers } from './end-users.tsx';
import { SessionCountsProvider, sessionsColumn, useSessionCounts } from './session-counts.tsx';
import {
  describeNoUsers,
  describeUserCount,
  type ListedTenants,
  tenantChoices,
  type UserCounts,
  useUsersList,
} from './use-users-list.ts';
import classes from './users-list.module.css';

/** All users. The tenant is in the address. */
export function UsersPage({ tenant }: { readonly tenant: string | null }) {
  const navigate = useNavigate();
  return (
    <Page title={text('users.title')} layout="full">
      <UsersList
        heading="h1"
        title={text('users.title')}
        tenant={tenant}
        onTenant={(chosen) =>
          void navigate({ to: '/users', search: chosen === null ? {} : { tenant: chosen }, replace: true })
        }
      />
    </Page>
  );
}

interface UsersListProps {
  readonly heading: 'h1' | 'h2';
  readonly title: string;
  /** Null: not chosen; then all tenants, unless there are too many to ask each. */
  readonly tenant: string | null;
  readonly onTenant: (tenant: string | null) => void;
}

const userId = (user: User) => user.id;

/** Narrower than elsewhere: with boxes and numbers, the button has to fit into a window of 1,024 px. */
const narrower: Readonly<Record<string, string>> = {
  name: 'minmax(172px, 3fr)',
  id: '108px',
  login: 'minmax(104px, 1fr)',
  tenants: 'minmax(76px, 0.8fr)',
  joined: '84px',
};

/** The number of sessions is before the button that ends them. */
const columns = [...userColumns.slice(0, -1), sessionsColumn, ...userColumns.slice(-1)].map((column) => ({
  ...column,
  width: narrower[column.id] ?? column.width,
}));

/** All users, newest first, read on while scrolling; of all tenants or of one. */
export function UsersList({ heading, title, tenant, onTenant }: UsersListProps) {
  const navigate = useNavigate();
  const endSessions = useEndSessions();
  const { id: connectionId } = useConnection();
  const list = useUsersList(tenant);
  const counts = useSessionCounts(connectionId);
  const [selection, setSelection] = useViewState<RowSelection>('users/selection', nothingSelected);
  const [endError, setEndError] = useState<unknown>(null);
  const byId = useMemo(() => new Map(list.users.map((user) => [user.id, user])), [list.users]);
  const selected = useMemo(() => [...selection].flatMap((id) => byId.get(id) ?? []), [selection, byId]);
  const onVisibleRows = useCallback(
    (ids: string[]) => counts.read(ids.flatMap((id) => byId.get(id) ?? [])),
    [counts, byId],
  );
  const readAgain = () => {
    setSelection(nothingSelected);
    counts.forget();
    list.readAgain();
  };
  const rowActions = useMemo(
    () => [
      endUserAction((user: User) =>
        endSessions({
          selection: { type: 'user', userId: user.id, tenantId: null },
          subject: formatUserName(user),
          userId: user.id,
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
        listed={list.listed}
        counts={list.counts}
        countFailed={list.countFailed && list.failure === null}
        onTenant={(chosen) => {
          setSelection(nothingSelected);
          onTenant(chosen);
        }}
        onRetry={list.retry}
        onReadAgain={readAgain}
      >
        <EndUsers users={selected} onClear={() => setSelection(nothingSelected)} onError={setEndError} />
      </UsersHeader>
      {endError === null ? null : <Problem error={endError} meaning={text('users.nothing-ended')} />}
      {list.failure !== null || list.laterFailure === null ? null : (
        <Problem
          error={list.laterFailure}
          meaning={text('users.tenants-not-read-again')}
          onRetry={list.retry}
        />
      )}
      {list.failure !== null ? (
        <Problem error={list.failure} meaning={text('users.not-read')} onRetry={list.retry} />
      ) : list.reading ? (
        <SkeletonRows rows={12} label={text('users.reading')} />
      ) : list.users.length === 0 ? (
        <EmptyNote title={describeNoUsers(list.listed)} />
      ) : (
        <SessionCountsProvider value={counts}>
          <Table
            label={title}
            stateKey={`users/${list.listed.tenant ?? ''}`}
            rows={list.users}
            rowCount={list.counts === null ? -1 : list.counts.count - list.counts.unlisted}
            columns={columns}
            rowKey={userId}
            rowLabel={formatUserName}
            minWidth={792}
            selection={{ selected: selection, onChange: setSelection }}
            onVisibleRows={onVisibleRows}
            rowActions={rowActions}
            onOpen={(user) => void navigate({ to: '/users/$userId', params: { userId: user.id } })}
            onEndReached={list.readMore}
            footer={
              list.more === 'failed' ? (
                <Problem
                  error={list.moreError}
                  meaning={text('users.more-not-read')}
                  onRetry={list.retryMore}
                />
              ) : list.more === 'reading' ? (
                <SkeletonRows rows={2} label={text('users.reading-more')} />
              ) : null
            }
          />
        </SessionCountsProvider>
      )}
    </section>
  );
}

interface UsersHeaderProps {
  readonly heading: 'h1' | 'h2';
  readonly title: string;
  readonly listed: ListedTenants;
  /** Null: not known (yet). */
  readonly counts: UserCounts | null;
  readonly countFailed: boolean;
  readonly onTenant: (tenant: string | null) => void;
  readonly onRetry: () => void;
  readonly onReadAgain: () => void;
  /** What can be done with the selected users. */
  readonly children: ReactNode;
}

/** Tenants drawn at once; more are found by typing. */
const maxDrawnTenants = 200;

/** How many there are, and where. */
function UsersHeader(props: UsersHeaderProps) {
  const { heading: Heading, title, listed, counts, countFailed } = props;
  const { onTenant, onRetry, onReadAgain } = props;
  return (
    <>
      <header className={classes.header}>
        <Heading>{title}</Heading>
        <span className={classes.count}>
          <span role="status">
            {counts === null ? '' : describeUserCount(listed, counts)}
            {countFailed ? `${text('users.count-not-read')} ` : ''}
          </span>
          {countFailed ? (
            <Anchor component="button" type="button" onClick={onRetry}>
              {text('users.try-again')}
            </Anchor>
          ) : null}
        </span>
        {props.children}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={text('users.read-again')}
          title={text('users.read-again')}
          onClick={onReadAgain}
        >
          <IconRefresh size={16} aria-hidden="true" />
        </ActionIcon>
        <Select
          aria-label={text('users.tenant')}
          className={listed.isOneOfMany ? classes.manyTenants : classes.tenant}
          searchable
          data={tenantChoices(listed)}
          limit={maxDrawnTenants}
          nothingFoundMessage={text('users.no-such-tenant')}
          value={listed.tenant ?? ''}
          onChange={(value) => onTenant(value === '' ? null : value)}
        />
      </header>
      {listed.isOneOfMany ? (
        <p className={classes.note}>{text('users.one-tenant-at-a-time', { most: mostTenantsListed })}</p>
      ) : null}
    </>
  );
}
