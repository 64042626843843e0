import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import { gapsOf } from '../../../../contract/domain/coverage.ts';
import type { GapRow } from '../../../../contract/domain/revocation/gap-rows.ts';
import type { PlanSource } from '../../../../contract/domain/revocation/plan.ts';
import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import { formatCount } from '../../../messages/format-count.ts';
import { text } from '../../../messages/text.ts';
import { call } from '../../../shared/ipc-client.ts';
import { readExport } from '../../../shared/read-task.ts';
import { usePagedRows } from '../../../shared/rows/paged-rows.ts';
import { ShortId } from '../../../shared/short-id.tsx';
import { EmptyNote } from '../../../ui/page/page.tsx';
import { Problem } from '../../../ui/page/problem.tsx';
import { SkeletonRows } from '../../../ui/page/skeleton-rows.tsx';
import { Table } from '../../../ui/table/table.tsx';
import type { TableColumn } from '../../../ui/table/table-column.ts';
import { ExportMenu, tableFormats } from '../../../ui/tasks/export-menu.tsx';
import { useViewState } from '../../../ui/view-state.ts';
import { NotKnown } from '../not-known.tsx';
import { gapsKey } from '../revocation-calls.ts';
import { UserLinkInRow } from '../user-link.tsx';
import { formatGapRow, formatGapsSwitch, formatNotListed } from './gap-rows.ts';
import classes from './revocation-page.module.css';

interface ReportRowsProps {
  readonly report: Pick<RevocationReport, 'plan' | 'coverage'>;
  /** The sessions of the report, with the switch to the gaps among their filters. */
  readonly sessions: (rowsSwitch: ReactNode) => ReactNode;
}

/** The rows of a report: its sessions and, where there are gaps, what was not covered. */
export function ReportRows({ report, sessions }: ReportRowsProps) {
  const [shown, setShown] = useViewState<'sessions' | 'gaps'>('report/rows', 'sessions');
  const { coverage, plan } = report;
  if (gapsOf(coverage).length === 0) return sessions(null);
  const rowsSwitch = (
    <SegmentedControl
      size="xs"
      aria-label={text('report.which-rows')}
      className={classes.switch ?? ''}
      value={shown}
      onChange={(value) => setShown(value === 'gaps' ? 'gaps' : 'sessions')}
      data={[
        { value: 'sessions', label: text('report.rows-sessions', { count: plan.targets }) },
        { value: 'gaps', label: formatGapsSwitch(coverage) },
      ]}
    />
  );
  return shown === 'sessions' ? sessions(rowsSwitch) : <Gaps report={report}>{rowsSwitch}</Gaps>;
}

interface GapsProps extends Pick<ReportRowsProps, 'report'> {
  readonly children: ReactNode;
}

/** What a revocation does not cover, one by one. After the end it changes only where that is continued. */
function Gaps({ report, children }: GapsProps) {
  const { coverage, plan } = report;
  const { id, source } = plan;
  const gaps = usePagedRows({
    queryKey: gapsKey(id),
    fetchPage: (offset, limit, signal) => call('revocation.gaps', { id, offset, limit }, signal),
  });
  const { total } = gaps;
  const notListed = formatNotListed(coverage).join(' ');
  return (
    <section className={classes.rows} aria-label={text('coverage.rows')}>
      <div className={classes.gapsHead}>
        {children}
        <ExportMenu
          formats={tableFormats}
          label={text('coverage.export')}
          disabled={total === null || total === 0}
          write={(format, onProgress, signal) =>
            readExport('revocation.exportGaps', { id, format }, onProgress, signal)
          }
        />
      </div>
      {notListed === '' ? null : <p className={classes.quiet}>{notListed}</p>}
      {gaps.error === null ? null : (
        <Problem
          error={gaps.error}
          meaning={text(gaps.isOutdated ? 'frame.rows-outdated' : 'coverage.rows-error')}
          onRetry={gaps.retry}
        />
      )}
      {gaps.isPending ? <SkeletonRows rows={6} label={text('coverage.rows-reading')} /> : null}
      {total !== null && total > 0 ? (
        <Table
          label={text('coverage.rows')}
          stateKey="gaps"
          rows={gaps}
          columns={gapColumns(source)}
          rowKey={(_row, index) => String(index)}
          minWidth={640}
        />
      ) : null}
      {total === 0 ? <EmptyNote title={text('coverage.rows-none')} /> : null}
    </section>
  );
}

type Column = TableColumn<GapRow>;

const why: Column = {
  ...{ id: 'why', header: text('coverage.column.why'), width: 'minmax(220px, 2fr)' },
  cell: (row) => {
    if (row.type === 'damaged') return <NotKnown>{text('coverage.row.damaged')}</NotKnown>;
    const reason = formatGapRow(row);
    return <span title={reason}>{reason}</span>;
  },
};

const columnsOfList: readonly Column[] = [
  {
    ...{ id: 'line', header: text('coverage.column.line'), width: '80px', align: 'end' as const },
    cell: (row) => (row.type === 'line' ? formatCount(row.line) : <NotKnown />),
  },
  {
    ...{ id: 'text', header: text('coverage.column.text'), width: 'minmax(180px, 1.5fr)' },
    cell: (row) => (row.type === 'line' ? <bdi title={row.text}>{row.text}</bdi> : <NotKnown />),
  },
  why,
];

const columnsOfRule: readonly Column[] = [
  {
    ...{ id: 'userId', header: text('coverage.column.user'), width: 'minmax(180px, 1.5fr)' },
    cell: (row) => {
      if (!('userId' in row)) return <NotKnown />;
      return <UserLinkInRow userId={row.userId} name={row.type === 'undecided' ? row.name : null} />;
    },
  },
  {
    ...{ id: 'handle', header: text('coverage.column.session'), width: 'minmax(150px, 1fr)' },
    cell: (row) => {
      if (row.type === 'session' || row.type === 'undecided')
        return <ShortId value={row.handle} chars={16} />;
      return row.type === 'user' ? <NotKnown>{text('coverage.all-of-user')}</NotKnown> : <NotKnown />;
    },
  },
  why,
];

function gapColumns({ type }: PlanSource): readonly Column[] {
  return type === 'rule' ? columnsOfRule : columnsOfList;
}
