import { Link } from '@tanstack/react-router';
import type { User } from '../../../contract/domain/user.ts';
import { formatMasked } from '../../messages/format-masked.ts';
import { formatLoginMethods, formatUserName, otherUserNames } from '../../messages/format-user-name.ts';
import { text } from '../../messages/text.ts';
import type { TableColumn } from '../../ui/table/table-column.ts';
import { useRowTabIndex } from '../../ui/table/table-row.tsx';
import { Moment } from '../../ui/values/moment.tsx';
import { PersonalText } from '../../ui/values/personal-text.tsx';
import { EndButton } from '../revocations/end-sessions-context.tsx';
import { ShortId } from '../short-id.tsx';
import classes from './user-columns.module.css';

function UserLink({ user }: { readonly user: User }) {
  const tabIndex = useRowTabIndex();
  const others = otherUserNames(user);
  const name = formatUserName(user);
  const [firstOther = ''] = others;
  return (
    <>
      <Link to="/users/$userId" params={{ userId: user.id }} tabIndex={tabIndex} title={name}>
        {/* An id is no name: without it, nobody could tell one user from another. */}
        {name === user.id ? name : <PersonalText value={name} />}
      </Link>
      {others.length === 0 ? null : (
        <span className={classes.others} title={others.join(', ')}>
          {others.length === 1 ? (
            <PersonalText value={firstOther} />
          ) : (
            <PersonalText
              value={text('tables.user.other-names', { first: firstOther, more: others.length - 1 })}
              masked={text('tables.user.other-names', {
                first: formatMasked(firstOther),
                more: others.length - 1,
              })}
            />
          )}
        </span>
      )}
    </>
  );
}

function Titled({ value }: { readonly value: string }) {
  return <span title={value}>{value}</span>;
}

function endColumn(quiet: boolean): TableColumn<User> {
  return {
    id: 'end',
    header: text('tables.user.end'),
    hideHeader: true,
    width: '112px',
    align: 'end',
    cell: (user) => (
      <EndButton
        selection={{ type: 'user', userId: user.id, tenantId: null }}
        subject={formatUserName(user)}
        quiet={quiet}
      >
        {text('tables.user.end-sessions')}
      </EndButton>
    ),
  };
}

const factColumns: readonly TableColumn<User>[] = [
  {
    id: 'name',
    header: text('tables.user.user'),
    width: 'minmax(200px, 3fr)',
    cell: (user) => <UserLink user={user} />,
  },
  { id: 'id', header: text('tables.user.id'), width: '108px', cell: (user) => <ShortId value={user.id} /> },
  {
    id: 'login',
    header: text('tables.user.login'),
    width: 'minmax(104px, 1.5fr)',
    cell: (user) => <Titled value={formatLoginMethods(user)} />,
  },
  {
    id: 'tenants',
    header: text('tables.user.tenants'),
    width: 'minmax(84px, 0.8fr)',
    cell: (user) => <Titled value={user.tenantIds.join(', ')} />,
  },
  {
    id: 'joined',
    header: text('tables.user.joined'),
    width: '88px',
    largestFirst: true,
    cell: (user) => <Moment at={user.timeJoined} />,
  },
];

/** Columns of users as the core gives them, page by page: their order is the core's. */
export const userColumns: readonly TableColumn<User>[] = [...factColumns, endColumn(true)];

const sortValues: Readonly<Record<string, (user: User) => string | number>> = {
  name: (user) => formatUserName(user).toLowerCase(),
  login: formatLoginMethods,
  tenants: (user) => user.tenantIds.join(', '),
  joined: (user) => user.timeJoined,
};

const sortableColumns = factColumns.map((column) => {
  const sortValue = sortValues[column.id];
  return sortValue === undefined ? column : { ...column, sortValue };
});

/** The same for a list that is whole, and so can be sorted here. */
export const sortableUserColumns: readonly TableColumn<User>[] = [...sortableColumns, endColumn(true)];

/** For the few users that a search found: the button to end sessions is always visible. */
export const fewUsersColumns: readonly TableColumn<User>[] = [...sortableColumns, endColumn(false)];
