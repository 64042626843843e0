import { useQuery, useQueryClient } from '@tanstack/react-query';
import { toAppError } from '../../../contract/failure.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { BackLink } from '../../ui/back-link.tsx';
import { plural } from '../../ui/count-words.ts';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { OtherConnection } from './other-connection.tsx';
import { ReportFacts } from './report-facts.tsx';
import { reportQuery } from './report-queries.ts';
import { ResultSummary } from './result-summary.tsx';
import classes from './revocation-page.module.css';
import { TargetsPanel } from './targets-panel.tsx';
import { Where } from './where.tsx';

/** One revocation: its numbers, its circumstances, and how each session ended. */
export function RevocationPage({ id }: { readonly id: string }) {
  const queries = useQueryClient();
  const query = reportQuery(id);
  const report = useQuery(query);
  const connection = useConnection();
  const isElsewhere = report.data !== undefined && report.data.plan.connectionId !== connection.id;
  const here = isElsewhere ? undefined : report.data;
  const title = here === undefined ? 'Revocation' : `Revocation of ${plural(here.plan.targets, 'session')}`;
  return (
    <Page title={title} layout="full">
      <div className={classes.head}>
        <BackLink />
        <h1>{title}</h1>
        {here === undefined ? null : <Where />}
      </div>
      {report.error === null ? null : (
        <Problem
          error={report.error}
          meaning={
            toAppError(report.error).code === 'not-found'
              ? 'Reports are kept until Curfew closes. One from an earlier run cannot be read here.'
              : 'Could not read the report.'
          }
          {...(toAppError(report.error).retryable ? { onRetry: () => void report.refetch() } : {})}
        />
      )}
      {report.isPending ? <SkeletonRows rows={6} label="Reading the report" /> : null}
      {isElsewhere ? <OtherConnection connectionId={report.data.plan.connectionId} /> : null}
      {here === undefined ? null : (
        <>
          <div className={classes.columns}>
            <ResultSummary
              report={here}
              onReport={(next) => queries.setQueryData(query.queryKey, next)}
              onEndNewcomers={null}
            />
            <ReportFacts report={here} />
          </div>
          <TargetsPanel report={here} />
        </>
      )}
    </Page>
  );
}
