import { Link } from '@tanstack/react-router';
import type { RevocationEntry, RevocationReport } from '../../../contract/domain/revocation.ts';
import { useSettings } from '../../app/settings-context.tsx';
import { formatElapsed, formatNumber } from '../../ui/count-words.ts';
import { Moment } from '../../ui/moment.tsx';
import { useRowTabIndex } from '../../ui/row-context.tsx';
import type { TableColumn } from '../../ui/table/table-column.ts';
import { NotKnown } from './not-known.tsx';
import { outcomeWords } from './outcome-words.ts';
import { resultHeadline } from './result-words.ts';
import classes from './revocation-page.module.css';
import { scopeWords } from './scope-words.ts';

/** A revocation that is over, as far as its journal can be read. */
export type PastEntry = Exclude<RevocationEntry, { is: 'open' }>;

export function pastKey(entry: PastEntry): string {
  return entry.is === 'ended' ? entry.report.id : entry.file;
}

function OpenLink({ report }: { readonly report: RevocationReport }) {
  return (
    <Link to="/revocations/$id" params={{ id: report.id }} tabIndex={useRowTabIndex()}>
      {resultHeadline(report.counts)}
    </Link>
  );
}

function Scope({ plan }: RevocationReport) {
  const words = scopeWords(plan.scope, plan.targets, useSettings().times);
  return <span title={words}>{words}</span>;
}

/** Without the folders, which stand in the title. */
function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

type Column = TableColumn<PastEntry>;

/** A column of what a report says. Of a journal that cannot be read nothing is known. */
function ofReport(
  column: Omit<Column, 'cell' | 'sortValue'>,
  cell: (report: RevocationReport) => ReturnType<Column['cell']>,
  sortValue?: (report: RevocationReport) => string | number,
): Column {
  return {
    ...column,
    cell: (entry) => (entry.is === 'ended' ? cell(entry.report) : <NotKnown />),
    ...(sortValue === undefined
      ? {}
      : { sortValue: (entry) => (entry.is === 'ended' ? sortValue(entry.report) : null) }),
  };
}

const result: Column = {
  ...{ id: 'result', header: 'Result', width: 'minmax(140px, 1.2fr)' },
  cell: (entry) =>
    entry.is === 'ended' ? (
      <OpenLink report={entry.report} />
    ) : (
      <span className={classes.unreadable} title={`Its journal could not be read: ${entry.file}`}>
        Could not be read: {fileName(entry.file)}
      </span>
    ),
};

export const pastColumns: readonly Column[] = [
  ofReport(
    { id: 'started', header: 'Started', width: '88px', largestFirst: true },
    ({ startedAt }) => <Moment at={startedAt} />,
    ({ startedAt }) => startedAt,
  ),
  result,
  ofReport(
    { id: 'outcome', header: 'Outcome', width: '96px' },
    ({ outcome }) => (
      <span className={classes.outcome} data-outcome={outcome}>
        {outcomeWords(outcome)}
      </span>
    ),
    ({ outcome }) => outcome,
  ),
  ofReport({ id: 'scope', header: 'What', width: 'minmax(150px, 1.4fr)' }, (report) => <Scope {...report} />),
  ofReport(
    { id: 'new-sessions', header: 'New since', width: '80px', largestFirst: true },
    ({ newSessions }) => formatNumber(newSessions.ended + newSessions.left),
    ({ newSessions }) => newSessions.ended + newSessions.left,
  ),
  ofReport(
    { id: 'took', header: 'Took', width: '80px', largestFirst: true },
    ({ startedAt, endedAt }) => formatElapsed(endedAt - startedAt),
    ({ startedAt, endedAt }) => endedAt - startedAt,
  ),
  ofReport({ id: 'reason', header: 'Reason', width: 'minmax(110px, 1.4fr)' }, ({ reason }) =>
    reason === '' ? <span className={classes.none}>none given</span> : <bdi title={reason}>{reason}</bdi>,
  ),
];
