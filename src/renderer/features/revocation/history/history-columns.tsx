import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { HistoryEntry } from '../../../../contract/domain/revocation.ts';
import { formatCount } from '../../../messages/format-count.ts';
import { formatElapsed } from '../../../messages/format-duration.ts';
import { gapsTitle } from '../../../messages/format-gaps.ts';
import { useSettings } from '../../../shared/settings-context.tsx';
import { Moment } from '../../../ui/moment.tsx';
import type { TableColumn } from '../../../ui/table/table-column.ts';
import { useRowTabIndex } from '../../../ui/table/table-row.tsx';
import { NotKnown } from '../not-known.tsx';
import { outcomeWords } from '../outcome-words.ts';
import classes from '../revocation-page.module.css';
import { scopeWords } from '../scope-words.ts';
import { RemoveRevocation } from './remove-revocation.tsx';

type Facts = Extract<HistoryEntry, { type: 'ended' | 'open' }> | UnreadableFacts;
type UnreadableFacts = NonNullable<Extract<HistoryEntry, { type: 'unreadable' }>['facts']>;
type Column = TableColumn<HistoryEntry>;

/** A column of what is known of a revocation; of a file that cannot be read, what the catalogue still knows. */
function ofFacts(column: Omit<Column, 'cell'>, cell: (facts: Facts) => ReturnType<Column['cell']>): Column {
  return {
    ...column,
    cell: (entry) => {
      const facts = entry.type === 'unreadable' ? entry.facts : entry;
      return facts === null ? <NotKnown /> : cell(facts);
    },
  };
}

function OpenLink({ entry }: { readonly entry: Extract<HistoryEntry, { type: 'ended' | 'open' }> }) {
  const numbers = `${formatCount(entry.ended)} of ${formatCount(entry.targets)} ended`;
  return (
    <Link to="/revocations/$id" params={{ id: entry.id }} tabIndex={useRowTabIndex()}>
      {numbers}
    </Link>
  );
}

function Selection({ scope, targets }: Facts) {
  const words = scopeWords(scope, targets, useSettings().times);
  return <span title={words}>{words}</span>;
}

/** Without the folders, which are in the title. */
function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

const result: Column = {
  ...{ id: 'targets', header: 'Result', width: 'minmax(140px, 1.1fr)', sortable: true, largestFirst: true },
  cell: (entry) =>
    entry.type === 'unreadable' ? (
      <span className={classes.unreadable} title={`${entry.error.message} ${entry.file}`}>
        Could not be read: {fileName(entry.file)}
      </span>
    ) : (
      <OpenLink entry={entry} />
    ),
};

const outcome: Column = {
  ...{ id: 'outcome', header: 'Outcome', width: '164px', sortable: true },
  cell: (entry) => {
    if (entry.type === 'unreadable') return <NotKnown />;
    if (entry.type === 'open') return 'not ended';
    return (
      <span
        className={classes.outcome}
        data-outcome={entry.outcome}
        title={entry.coverage === null ? undefined : gapsTitle(entry.coverage)}
      >
        {entry.outcome === 'complete-with-gaps' ? (
          <IconAlertTriangle size={14} className={classes.outcomeIcon} aria-hidden="true" />
        ) : null}
        {outcomeWords(entry.outcome)}
      </span>
    );
  },
};

export const historyColumns: readonly Column[] = [
  ofFacts(
    { id: 'startedAt', header: 'Started', width: '84px', sortable: true, largestFirst: true },
    ({ startedAt }) => (startedAt === null ? <NotKnown /> : <Moment at={startedAt} />),
  ),
  result,
  outcome,
  ofFacts({ id: 'scope', header: 'Selection', width: 'minmax(130px, 1.2fr)' }, (facts) => (
    <Selection {...facts} />
  )),
  ofFacts({ id: 'users', header: 'Users', width: 'minmax(120px, 1.2fr)', sortable: true }, ({ users }) =>
    users.length === 0 ? <NotKnown /> : <bdi title={users.join(', ')}>{users.join(', ')}</bdi>,
  ),
  ofFacts({ id: 'reason', header: 'Reason', width: 'minmax(110px, 1.3fr)', sortable: true }, ({ reason }) => (
    <bdi title={reason}>{reason}</bdi>
  )),
  ofFacts({ id: 'ticket', header: 'Ticket', width: 'minmax(70px, 0.6fr)', sortable: true }, ({ ticket }) =>
    ticket ? <bdi title={ticket}>{ticket}</bdi> : <span className={classes.none}>none</span>,
  ),
  ofFacts(
    { id: 'operator', header: 'Operator', width: 'minmax(80px, 0.8fr)', sortable: true },
    ({ operator }) => (operator === '' ? <NotKnown /> : <bdi title={operator}>{operator}</bdi>),
  ),
  ofFacts({ id: 'took', header: 'Took', width: '68px' }, ({ startedAt, endedAt }) =>
    startedAt === null || endedAt === null ? <NotKnown>–</NotKnown> : formatElapsed(endedAt - startedAt),
  ),
  {
    ...{ id: 'remove', header: 'Delete', width: '36px', hideHeader: true },
    cell: (entry) => (entry.type === 'ended' ? <RemoveRevocation entry={entry} /> : null),
  },
];
