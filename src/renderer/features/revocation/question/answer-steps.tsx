import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connection-context.tsx';
import { announce } from '../../../ui/announce.ts';
import { Problem } from '../../../ui/problem.tsx';
import { endedAnnouncement } from '../progress/run-announcements.ts';
import { RunControls } from '../progress/run-controls.tsx';
import { RunView } from '../progress/run-view.tsx';
import { ResultSummary } from '../report/result-summary.tsx';
import { summarise } from '../result-counts.ts';
import type { EndFlow } from './end-flow.ts';
import { PlanFacts } from './plan-facts.tsx';
import classes from './question.module.css';
import type { EndFlowActions } from './use-end-flow.ts';

interface RunningStepProps {
  readonly flow: Extract<EndFlow, { state: 'running' }>;
  readonly actions: EndFlowActions;
}

/** The progress. The dialog can be closed: the run continues in main. */
export function RunningStep({ flow, actions }: RunningStepProps) {
  const { lost, plan, progress, request } = flow;
  // On no button: a second Enter, meant for the question, must neither stop nor hide what it started.
  const step = useRef<HTMLElement>(null);
  useEffect(() => step.current?.focus(), []);
  const { state } = progress.run;
  return (
    <section ref={step} tabIndex={-1} className={classes.step} aria-label={text('run.progress')}>
      <PlanFacts plan={plan} request={request} />
      <RunView progress={progress} />
      {lost === null ? null : (
        <Problem error={lost} meaning={text('run.progress-lost')} onRetry={actions.followAgain} />
      )}
      <RunControls key={progress.id} progress={progress}>
        <Button
          className={classes.background ?? ''}
          variant="default"
          size="compact-sm"
          onClick={actions.close}
        >
          {state === 'paused' || state === 'interrupted'
            ? text('run.leave-it')
            : text('run.continue-in-background')}
        </Button>
      </RunControls>
    </section>
  );
}

interface ResultStepProps {
  readonly flow: Extract<EndFlow, { state: 'ended' }>;
  readonly actions: EndFlowActions;
}

/** The result, with the facts from the question. It stays until it is closed. Afterwards it is under Revocations. */
export function ResultStep({ flow, actions }: ResultStepProps) {
  const { activity, report, request } = flow;
  const { name } = useConnection();
  const { failed, notSent, stillActive } = summarise(report.counts);
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  useEffect(() => announce(endedAnnouncement(report, name)), [report, name]);

  return (
    <>
      <ResultSummary
        report={report}
        actions={{ activity, onActivity: actions.followActivity, place: 'dialog' }}
      />
      <PlanFacts plan={report.plan} request={request} />
      <div className={classes.buttons}>
        <Link
          to="/revocations/$id"
          params={{ id: report.id }}
          className={classes.reportLink}
          onClick={actions.close}
        >
          {text('report.open')}
        </Link>
        {failed + stillActive + notSent === 0 ? null : (
          <Button
            color="end"
            variant="outline"
            className={classes.endRest ?? ''}
            // Asks anew: a new plan of what is there by then.
            onClick={() => actions.ask(request)}
          >
            {text('report.end-rest')}
          </Button>
        )}
        <Button variant="default" ref={close} data-autofocus onClick={actions.close}>
          {text('question.close')}
        </Button>
      </div>
    </>
  );
}
