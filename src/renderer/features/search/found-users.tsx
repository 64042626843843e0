import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { User } from '../../../contract/domain/user.ts';
import { plural } from '../../messages/format-count.ts';
import { formatUserName } from '../../messages/format-user-name.ts';
import { useEndSessions } from '../../shared/end-sessions-context.tsx';
import { fewUsersColumns, sortableUserColumns } from '../../shared/user-columns.tsx';
import { VirtualTable } from '../../ui/table/virtual-table.tsx';
import classes from './search-page.module.css';

/** More than this is a list to look through. */
const few = 5;
const userId = (user: User) => user.id;

export function FoundUsers({ users }: { readonly users: readonly User[] }) {
  const navigate = useNavigate();
  const endSessions = useEndSessions();
  const rowKeys = useMemo(
    () => ({
      e: (user: User) =>
        endSessions({
          scope: { type: 'user', userId: user.id, tenantId: null },
          subject: formatUserName(user),
        }),
    }),
    [endSessions],
  );
  if (users.length === 0) return null;
  return (
    <section className={classes.section}>
      <h2>{plural(users.length, 'user')}</h2>
      <VirtualTable
        label="Users found"
        stateKey="search/users"
        rows={users}
        columns={users.length > few ? sortableUserColumns : fewUsersColumns}
        rowKey={userId}
        rowLabel={formatUserName}
        minWidth={760}
        rowKeys={rowKeys}
        onOpen={(user) => void navigate({ to: '/users/$userId', params: { userId: user.id } })}
      />
    </section>
  );
}
