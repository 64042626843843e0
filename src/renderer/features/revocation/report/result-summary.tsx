import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import type { RunProgress } from '../../../../contract/domain/revocation/run.ts';
import { formatTook } from '../../../messages/format-duration.ts';
import { formatClock } from '../../../messages/format-time.ts';
import { richText } from '../../../messages/rich-text.tsx';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connections-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import { summarise } from '../../../shared/revocations/revocation-outcome.tsx';
import { useSettings } from '../../../shared/settings-context.tsx';
import { GapsNote, Problem } from '../../../ui/page/problem.tsx';
import { useNow } from '../../../ui/values/moment.tsx';
import { formatActivity, formatStep } from '../progress/format-progress.ts';
import { RunControls } from '../progress/run-controls.tsx';
import { WhyNotRunning } from '../progress/run-view.tsx';
import {
  formatFailureMeaning,
  formatReportResult,
  formatTargetState,
  mayHaveEnded,
  resultTone,
  stateCounts,
} from '../result-counts.ts';
import { useRevocationCommand } from '../revocation-calls.ts';
import { ExposureBar } from '../signals/exposure-bar.tsx';
import { ReceiversOfRevocation } from '../signals/receivers-of-revocation.tsx';
import { NewSessions, NewSessionsReadOnly } from '../watch/new-sessions.tsx';
import { canTryAgain } from './gap-rows.ts';
import { TryAgain } from './next-steps.tsx';
import { formatDamage, formatOAuth, formatStillValid, formatVerified, reportNotes } from './report-notes.ts';
import classes from './result-summary.module.css';

interface ResultActions {
  /** What is done with the revocation at present; null: nothing. */
  readonly activity: RunProgress | null;
  /** Something was started with it. */
  readonly onActivity: (progress: RunProgress) => void;
  readonly place: 'page' | 'dialog';
}

interface ResultSummaryProps {
  readonly report: RevocationReport;
  /** Null: nothing can be done, because the connection was removed. */
  readonly actions: ResultActions | null;
}

/** A revocation in numbers: what ended, what is not known, what is still active, and the next steps. */
export function ResultSummary({ report, actions }: ResultSummaryProps) {
  const { counts } = report;
  const { name: connection } = useConnection();
  const { unknown } = summarise(counts);
  const damage = formatDamage(report.damagedRows);
  const isVerified = unknown === 0 && report.verifiedAt !== null;
  return (
    <div className={classes.summary} data-place={actions?.place ?? 'page'}>
      <Headline report={report} />
      {damage === null ? null : (
        <p className={classes.damage} data-known={report.damagedRows !== null}>
          <IconAlertTriangle size={16} className={classes.gapsIcon} aria-hidden="true" />
          {damage}
        </p>
      )}
      <GapsNote
        coverage={report.coverage}
        source={report.plan.source}
        hasSecondScan={report.plan.secondScan !== null}
        time="started"
        {...(actions?.place === 'dialog' ? {} : { foldKey: 'report/gaps' })}
      >
        {actions && canTryAgain(report.coverage) ? <TryAgain report={report} /> : null}
      </GapsNote>
      {report.errors.map((error) => (
        <Problem
          key={error.code}
          error={error}
          failedCall="revocation"
          meaning={formatFailureMeaning(report)}
        />
      ))}
      {actions === null ? null : isVerified ? (
        <Activity activity={actions.activity} />
      ) : (
        <VerifyAgain report={report} {...actions} />
      )}
      {actions === null ? (
        <NewSessionsReadOnly report={report} />
      ) : (
        <NewSessions report={report} {...actions} />
      )}
      <OAuthResult report={report} />
      {mayHaveEnded(report) ? (
        <ExposureBar report={report} connection={actions === null ? null : connection} />
      ) : null}
      <ReceiversOfRevocation receivers={report.signals.receivers} until={report.exposureUntil} />
      {reportNotes(report).map((note) => (
        <p key={note} className={classes.quiet}>
          {note}
        </p>
      ))}
    </div>
  );
}

/** The result in a sentence, when it was verified, and its numbers. */
function Headline({ report }: Pick<ResultSummaryProps, 'report'>) {
  const now = useNow();
  const { times } = useSettings();
  const tone = resultTone(report, now);
  return (
    <div className={classes.headline}>
      <p data-tone={tone}>
        <strong>
          {tone === 'gaps' ? (
            <IconAlertTriangle size={18} className={classes.gapsIcon} aria-hidden="true" />
          ) : null}
          {formatReportResult(report)}
        </strong>{' '}
        <span className={classes.aside}>
          {[formatVerified(report, (at) => formatClock(at, now, times, true)), formatTook(report)]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
      </p>
      <ul className={classes.numbers}>
        {stateCounts(report.counts).map(({ state, count }) => (
          <li key={state} data-state={state} data-none={count === 0 || undefined}>
            {richText('report.count', {
              count,
              state: formatTargetState(state),
              b: (chunks) => <span className={classes.count}>{chunks}</span>,
            })}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What is done with a revocation that has a report. Nothing while nothing is done; a watch is shown elsewhere. */
function Activity({ activity }: { readonly activity: RunProgress | null }) {
  if (activity === null || activity.run.state === 'watching') return null;
  const step = activity.run.state === 'running' ? formatStep(activity) : null;
  return (
    <>
      <div className={classes.line}>
        <span role="status">
          {[formatActivity(activity), step].filter((part) => part !== null).join(' · ')}
        </span>
        <RunControls progress={activity} />
      </div>
      <WhyNotRunning progress={activity} />
    </>
  );
}

type VerifyAgainProps = Pick<ResultActions, 'activity' | 'onActivity'> & Pick<ResultSummaryProps, 'report'>;

/** What nobody knows yet is no failure: it can be read again, as often as it takes. */
function VerifyAgain({ report, activity, onActivity }: VerifyAgainProps) {
  const verify = useRevocationCommand(() => call('revocation.verifyAgain', { id: report.id }), onActivity);
  const { unknown } = summarise(activity?.counts ?? report.counts);
  const isWatching = activity?.run.state === 'watching';
  const atWork = isWatching ? null : activity;
  const isVerifying = verify.isPending || atWork?.run.state === 'running';
  const isIdle = !isVerifying && atWork === null;
  return (
    <>
      <div className={classes.line}>
        <span role="status" className={unknown === 0 && isIdle ? classes.notCompared : undefined}>
          {formatVerification(atWork, unknown, isVerifying)}
        </span>
        <Button
          size="compact-sm"
          variant="default"
          loading={isVerifying}
          disabled={isWatching || (atWork !== null && !isVerifying)}
          onClick={() => verify.mutate()}
        >
          {text('report.verify-again')}
        </Button>
        {atWork === null ? null : <RunControls progress={atWork} />}
      </div>
      {activity === null ? null : <WhyNotRunning progress={activity} />}
      {verify.error === null ? null : <Problem error={verify.error} meaning={formatFailureMeaning(report)} />}
    </>
  );
}

/** What is not known of a report, or what is done about it: one that is paused or waits is not said to be verifying. */
export function formatVerification(
  atWork: RunProgress | null,
  unknown: number,
  isVerifying: boolean,
): string {
  const isEnding = atWork?.phase === 'ending' && atWork.step.of > 0;
  if (atWork !== null && (isEnding || !isVerifying)) return formatActivity(atWork);
  if (unknown === 0) return text(isVerifying ? 'report.verifying' : 'report.not-compared');
  return text(isVerifying ? 'report.verifying-unknown' : 'report.unknown-sent', { count: unknown });
}

/** What became of the tokens of OAuth2 clients. Ordered and not known to be ended, they need somebody to look at them. */
function OAuthResult({ report }: { readonly report: RevocationReport }) {
  const result = formatOAuth(report, 'sentence');
  if (result === null) return null;
  const stillValid = formatStillValid(report);
  const isOpen = stillValid !== null;
  return (
    <p
      className={`${isOpen ? classes.damage : classes.quiet} ${classes.oauth}`}
      data-known={isOpen || undefined}
    >
      {isOpen ? <IconAlertTriangle size={16} className={classes.gapsIcon} aria-hidden="true" /> : null}
      {result}.{isOpen ? <span className={classes.stillValid}> {stillValid}</span> : null}
    </p>
  );
}
