import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { SessionRow } from '../../../contract/domain/session.ts';
import type { User } from '../../../contract/domain/user.ts';
import { formatShortId } from '../../messages/format-count.ts';
import { formatDevice } from '../../messages/format-device.ts';
import { formatUserName } from '../../messages/format-user-name.ts';
import { text } from '../../messages/text.ts';
import { useConnection } from '../../shared/connections-context.tsx';
import { EndButton, useEndSessions } from '../../shared/revocations/end-sessions-context.tsx';
import {
  canBeEndedAgain,
  describeOutcome,
  RevocationLink,
  shortOutcome,
  useRevocationOutcome,
} from '../../shared/revocations/revocation-outcome.tsx';
import { useRevocationOfHandle } from '../../shared/revocations/started-revocations.ts';
import { copyHandleAction, endSessionAction } from '../../shared/rows/row-actions.ts';
import { ShortId } from '../../shared/short-id.tsx';
import { Recorded } from '../../ui/page/page.tsx';
import { Table } from '../../ui/table/table.tsx';
import type { TableColumn } from '../../ui/table/table-column.ts';
import { useRowTabIndex } from '../../ui/table/table-row.tsx';
import { Moment } from '../../ui/values/moment.tsx';
import { PersonalText } from '../../ui/values/personal-text.tsx';
import classes from './search-page.module.css';

interface SessionResultsProps {
  readonly sessions: readonly SessionRow[];
  /** Their users among others: a search for a session also looks for its user. */
  readonly users: readonly User[];
}

const handleOf = (row: SessionRow) => row.handle;

/** The sessions that match, each with its user and a way to end it. */
export function SessionResults({ sessions, users }: SessionResultsProps) {
  const navigate = useNavigate();
  const endSessions = useEndSessions();
  const columns = useMemo(() => sessionColumns((row) => ownerName(row, users)), [users]);
  const rowActions = useMemo(
    () => [
      endSessionAction((row: SessionRow) =>
        endSessions({
          selection: { type: 'handles', handles: [row.handle] },
          subject: sessionSubject(row, ownerName(row, users)),
          userId: row.userId,
        }),
      ),
      copyHandleAction(({ handle }: SessionRow) => handle),
    ],
    [endSessions, users],
  );
  if (sessions.length === 0) return null;
  return (
    <section className={`${classes.section} ${classes.sessions}`}>
      <h2>{text('search.sessions', { count: sessions.length })}</h2>
      <Table
        label={text('search.sessions-table')}
        stateKey="search/sessions"
        rows={sessions}
        columns={columns}
        rowKey={handleOf}
        minWidth={760}
        rowActions={rowActions}
        onOpen={(row) => void navigate({ to: '/sessions/$handle', params: { handle: row.handle } })}
      />
    </section>
  );
}

/** The name of the session's user where that user was found too; the id otherwise. */
function ownerName(row: SessionRow, users: readonly User[]): string {
  const owner = users.find(
    (user) =>
      user.id === row.userId || user.loginMethods.some((method) => method.recipeUserId === row.recipeUserId),
  );
  return owner === undefined ? row.userId : formatUserName(owner);
}

/** "ada@alpha.example (ec513228…2ebe)". */
function sessionSubject(row: SessionRow, owner: string): string {
  return text('search.session-subject', { user: owner, handle: formatShortId(row.handle) });
}

function OwnerLink({ row, name }: { readonly row: SessionRow; readonly name: string }) {
  const tabIndex = useRowTabIndex();
  return (
    <Link to="/users/$userId" params={{ userId: row.userId }} tabIndex={tabIndex} title={name}>
      {name === row.userId ? formatShortId(name) : <PersonalText value={name} />}
    </Link>
  );
}

function OpenLink({ row }: { readonly row: SessionRow }) {
  const tabIndex = useRowTabIndex();
  return (
    <Link
      to="/sessions/$handle"
      params={{ handle: row.handle }}
      tabIndex={tabIndex}
      aria-label={text('search.open-session', { handle: row.handle })}
    >
      {text('search.open')}
    </Link>
  );
}

/** The button that ends a session; once that was done here, how it ended and the way to the report. */
function EndCell({ row, name }: { readonly row: SessionRow; readonly name: string }) {
  const { id: connectionId } = useConnection();
  const tabIndex = useRowTabIndex();
  const revocationId = useRevocationOfHandle(connectionId)(row.handle);
  const outcome = useRevocationOutcome(revocationId);
  if (revocationId === null || outcome === null || canBeEndedAgain(outcome)) {
    return (
      <EndButton
        selection={{ type: 'handles', handles: [row.handle] }}
        subject={sessionSubject(row, name)}
        userId={row.userId}
      >
        {text('search.end')}
      </EndButton>
    );
  }
  return (
    <span className={classes.outcomeCell}>
      <span title={describeOutcome(outcome)}>{text(shortOutcome(outcome))}</span>
      <RevocationLink id={revocationId} tabIndex={tabIndex} />
    </span>
  );
}

function Device({ userAgent }: { readonly userAgent: string | null }) {
  if (userAgent === null) return <Recorded value={null} />;
  const { text: device, claimed } = formatDevice(userAgent);
  return <span title={claimed}>{device}</span>;
}

function sessionColumns(nameOf: (row: SessionRow) => string): readonly TableColumn<SessionRow>[] {
  return [
    {
      ...{ id: 'handle', header: text('search.column.handle'), width: '108px' },
      cell: (row) => <ShortId value={row.handle} />,
    },
    {
      ...{ id: 'user', header: text('search.column.user'), width: 'minmax(150px, 2fr)' },
      cell: (row) => <OwnerLink row={row} name={nameOf(row)} />,
    },
    {
      ...{ id: 'tenant', header: text('search.column.tenant'), width: 'minmax(56px, 0.6fr)' },
      cell: (row) => row.tenantId,
    },
    {
      ...{ id: 'created', header: text('search.column.created'), width: '84px' },
      cell: (row) => <Moment at={row.timeCreated} />,
    },
    {
      ...{ id: 'expires', header: text('search.column.expires'), width: '72px' },
      cell: (row) => <Moment at={row.expiry} />,
    },
    {
      ...{ id: 'ip', header: text('search.column.network'), width: '108px' },
      cell: (row) => <Recorded value={row.ip} />,
    },
    {
      ...{ id: 'device', header: text('search.column.device'), width: 'minmax(100px, 0.9fr)' },
      cell: (row) => <Device userAgent={row.userAgent} />,
    },
    {
      ...{ id: 'open', header: text('search.open'), hideHeader: true, width: '48px' },
      cell: (row) => <OpenLink row={row} />,
    },
    {
      ...{
        id: 'end',
        header: text('search.end'),
        hideHeader: true,
        width: 'minmax(40px, 0.6fr)',
        align: 'end',
      },
      cell: (row) => <EndCell row={row} name={nameOf(row)} />,
    },
  ];
}
