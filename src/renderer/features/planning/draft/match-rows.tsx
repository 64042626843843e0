import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { MatchRow, RowsPage } from '../../../../contract/domain/planning/draft-rows.ts';
import { formatDevice } from '../../../messages/format-device.ts';
import { formatUndecided } from '../../../messages/format-error.ts';
import { text } from '../../../messages/text.ts';
import { copyHandleAction } from '../../../shared/rows/row-actions.ts';
import { ShortId } from '../../../shared/short-id.tsx';
import { Recorded } from '../../../ui/page/page.tsx';
import type { TableColumn } from '../../../ui/table/table-column.ts';
import { useRowTabIndex } from '../../../ui/table/table-row.tsx';
import { Moment } from '../../../ui/values/moment.tsx';
import classes from './draft.module.css';
import { type DraftRowsProps, RowsPanel, useDraftRows } from './rows-panel.tsx';
import { type Exclusions, rowSelection } from './use-exclusions.ts';

const matchActions = [copyHandleAction<MatchRow>(({ handle }) => handle)];
const matchesOf = (page: RowsPage) => (page.type === 'rule' ? page.rows : []);

/** The sessions that a rule selects, or about which it is undecided. */
export function MatchRows(props: DraftRowsProps) {
  const { draft, shown, view, exclusions } = props;
  const navigate = useNavigate();
  const rows = useDraftRows<MatchRow>(draft, shown, view, matchesOf);
  const isUndecided = shown === 'undecided';
  const columns = useMemo(
    () => (isUndecided ? undecidedColumns(exclusions) : matchColumns()),
    [isUndecided, exclusions],
  );
  return (
    <RowsPanel
      {...{ ...props, rows, columns }}
      selection={rowSelection(exclusions, shown, rows.rowAt, whyNoBox)}
      rowLabel={({ handle }) => text('draft.session.label', { handle })}
      onOpen={({ handle }) => void navigate({ to: '/sessions/$handle', params: { handle } })}
      rowActions={matchActions}
      minWidth={isUndecided ? 1_200 : 790}
    />
  );
}

/** Why a session cannot be excluded; undefined: it can. */
function whyNoBox({ damaged }: MatchRow): string | undefined {
  return damaged ? text('draft.damaged') : undefined;
}

/** The columns of the sessions that a rule selects. */
function matchColumns(): readonly TableColumn<MatchRow>[] {
  return [
    {
      ...{ id: 'handle', header: text('draft.column.handle'), width: '118px', sortable: true },
      cell: ({ handle }) => <ShortId value={handle} />,
    },
    {
      ...{ id: 'name', header: text('draft.column.user'), width: 'minmax(166px, 2fr)', sortable: true },
      cell: (row) => <UserLink row={row} />,
    },
    {
      ...{
        id: 'tenantId',
        header: text('draft.column.tenant'),
        width: 'minmax(70px, 0.6fr)',
        sortable: true,
      },
      cell: ({ tenantId }) => <span title={tenantId}>{tenantId}</span>,
    },
    {
      ...{
        id: 'createdAt',
        header: text('draft.column.created'),
        width: '92px',
        sortable: true,
        largestFirst: true,
      },
      cell: ({ createdAt }) => <MomentOrUnread at={createdAt} />,
    },
    {
      ...{
        id: 'expiry',
        header: text('draft.column.expires'),
        width: '76px',
        sortable: true,
        largestFirst: true,
      },
      cell: ({ expiry }) => <MomentOrUnread at={expiry} />,
    },
    {
      ...{ id: 'ip', header: text('draft.column.network'), width: 'minmax(112px, 0.8fr)', sortable: true },
      cell: (row) => (hasDetails(row) ? <Recorded value={row.ip} /> : <Unread />),
    },
    {
      ...{
        id: 'userAgent',
        header: text('draft.column.device'),
        width: 'minmax(112px, 1fr)',
        sortable: true,
      },
      cell: (row) => {
        if (!hasDetails(row)) return <Unread />;
        const { userAgent } = row;
        if (userAgent === null) return <Recorded value={null} />;
        return <bdi title={userAgent}>{formatDevice(userAgent).text}</bdi>;
      },
    },
  ];
}

/** The columns of the sessions about which a rule is undecided. */
function undecidedColumns(exclusions: Exclusions): readonly TableColumn<MatchRow>[] {
  const [handle, user, ...others] = matchColumns();
  return [
    ...(handle && user ? [handle, user] : []),
    {
      ...{ id: 'ofUser', header: text('draft.column.of-user'), width: '112px' },
      cell: (row) => (row.damaged ? null : <IncludeUser row={row} exclusions={exclusions} />),
    },
    {
      ...{ id: 'undecidedFor', header: text('draft.column.undecided-for'), width: 'minmax(290px, 3fr)' },
      cell: (row) => {
        const reason = row.damaged ? text('draft.damaged') : formatUndecided(row);
        return <bdi title={reason}>{reason}</bdi>;
      },
    },
    ...others,
  ];
}

function UserLink({ row: { userId, name, own } }: { readonly row: MatchRow }) {
  return (
    <>
      <Link to="/users/$userId" params={{ userId }} tabIndex={useRowTabIndex()} title={name}>
        {name}
      </Link>
      {own ? <span className={classes.ownMark}> {text('draft.session.own')}</span> : null}
    </>
  );
}

/** Whether the details of a session were read: some rules do not need them. */
function hasDetails({ createdAt }: MatchRow): boolean {
  return createdAt !== null;
}

function Unread() {
  return (
    <span className={classes.notRead} title={text('draft.session.unread-reason')}>
      {text('draft.session.unread')}
    </span>
  );
}

function MomentOrUnread({ at }: { readonly at: number | null }) {
  return at === null ? <Unread /> : <Moment at={at} />;
}

interface IncludeUserProps {
  readonly row: MatchRow;
  readonly exclusions: Exclusions;
}

/** Includes all undecided sessions of the user of a row, or none of them. */
function IncludeUser({ row, exclusions }: IncludeUserProps) {
  const isExcluded = exclusions.isExcluded(row, 'undecided');
  const { name, userId } = row;
  return (
    <Button
      size="compact-xs"
      variant="default"
      tabIndex={useRowTabIndex()}
      aria-label={
        isExcluded
          ? text('draft.undecided.include-user', { name })
          : text('draft.undecided.exclude-user', { name })
      }
      onClick={() => exclusions.exclude({ type: 'undecided-of-user', userId }, !isExcluded)}
    >
      {text(isExcluded ? 'draft.undecided.include-all' : 'draft.undecided.include-none')}
    </Button>
  );
}
