import { plural } from '../../messages/format-count.ts';
import { useConnection, Where } from '../../shared/connection-context.tsx';
import { useConnections } from '../../shared/connections-context.tsx';
import { OtherConnection } from '../../shared/other-connection.tsx';
import { BackLink } from '../../ui/back-link.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { ContinueSecondScan } from './continue-second-scan.tsx';
import { ReportRows } from './coverage/report-rows.tsx';
import { EndRemaining } from './end-remaining.tsx';
import { RemovedReport } from './removed-report.tsx';
import { ReportFacts } from './report-facts.tsx';
import { ResultSummary } from './result-summary.tsx';
import classes from './revocation-page.module.css';
import { RunControls } from './run-controls.tsx';
import { RunFacts } from './run-facts.tsx';
import { RunView } from './run-view.tsx';
import { TargetsPanel } from './targets-panel.tsx';
import { CopyForTicket } from './ticket/copy-for-ticket.tsx';
import { useWatchedRevocation } from './use-watched-revocation.ts';

/** One revocation: how far it is or how it ended, its circumstances, and how each session stands. */
export function RevocationPage({ id }: { readonly id: string }) {
  const connection = useConnection();
  const { list } = useConnections();
  const { progress, report, error, restarted, took, retry } = useWatchedRevocation(id);
  const connectionId = report?.plan.connectionId ?? progress?.connectionId ?? null;
  const isElsewhere = connectionId !== null && connectionId !== connection.id;
  const isHere = connectionId === connection.id;
  const isRemoved = isElsewhere && list !== null && !list.some((one) => one.id === connectionId);
  const targets = report?.plan.targets ?? progress?.targets ?? null;
  const title =
    (isHere || isRemoved) && targets !== null ? `Revocation of ${plural(targets, 'session')}` : 'Revocation';

  return (
    <Page title={title} layout="full">
      <div className={classes.head}>
        <BackLink />
        <h1>{title}</h1>
        {isHere ? <Where /> : null}
        {report !== null && (isHere || isRemoved) ? (
          <CopyForTicket
            report={report}
            connection={isHere ? connection.name : 'a connection that was removed'}
          />
        ) : null}
      </div>
      {error === null ? null : (
        <Problem
          error={error}
          meaning={
            connectionId === null
              ? 'The revocation could not be read.'
              : 'What you see was told before. If it was running, it goes on.'
          }
          {...(error.retryable || connectionId !== null ? { onRetry: retry } : {})}
        />
      )}
      {connectionId === null && error === null ? (
        <SkeletonRows rows={6} label="Reading the revocation" />
      ) : null}
      {isRemoved && report !== null ? <RemovedReport report={report} /> : null}
      {isElsewhere && !(isRemoved && report !== null) ? (
        <OtherConnection connectionId={connectionId} subject="revocation" />
      ) : null}
      {isHere ? (
        <>
          <div className={classes.columns}>
            {report !== null ? (
              <div className={classes.run}>
                <ResultSummary
                  report={report}
                  actions={{
                    again: progress,
                    onAgain: took,
                    place: 'page',
                  }}
                />
                {progress === null ? (
                  <>
                    <EndRemaining report={report} onBegun={restarted} />
                    <ContinueSecondScan report={report} onBegun={restarted} />
                  </>
                ) : null}
              </div>
            ) : progress !== null ? (
              <div className={classes.run}>
                <RunView progress={progress} />
                <RunControls progress={progress} onTold={took} />
              </div>
            ) : null}
            {report !== null ? <ReportFacts report={report} /> : null}
            {report === null && progress !== null ? <RunFacts progress={progress} /> : null}
          </div>
          <Targets id={id} progress={progress} report={report} />
        </>
      ) : null}
    </Page>
  );
}

type Watched = Pick<ReturnType<typeof useWatchedRevocation>, 'progress' | 'report'>;

function Targets({ id, progress, report }: Watched & { readonly id: string }) {
  const told = progress ?? report;
  if (told === null) return null;
  const isMoving =
    progress !== null && progress.run.state !== 'interrupted' && progress.run.state !== 'paused';
  const targets = <TargetsPanel id={id} told={told} live={isMoving} />;
  return report === null ? targets : <ReportRows report={report}>{targets}</ReportRows>;
}
