import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { User } from '../../../contract/domain/user.ts';
import { formatUserName } from '../../messages/format-user-name.ts';
import { richText } from '../../messages/rich-text.tsx';
import { text } from '../../messages/text.ts';
import { EndButton } from '../../shared/end-button.tsx';
import { useEndSessions } from '../../shared/end-sessions-context.tsx';
import { copyUserIdAction, endUserAction } from '../../shared/row-actions.ts';
import { ShortId } from '../../shared/short-id.tsx';
import { fewUsersColumns, sortableUserColumns } from '../../shared/user-columns.tsx';
import { Table } from '../../ui/table/table.tsx';
import classes from './search-page.module.css';
import type { SearchResults } from './search-results.ts';

/** More than this is a list to look through. */
const few = 5;
const userId = (user: User) => user.id;

/** The users that match. */
export function UserResults({ users }: { readonly users: readonly User[] }) {
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
      <h2>{text('search.users', { count: users.length })}</h2>
      <Table
        label={text('search.users-table')}
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

interface SessionsWithoutUserProps {
  readonly ids: SearchResults['orphans'];
  readonly onDone: () => void;
}

/** Sessions under an id that is not a user: a deleted one, or one that the application made up. */
export function SessionsWithoutUser({ ids, onDone }: SessionsWithoutUserProps) {
  return ids.map(({ id, count }) => (
    <div key={id} className={classes.withoutUser}>
      <span>
        {richText('search.sessions-without-user', { count, id: <ShortId value={id} /> })}{' '}
        <Link to="/users/$userId" params={{ userId: id }}>
          {text('search.show-sessions', { count })}
        </Link>
      </span>
      <EndButton scope={{ type: 'user', userId: id, tenantId: null }} subject={id} onDone={onDone}>
        {text('search.end-sessions')}
      </EndButton>
    </div>
  ));
}
