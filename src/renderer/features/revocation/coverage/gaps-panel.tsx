import type { RevocationReport } from '../../../../contract/domain/revocation.ts';
import { call } from '../../../shared/ipc-client.ts';
import { usePagedRows } from '../../../shared/paged-rows.ts';
import { EmptyNote } from '../../../ui/empty-note.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { SkeletonRows } from '../../../ui/skeleton-rows.tsx';
import { Table } from '../../../ui/table/table.tsx';
import classes from './coverage.module.css';
import { gapColumns } from './gap-columns.tsx';
import { notListedWords } from './gap-row-words.ts';

interface GapsPanelProps {
  readonly report: Pick<RevocationReport, 'plan' | 'coverage'>;
}

/** What a revocation does not cover, one by one. It never changes after the end. */
export function GapsPanel({ report }: GapsPanelProps) {
  const { coverage, plan } = report;
  const { id, scope } = plan;
  const gaps = usePagedRows({
    queryKey: ['revocation.gaps', id],
    fetchPage: (offset, limit, signal) => call('revocation.gaps', { id, offset, limit }, signal),
  });
  const { total } = gaps;
  const notListed = notListedWords(coverage).join(' ');
  return (
    <>
      {notListed === '' ? null : <p className={classes.limit}>{notListed}</p>}
      {gaps.error === null ? null : (
        <Problem
          error={gaps.error}
          meaning="What was not covered could not be listed. The numbers above are right."
          onRetry={gaps.retry}
        />
      )}
      {gaps.isPending ? <SkeletonRows rows={6} label="Reading what was not covered" /> : null}
      {total !== null && total > 0 ? (
        <Table
          label="What was not covered"
          stateKey="gaps"
          rows={gaps}
          columns={gapColumns(scope)}
          rowKey={(_row, index) => String(index)}
          minWidth={640}
        />
      ) : null}
      {total === 0 ? <EmptyNote title="Of what was not covered, nothing can be listed" /> : null}
    </>
  );
}
