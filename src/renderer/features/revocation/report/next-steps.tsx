import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import type { RunProgress } from '../../../../contract/domain/revocation/run.ts';
import { richText } from '../../../messages/rich-text.tsx';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connections-context.tsx';
import { draftsQuery } from '../../../shared/drafts-query.ts';
import { call } from '../../../shared/ipc-client.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { keepFocus } from '../../../ui/focus/keep-focus.ts';
import { Problem } from '../../../ui/page/problem.tsx';
import { CountQuestion } from '../count-question.tsx';
import { useRevocationCommand } from '../revocation-calls.ts';
import { countNotQueued } from '../signals/format-signals.ts';
import { formatNotTriedAgain } from './gap-rows.ts';
import { countLeft, countOpenTokens } from './report-notes.ts';
import classes from './result-summary.module.css';

interface NextStepProps {
  readonly report: RevocationReport;
  /** The revocation runs again. */
  readonly onRestart: (progress: RunProgress) => void;
}

/** The sessions of a plan that are not known to be ended, and the offer to end them with what else is ordered, after a question. */
export function EndRemaining({ report, onRestart }: NextStepProps) {
  const [isAsked, setAsked] = useState(false);
  const connection = useConnection();
  const left = countLeft(report);
  if (left === 0) return null;
  const { coverage, remaining } = report;
  return (
    <div className={classes.line}>
      <span className={classes.remaining}>{text('report.remaining', { count: left })}</span>
      <Button
        size="compact-sm"
        color="end"
        variant="outline"
        className={classes.end ?? ''}
        disabled={connection.readOnly}
        title={connection.readOnly ? text('question.read-only', { connection: connection.name }) : undefined}
        onClick={() => setAsked(true)}
      >
        {text('report.end-remaining', { count: remaining })}
      </Button>
      <Dialog
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={text('report.end-remaining-question', { count: remaining })}
        size={520}
      >
        <CountQuestion
          count={remaining}
          send={(typedCount) =>
            call('revocation.endRemaining', { planId: report.id, count: remaining, typedCount })
          }
          onProgress={onRestart}
          onClose={() => setAsked(false)}
        >
          <p>{richText('report.end-remaining-meaning', { reason: <bdi>{report.reason}</bdi> })}</p>
          {remaining > left ? <p>{text('report.end-remaining-later', { count: remaining - left })}</p> : null}
          {coverage['users-not-scanned-again'] === 0 ? null : <p>{text('report.end-remaining-scan')}</p>}
        </CountQuestion>
      </Dialog>
    </div>
  );
}

/** The sessions whose OAuth2 tokens are not known to be ended, and the offer to end these, after a question. */
export function EndOAuthTokens({ report, onRestart }: NextStepProps) {
  const [isAsked, setAsked] = useState(false);
  const { name, readOnly } = useConnection();
  const count = countOpenTokens(report);
  if (count === 0) return null;
  return (
    <div className={classes.line}>
      <Button
        size="compact-sm"
        {...(report.oauth.ordered ? { color: 'end', variant: 'outline' } : { variant: 'default' })}
        disabled={readOnly}
        title={readOnly ? text('question.read-only', { connection: name }) : undefined}
        onClick={() => setAsked(true)}
      >
        {text('oauth.end', { count })}
      </Button>
      <Dialog
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={text('oauth.end-question', { count })}
        size={520}
      >
        <CountQuestion
          count={count}
          act={text('oauth.end', { count })}
          failed={text('oauth.nothing-ended')}
          send={(typedCount) => call('revocation.endOAuthTokens', { planId: report.id, count, typedCount })}
          onProgress={onRestart}
          onClose={() => setAsked(false)}
        >
          <p>{text('oauth.end-meaning')}</p>
        </CountQuestion>
      </Dialog>
    </div>
  );
}

/**
 * Offers to scan the users that the second scan did not visit. The order covers it, so nothing is asked: while sessions of the plan are
 * left, which it would end too, the question about these is the way.
 */
export function ContinueSecondScan({ report, onRestart }: NextStepProps) {
  const { name, readOnly } = useConnection();
  const scan = useRevocationCommand(
    () => call('revocation.continueSecondScan', { planId: report.id }),
    onRestart,
  );
  if (report.coverage['users-not-scanned-again'] === 0 || countLeft(report) > 0) return null;
  return (
    <>
      <div className={classes.line}>
        <span>{text('report.second-scan-not-complete')}</span>
        <Button
          size="compact-sm"
          variant="default"
          disabled={readOnly}
          title={readOnly ? text('question.read-only', { connection: name }) : undefined}
          loading={scan.isPending}
          onClick={() => scan.mutate()}
        >
          {text('report.continue-second-scan')}
        </Button>
      </div>
      {scan.error === null ? null : (
        <Problem error={scan.error} meaning={text('question.no-further-ended')} />
      )}
    </>
  );
}

/** Offers to queue the events that are in no queue: a receiver was added since, or its queue could not be written. */
export function SendSignals({ report, onRestart }: NextStepProps) {
  const send = useRevocationCommand(() => call('revocation.sendSignals', { id: report.id }), onRestart);
  const count = countNotQueued(report.signals.receivers);
  if (count === 0) return null;
  return (
    <>
      <div className={classes.line} ref={keepFocus}>
        <Button size="compact-sm" variant="default" loading={send.isPending} onClick={() => send.mutate()}>
          {text('signals.result.queue', { count })}
        </Button>
      </div>
      {send.error === null ? null : (
        <Problem error={send.error} meaning={text('signals.result.not-queued-now')} />
      )}
    </>
  );
}

/** Creates a draft of just what was not covered, and shows it. It ends no session. */
export function TryAgain({ report }: Pick<NextStepProps, 'report'>) {
  const revocationId = report.id;
  const leftOut = formatNotTriedAgain(report.coverage);
  const { id: connectionId } = useConnection();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const start = useMutation({
    mutationFn: () => call('planning.startFromGaps', { revocationId }),
    onSuccess: async (draft) => {
      void queries.invalidateQueries({ queryKey: draftsQuery(connectionId).queryKey });
      await navigate({ to: '/revocations/drafts/$draftId', params: { draftId: draft.id } });
    },
  });
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        title={leftOut ?? undefined}
        loading={start.isPending}
        onClick={() => start.mutate()}
      >
        {text('coverage.try-again')}
      </Button>
      {leftOut === null ? null : <span className={classes.leftOut}>{leftOut}</span>}
      {start.error === null ? null : (
        <Problem error={start.error} meaning={text('coverage.try-again-failed')} />
      )}
    </>
  );
}
