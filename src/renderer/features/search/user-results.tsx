import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { User } from '../../../contract/domain/user.ts';
import { formatUserName } from '../../messages/format-user-name.ts';
import { richText } from '../../messages/rich-text.tsx';
import { text } from '../../messages/text.ts';
import { useConnection } from '../../shared/connections-context.tsx';
import { EndButton, useEndSessions } from '../../shared/revocations/end-sessions-context.tsx';
import {
  canBeEndedAgain,
  describeOutcome,
  RevocationLink,
  useRevocationOutcome,
} from '../../shared/revocations/revocation-outcome.tsx';
import { useRevocationOfUser } from '../../shared/revocations/started-revocations.ts';
import { copyUserIdAction, endUserAction } from '../../shared/rows/row-actions.ts';
import { fewUsersColumns, sortableUserColumns } from '../../shared/rows/user-columns.tsx';
import { ShortId } from '../../shared/short-id.tsx';
import { Table } from '../../ui/table/table.tsx';
import classes from './search-page.module.css';
import type { SearchResults } from './use-search.ts';

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
          selection: { type: 'user', userId: user.id, tenantId: null },
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

type SessionsWithoutUserOf = SearchResults['sessionsWithoutUser'][number];

/** Sessions under ids that are not a user: a deleted one, or one that the application made up. */
export function SessionsWithoutUser({ ids }: { readonly ids: readonly SessionsWithoutUserOf[] }) {
  return ids.map(({ id, count }) => <SessionsOfId key={id} id={id} count={count} />);
}

function SessionsOfId({ id, count }: SessionsWithoutUserOf) {
  const { id: connectionId } = useConnection();
  const revocationId = useRevocationOfUser(connectionId, id);
  const outcome = useRevocationOutcome(revocationId);
  const isLeft = outcome === null || canBeEndedAgain(outcome);
  return (
    <div className={classes.withoutUser}>
      <span>
        {richText('search.sessions-without-user', { count, id: <ShortId value={id} /> })}{' '}
        <Link to="/users/$userId" params={{ userId: id }}>
          {text('search.show-sessions', { count })}
        </Link>
      </span>
      {revocationId === null || outcome === null ? null : (
        <span>
          {describeOutcome(outcome)} <RevocationLink id={revocationId} />
        </span>
      )}
      {isLeft ? (
        <EndButton selection={{ type: 'user', userId: id, tenantId: null }} subject={id}>
          {text('search.end-sessions')}
        </EndButton>
      ) : null}
    </div>
  );
}
