import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { User } from '../../../contract/domain/user.ts';
import { plural } from '../../messages/format-count.ts';
import { formatUserName } from '../../messages/format-user-name.ts';
import { useEndSessions } from '../../shared/end-sessions-context.tsx';
import { copyUserIdAction, endUserAction } from '../../shared/row-actions.ts';
import { fewUsersColumns, sortableUserColumns } from '../../shared/user-columns.tsx';
import { Table } from '../../ui/table/table.tsx';
import classes from './search-page.module.css';

/** More than this is a list to look through. */
const few = 5;
const userId = (user: User) => user.id;

export function FoundUsers({ users }: { readonly users: readonly User[] }) {
  const navigate = useNavigate();
  const endSessions = useEndSessions();
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
  if (users.length === 0) return null;
  return (
    <section className={classes.section}>
      <h2>{plural(users.length, 'user')}</h2>
      <Table
        label="Users found"
        stateKey="search/users"
        rows={users}
        columns={users.length > few ? sortableUserColumns : fewUsersColumns}
        rowKey={userId}
        rowLabel={formatUserName}
        minWidth={760}
        rowActions={rowActions}
        onOpen={(user) => void navigate({ to: '/users/$userId', params: { userId: user.id } })}
      />
    </section>
  );
}
