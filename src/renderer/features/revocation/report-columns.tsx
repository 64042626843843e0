import { Link } from '@tanstack/react-router';
import type { RevocationReport } from '../../../contract/domain/revocation.ts';
import { formatElapsed, formatNumber, plural } from '../../ui/count-words.ts';
import { Moment } from '../../ui/moment.tsx';
import { useRowTabIndex } from '../../ui/row-context.tsx';
import { ShortId } from '../../ui/short-id.tsx';
import type { TableColumn } from '../../ui/table/table-column.ts';
import { outcomeWords } from './outcome-words.ts';
import { resultHeadline } from './result-words.ts';
import classes from './revocation-page.module.css';

function OpenLink({ report }: { readonly report: RevocationReport }) {
  return (
    <Link to="/revocations/$id" params={{ id: report.id }} tabIndex={useRowTabIndex()}>
      {resultHeadline(report.counts)}
    </Link>
  );
}

function Scope({ plan }: RevocationReport) {
  const { scope } = plan;
  if (scope.type === 'handles') return plural(plan.targets, 'chosen session');
  return (
    <>
      all of <ShortId value={scope.userId} />
      {scope.tenantId === null ? '' : ` in ${scope.tenantId}`}
    </>
  );
}

export const reportColumns: readonly TableColumn<RevocationReport>[] = [
  {
    ...{ id: 'started', header: 'Started', width: '88px' },
    cell: ({ startedAt }) => <Moment at={startedAt} />,
    sortValue: ({ startedAt }) => startedAt,
    largestFirst: true,
  },
  {
    ...{ id: 'result', header: 'Result', width: 'minmax(140px, 1.2fr)' },
    cell: (report) => <OpenLink report={report} />,
  },
  {
    ...{ id: 'outcome', header: 'Outcome', width: '96px' },
    cell: ({ outcome }) => (
      <span className={classes.outcome} data-outcome={outcome}>
        {outcomeWords(outcome)}
      </span>
    ),
    sortValue: ({ outcome }) => outcome,
  },
  {
    ...{ id: 'scope', header: 'What', width: 'minmax(150px, 1.4fr)' },
    cell: (report) => <Scope {...report} />,
  },
  {
    ...{ id: 'newcomers', header: 'New since', width: '80px' },
    cell: ({ newcomers }) => formatNumber(newcomers.ended + newcomers.left),
    sortValue: ({ newcomers }) => newcomers.ended + newcomers.left,
    largestFirst: true,
  },
  {
    ...{ id: 'took', header: 'Took', width: '68px' },
    cell: ({ startedAt, endedAt }) => formatElapsed(endedAt - startedAt),
    sortValue: ({ startedAt, endedAt }) => endedAt - startedAt,
    largestFirst: true,
  },
  {
    ...{ id: 'reason', header: 'Reason', width: 'minmax(110px, 1.4fr)' },
    cell: ({ reason }) =>
      reason === '' ? <span className={classes.none}>none given</span> : <bdi title={reason}>{reason}</bdi>,
  },
];
