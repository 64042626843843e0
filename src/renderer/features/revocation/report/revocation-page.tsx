import type { ReactNode } from 'react';
import { text } from '../../../messages/text.ts';
import {
  OtherConnection,
  useConnection,
  useConnections,
  Where,
} from '../../../shared/connections-context.tsx';
import { BackLink } from '../../../ui/back-link.tsx';
import { Page } from '../../../ui/page.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { SkeletonRows } from '../../../ui/skeleton-rows.tsx';
import { useViewState } from '../../../ui/view-state.ts';
import { RunControls } from '../progress/run-controls.tsx';
import { RunView } from '../progress/run-view.tsx';
import { TargetsPanel } from '../targets/targets-panel.tsx';
import { NoUserLinks } from '../user-link.tsx';
import { CopyForTicket } from './copy-for-ticket.tsx';
import { ContinueSecondScan, EndRemaining } from './next-steps.tsx';
import { ReportFacts, RunFacts } from './report-facts.tsx';
import { ReportRows } from './report-rows.tsx';
import { ResultSummary } from './result-summary.tsx';
import classes from './revocation-page.module.css';
import { useRevocation } from './use-revocation.ts';

/** One revocation: its progress or its result, its circumstances, and the state of each session. */
export function RevocationPage({ id }: { readonly id: string }) {
  const connection = useConnection();
  const { list } = useConnections();
  const revocation = useRevocation(id);
  const { progress, report, error } = revocation;
  const connectionId = report?.plan.connectionId ?? progress?.connectionId ?? null;
  const isElsewhere = connectionId !== null && connectionId !== connection.id;
  const isHere = connectionId === connection.id;
  const isRemoved =
    isElsewhere && report !== null && list !== null && !list.some((one) => one.id === connectionId);
  const targets = report?.plan.targets ?? progress?.targets ?? null;
  const title =
    (isHere || isRemoved) && targets !== null
      ? text('report.title', { count: targets })
      : text('report.title-unknown');

  return (
    <Page title={title} layout="full">
      <div className={classes.head}>
        <BackLink />
        <h1>{title}</h1>
        {isHere ? <Where /> : null}
        {report !== null && (isHere || isRemoved) ? (
          <CopyForTicket
            report={report}
            connection={isHere ? connection.name : text('report.connection-removed')}
          />
        ) : null}
      </div>
      {error === null ? null : (
        <Problem
          error={error}
          meaning={text(connectionId === null ? 'report.not-read' : 'report.no-news')}
          {...(error.retryable || connectionId !== null ? { onRetry: revocation.retry } : {})}
        />
      )}
      {connectionId === null && error === null ? (
        <SkeletonRows rows={6} label={text('report.reading')} />
      ) : null}
      {isRemoved && report !== null ? (
        <NoUserLinks>
          <RevocationView {...revocation} id={id} isReadOnly />
        </NoUserLinks>
      ) : null}
      {isElsewhere && !isRemoved ? (
        <OtherConnection connectionId={connectionId} subject="revocation" />
      ) : null}
      {isHere ? <RevocationView {...revocation} id={id} isReadOnly={false} /> : null}
    </Page>
  );
}

type RevocationViewProps = ReturnType<typeof useRevocation> & {
  readonly id: string;
  /** Its connection was removed: the report can be read, and nothing can be done about it. */
  readonly isReadOnly: boolean;
};

function RevocationView({ id, isReadOnly, onActivity, onRestart, progress, report }: RevocationViewProps) {
  const numbers = progress ?? report;
  if (numbers === null) return null;
  const isChanging =
    progress !== null && progress.run.state !== 'interrupted' && progress.run.state !== 'paused';
  const sessions = (rowsSwitch: ReactNode) => (
    <TargetsPanel id={id} numbers={numbers} isChanging={isChanging} rowsSwitch={rowsSwitch} />
  );
  return (
    <>
      <section className={classes.overview} aria-label={text('report.summary')}>
        <div className={classes.result}>
          {isReadOnly ? <p className={classes.quiet}>{text('report.connection-removed-note')}</p> : null}
          {report === null && progress !== null ? (
            <>
              <RunView progress={progress} />
              <RunControls progress={progress} onProgress={onActivity} />
            </>
          ) : null}
          {report === null ? null : (
            <ResultSummary
              report={report}
              actions={isReadOnly ? null : { activity: progress, onActivity, place: 'page' }}
            />
          )}
          {report !== null && progress === null && !isReadOnly ? (
            <>
              <EndRemaining report={report} onRestart={onRestart} />
              <ContinueSecondScan report={report} onRestart={onRestart} />
            </>
          ) : null}
        </div>
        <Details>
          {report !== null ? <ReportFacts report={report} /> : null}
          {report === null && progress !== null ? <RunFacts progress={progress} /> : null}
        </Details>
      </section>
      {report === null ? sessions(null) : <ReportRows report={report} sessions={sessions} />}
    </>
  );
}

/** In a window that is less high than this, the facts are folded at first: the sessions need the room. */
const highWindow = 800;

/** The facts, beside the result. */
function Details({ children }: { readonly children: ReactNode }) {
  const [isOpen, setOpen] = useViewState('report/details', window.innerHeight >= highWindow);
  return (
    <details
      className={classes.details}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{text('report.details')}</summary>
      {children}
    </details>
  );
}
