import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { RevocationReport, RunItem } from '../../../../contract/domain/revocation/report.ts';
import type { RunProgress } from '../../../../contract/domain/revocation/run.ts';
import { text } from '../../../messages/text.ts';
import {
  OtherConnection,
  useConnection,
  useConnections,
  Where,
} from '../../../shared/connections-context.tsx';
import { call, useStream } from '../../../shared/ipc-client.ts';
import { useOpenRevocations } from '../../../shared/revocations/open-revocations-context.tsx';
import { BackLink } from '../../../ui/page/back-link.tsx';
import { Fold } from '../../../ui/page/fold.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { Problem } from '../../../ui/page/problem.tsx';
import { SkeletonRows } from '../../../ui/page/skeleton-rows.tsx';
import { RunControls } from '../progress/run-controls.tsx';
import { RunView } from '../progress/run-view.tsx';
import { invalidateTargets } from '../revocation-calls.ts';
import { ServicesNote } from '../signals/exposure-bar.tsx';
import { useLiveReport } from '../signals/use-live-report.ts';
import { TargetsPanel } from '../targets/targets-panel.tsx';
import { NoCoreLinks } from '../user-link.tsx';
import { CopyForTicket } from './copy-for-ticket.tsx';
import { EvidenceButton } from './evidence-button.tsx';
import { ContinueSecondScan, EndOAuthTokens, EndRemaining, SendSignals } from './next-steps.tsx';
import { ReportFacts, RunFacts } from './report-facts.tsx';
import { ReportRows } from './report-rows.tsx';
import { ResultSummary } from './result-summary.tsx';
import classes from './revocation-page.module.css';

/** One revocation: its progress or its result, its circumstances, and the state of each session. */
export function RevocationPage({ id }: { readonly id: string }) {
  const connection = useConnection();
  const { list } = useConnections();
  const followed = useRevocation(id);
  const live = useLiveReport(followed.report);
  const revocation = { ...followed, report: live.report };
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
        {isHere ? (
          <div className={classes.where}>
            <Where />
          </div>
        ) : null}
        <div className={classes.headActions}>
          <Link to="/audit" search={{ revocation: id }}>
            {text('report.audit-records')}
          </Link>
          {report !== null && (isHere || isRemoved) ? (
            <CopyForTicket
              report={report}
              activity={progress}
              connection={isHere ? connection.name : text('report.connection-removed')}
            />
          ) : null}
          {(isHere || isRemoved) && canBeProved(revocation) ? (
            <EvidenceButton revocation={id} isInterrupted={report === null} />
          ) : null}
        </div>
      </div>
      {error === null ? null : (
        <Problem
          error={error}
          meaning={text(connectionId === null ? 'report.not-read' : 'report.no-news')}
          {...(error.retryable || connectionId !== null ? { onRetry: revocation.retry } : {})}
        />
      )}
      {live.error === null ? null : (
        <Problem error={live.error} meaning={text('signals.result.not-updated')} onRetry={live.retry} />
      )}
      {connectionId === null && error === null ? (
        <SkeletonRows rows={6} label={text('report.reading')} />
      ) : null}
      {isRemoved && report !== null ? (
        <NoCoreLinks>
          <RevocationView {...revocation} id={id} isReadOnly />
        </NoCoreLinks>
      ) : null}
      {isElsewhere && !isRemoved ? (
        <OtherConnection connectionId={connectionId} subject="revocation" />
      ) : null}
      {isHere ? <RevocationView {...revocation} id={id} isReadOnly={false} /> : null}
    </Page>
  );
}

/** It does not change: it has ended, or the end of the console cut it off. */
function canBeProved({ progress, report }: Pick<ReturnType<typeof useRevocation>, 'progress' | 'report'>) {
  return progress === null ? report !== null : progress.run.state === 'interrupted';
}

type RevocationViewProps = ReturnType<typeof useRevocation> & {
  readonly id: string;
  /** Its connection was removed: the report can be read, and nothing can be done about it. */
  readonly isReadOnly: boolean;
};

function RevocationView({ id, isReadOnly, onActivity, onRestart, progress, report }: RevocationViewProps) {
  const numbers = progress ?? report;
  const source = progress?.source ?? report?.plan.source;
  if (numbers === null || source === undefined) return null;
  const isChanging =
    progress !== null && progress.run.state !== 'interrupted' && progress.run.state !== 'paused';
  const sessions = (rowsSwitch: ReactNode) => (
    <TargetsPanel {...{ id, numbers, isChanging, rowsSwitch }} source={source.type} />
  );
  return (
    <>
      <section className={classes.overview} aria-label={text('report.summary')}>
        <div className={classes.result}>
          {isReadOnly ? <p className={classes.quiet}>{text('report.connection-removed-note')}</p> : null}
          {report === null && progress !== null ? (
            <RunView progress={progress}>
              <RunControls progress={progress} onProgress={onActivity} />
            </RunView>
          ) : null}
          {report === null ? null : (
            <ResultSummary
              report={report}
              actions={isReadOnly ? null : { activity: progress, onActivity, place: 'page' }}
            />
          )}
        </div>
        <Fold
          stateKey="report/details"
          summary={<span className={classes.quietLabel}>{text('report.details')}</span>}
        >
          {report !== null ? <ReportFacts report={report} /> : null}
          {report !== null ? <ServicesNote report={report} className={classes.inDetails} /> : null}
          {report === null && progress !== null ? <RunFacts progress={progress} /> : null}
        </Fold>
        <div className={classes.actions}>
          {report !== null && progress === null && !isReadOnly ? (
            <>
              <EndRemaining report={report} onRestart={onRestart} />
              <EndOAuthTokens report={report} onRestart={onRestart} />
              <ContinueSecondScan report={report} onRestart={onRestart} />
              <SendSignals report={report} onRestart={onRestart} />
            </>
          ) : null}
        </div>
      </section>
      {report === null ? sessions(null) : <ReportRows report={report} sessions={sessions} />}
    </>
  );
}

interface RevocationView {
  /** Null while nothing is done with it. */
  readonly progress: RunProgress | null;
  /** The latest one; null before its end. */
  readonly report: RevocationReport | null;
}

const nothingYet: RevocationView = { progress: null, report: null };

function withItem(before: RevocationView, item: RunItem): RevocationView {
  return item.type === 'report' ? { ...before, report: item.report } : { ...before, progress: item.progress };
}

/** Nothing is done with it any more. One that was interrupted has no report: its last progress stays. */
function withoutActivity(before: RevocationView): RevocationView {
  return before.report === null ? before : { ...before, progress: null };
}

/** One revocation, as long as the caller is mounted. The run continues without it. For another id, mount another caller. */
function useRevocation(id: string) {
  const queries = useQueryClient();
  const { list } = useOpenRevocations();
  const [view, setView] = useState<RevocationView>(nothingYet);
  const lastReport = useRef<RevocationReport | null>(null);

  function take(items: readonly RunItem[]): void {
    for (const item of items) if (item.type === 'report') lastReport.current = item.report;
    setView((before) => items.reduce(withItem, before));
  }

  /** As long as the number of damaged rows is not known, the report says so. */
  async function readAllRows(signal: AbortSignal): Promise<void> {
    if (lastReport.current === null || lastReport.current.damagedRows !== null) return;
    const report = await call('revocation.reportOfAllRows', { id }, signal).catch(() => null);
    if (report && !signal.aborted) take([{ type: 'report', report }]);
  }

  const { error, restart } = useStream(
    'revocation.watch',
    { id },
    {
      onItems: take,
      onEnd: (signal) => {
        setView(withoutActivity);
        invalidateTargets(queries, id);
        void readAllRows(signal);
      },
    },
  );

  // One that had ended, or was interrupted, can be resumed from another page.
  const isActive = list?.some((one) => one.id === id && one.run.state !== 'interrupted') ?? false;
  useEffect(() => {
    if (isActive) restart();
  }, [isActive, restart]);

  return {
    ...view,
    /** Why the stream of its progress failed. */
    error,
    /** Something was started with it: its report stays. */
    onActivity: (progress: RunProgress) => {
      setView((before) => ({ ...before, progress }));
      restart();
    },
    /** It runs again, and its report is not true any more. */
    onRestart: (progress: RunProgress) => {
      lastReport.current = null;
      setView({ progress, report: null });
      restart();
    },
    retry: restart,
  };
}
