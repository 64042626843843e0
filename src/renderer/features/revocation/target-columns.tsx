import { Link } from '@tanstack/react-router';
import type { TargetRow } from '../../../contract/domain/revocation.ts';
import { Moment } from '../../ui/moment.tsx';
import { useRowTabIndex } from '../../ui/row-context.tsx';
import { ShortId } from '../../ui/short-id.tsx';
import type { TableColumn } from '../../ui/table/table-column.ts';
import { NotKnown } from './not-known.tsx';
import { stateWords } from './result-words.ts';
import classes from './revocation-page.module.css';

function UserLink({ userId }: { readonly userId: string }) {
  return (
    <Link to="/users/$userId" params={{ userId }} tabIndex={useRowTabIndex()} title={userId}>
      {userId}
    </Link>
  );
}

const facts: readonly TableColumn<TargetRow>[] = [
  {
    ...{ id: 'handle', header: 'Handle', width: 'minmax(172px, 1.4fr)' },
    cell: ({ handle }) => <ShortId value={handle} chars={20} />,
  },
  {
    ...{ id: 'tenant', header: 'Tenant', width: 'minmax(70px, 0.7fr)' },
    cell: ({ tenantId }) => <span title={tenantId}>{tenantId}</span>,
  },
  {
    ...{ id: 'user', header: 'User', width: 'minmax(110px, 1.2fr)' },
    cell: ({ userId }) => (userId === null ? <NotKnown /> : <UserLink userId={userId} />),
  },
  {
    ...{ id: 'created', header: 'Created', width: '88px' },
    cell: ({ createdAt }) => (createdAt === null ? <NotKnown /> : <Moment at={createdAt} />),
  },
  {
    ...{ id: 'state', header: 'How it ended', width: 'minmax(132px, 1fr)' },
    cell: ({ state, newSession }) => (
      <span className={classes.state} data-state={state}>
        {stateWords(state, 1)}
        {newSession ? ' (began while this ran)' : ''}
      </span>
    ),
  },
  {
    ...{ id: 'when', header: 'When', width: '88px' },
    cell: ({ endedAt }) => (endedAt === null ? <NotKnown /> : <Moment at={endedAt} />),
  },
  {
    ...{ id: 'exposure', header: 'Exposure until', width: '104px' },
    cell: ({ exposureUntil }) =>
      exposureUntil === null ? <NotKnown>open</NotKnown> : <Moment at={exposureUntil} />,
  },
];

const withErrors: readonly TableColumn<TargetRow>[] = [
  ...facts,
  {
    ...{ id: 'why', header: 'Why', width: 'minmax(160px, 2fr)' },
    cell: ({ error }) => (error === undefined ? null : <span title={error.hint}>{error.message}</span>),
  },
];

/** How targets stand; with a column that says why when there is something to say. */
export function targetColumns(anyErrors: boolean): readonly TableColumn<TargetRow>[] {
  return anyErrors ? withErrors : facts;
}
