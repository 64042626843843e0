import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { MatchRow } from '../../../../contract/domain/planning.ts';
import { formatDevice } from '../../../messages/format-device.ts';
import { formatUndecided } from '../../../messages/format-reason.ts';
import { ShortId } from '../../../shared/short-id.tsx';
import { Recorded } from '../../../ui/fact.tsx';
import { Moment } from '../../../ui/moment.tsx';
import type { TableColumn } from '../../../ui/table/table-column.ts';
import { useRowTabIndex } from '../../../ui/table/table-row.tsx';
import classes from './draft.module.css';

function UserLink({ userId, name, own }: MatchRow) {
  return (
    <>
      <Link to="/users/$userId" params={{ userId }} tabIndex={useRowTabIndex()} title={name}>
        {name}
      </Link>
      {own ? <span className={classes.ownMark}> your own</span> : null}
    </>
  );
}

/** Whether the rule needed the details of this session. */
function isRead({ createdAt }: MatchRow): boolean {
  return createdAt !== null;
}

function NotRead() {
  return (
    <span className={classes.notRead} title="The rule selects this session without its details.">
      not read
    </span>
  );
}

function MomentRead({ at }: { readonly at: number | null }) {
  return at === null ? <NotRead /> : <Moment at={at} />;
}

interface OfUserProps {
  readonly row: MatchRow;
  readonly onInclude: (row: MatchRow) => void;
}

/** Includes all undecided sessions of the user of this row, or excludes them again. */
function OfUser({ row, onInclude }: OfUserProps) {
  const act = row.excluded ? 'Include all' : 'Include none';
  return (
    <Button
      size="compact-xs"
      variant="default"
      tabIndex={useRowTabIndex()}
      aria-label={`${act} of ${row.name}`}
      onClick={() => onInclude(row)}
    >
      {act}
    </Button>
  );
}

/** The columns of the sessions about which a rule is undecided. */
export function undecidedColumns(onInclude: OfUserProps['onInclude']): readonly TableColumn<MatchRow>[] {
  const [handle, user, ...others] = matchColumns;
  return [
    ...(handle && user ? [handle, user] : []),
    {
      ...{ id: 'ofUser', header: 'Of this user', width: '116px' },
      cell: (row) => (row.damaged ? null : <OfUser row={row} onInclude={onInclude} />),
    },
    {
      ...{ id: 'undecided', header: 'Undecided, because', width: 'minmax(200px, 2fr)' },
      cell: (row) => {
        if (row.damaged) return 'The row on disk is damaged';
        const words = formatUndecided(row);
        return <bdi title={words}>{words}</bdi>;
      },
    },
    ...others,
  ];
}

/** The columns of the sessions that a rule hits. */
export const matchColumns: readonly TableColumn<MatchRow>[] = [
  {
    ...{ id: 'handle', header: 'Handle', width: '118px' },
    cell: ({ handle }) => <ShortId value={handle} />,
  },
  { ...{ id: 'user', header: 'User', width: 'minmax(166px, 2fr)' }, cell: (row) => <UserLink {...row} /> },
  {
    ...{ id: 'tenant', header: 'Tenant', width: 'minmax(70px, 1fr)' },
    cell: ({ tenantId }) => <span title={tenantId}>{tenantId}</span>,
  },
  {
    ...{ id: 'created', header: 'Created', width: '92px' },
    cell: ({ createdAt }) => <MomentRead at={createdAt} />,
  },
  {
    ...{ id: 'expires', header: 'Expires', width: '76px' },
    cell: ({ expiry }) => <MomentRead at={expiry} />,
  },
  {
    ...{ id: 'network', header: 'Network', width: 'minmax(112px, 1fr)' },
    cell: (row) => (isRead(row) ? <Recorded value={row.ip} /> : <NotRead />),
  },
  {
    ...{ id: 'device', header: 'Device', width: 'minmax(112px, 1.4fr)' },
    cell: (row) => {
      if (!isRead(row)) return <NotRead />;
      const { userAgent } = row;
      if (userAgent === null) return <Recorded value={null} />;
      return <bdi title={userAgent}>{formatDevice(userAgent).words}</bdi>;
    },
  },
];
