import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react';
import { text } from '../../../messages/text.ts';
import { useConnection, Where } from '../../../shared/connections-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import { nameInView } from '../../../shared/known-user.ts';
import {
  EndSessionsContext,
  type EndSessionsRequest,
} from '../../../shared/revocations/end-sessions-context.tsx';
import { summarise } from '../../../shared/revocations/revocation-outcome.tsx';
import { announce } from '../../../ui/announce.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Problem } from '../../../ui/page/problem.tsx';
import { SkeletonRows } from '../../../ui/page/skeleton-rows.tsx';
import { endedAnnouncement } from '../progress/format-progress.ts';
import { RunControls } from '../progress/run-controls.tsx';
import { RunView } from '../progress/run-view.tsx';
import { ResultSummary } from '../report/result-summary.tsx';
import { useLiveReport } from '../signals/use-live-report.ts';
import { ConfirmStep } from './confirm-step.tsx';
import { canBeLeft, type EndFlow } from './end-flow.ts';
import { NameNotes } from './name-notes.tsx';
import { PlanFacts } from './plan-facts.tsx';
import classes from './question.module.css';
import { type EndFlowActions, useEndFlow } from './use-end-flow.ts';
import { useFocusReturn } from './use-focus-return.ts';

/** Read when the question is shown: until there is a result, they are there. */
const readDocuments = () => import('../report/result-documents.tsx');
const ResultDocuments = lazy(async () => ({ default: (await readDocuments()).ResultDocuments }));

/** Lets every page end sessions through the same question and the same result. */
export function EndSessionsProvider({ children }: { readonly children: ReactNode }) {
  const connection = useConnection();
  const { flow, actions } = useEndFlow(connection.id);
  return (
    <EndSessionsContext value={actions.ask}>
      {children}
      <EndDialog flow={flow} actions={actions} />
    </EndSessionsContext>
  );
}

interface EndDialogProps {
  readonly flow: EndFlow;
  readonly actions: EndFlowActions;
}

/** One dialog from the question to the result. The result stays until it is closed. */
function EndDialog({ flow, actions }: EndDialogProps) {
  const shown = useLastOpen(flow);
  const user = useSubject(shown);
  const { name: connection } = useConnection();
  const isOpen = flow.state !== 'closed';
  useFocusReturn(isOpen);
  useEffect(() => {
    if (isOpen) void readDocuments();
  }, [isOpen]);
  return (
    <Dialog
      opened={isOpen}
      onClose={actions.close}
      title={titleOf(shown, user)}
      size={640}
      closeOnClickOutside={false}
      closeOnEscape={canBeLeft(flow)}
      ownFocus
      classNames={{ body: classes.body }}
    >
      <Where />
      {shown.state === 'question' ? (
        <NameNotes names={[user, connection]} hasUserId={userOf(shown.request) !== null} />
      ) : null}
      <Step key={shown.state} flow={shown} actions={actions} />
    </Dialog>
  );
}

/** What was on screen last, so that the dialog does not become empty while it fades. */
function useLastOpen(flow: EndFlow): EndFlow {
  const last = useRef(flow);
  useEffect(() => {
    if (flow.state !== 'closed') last.current = flow;
  }, [flow]);
  return flow.state === 'closed' ? last.current : flow;
}

/**
 * Whose sessions these are: name and address where they are of one user, else what the page called them. Here the user is
 * read, and the audit log says so: who is asked has to know whom it is about.
 */
function useSubject(flow: EndFlow): string {
  const { id: connectionId } = useConnection();
  const request = flow.state === 'closed' ? null : flow.request;
  const userId = userOf(request);
  const { data } = useQuery({
    queryKey: ['directory.user', connectionId, userId],
    queryFn: ({ signal }) => call('directory.user', { connectionId, userId: userId ?? '' }, signal),
    enabled: userId !== null,
  });
  return (data && nameInView(data)) ?? request?.subject ?? '';
}

/** The one user whose sessions are to be ended; null: there are several, or nobody knows. */
function userOf(request: EndSessionsRequest | null): string | null {
  const selection = request?.selection;
  return selection?.type === 'user' ? selection.userId : (request?.userId ?? null);
}

function titleOf(flow: EndFlow, user: string): string {
  switch (flow.state) {
    case 'closed':
      return '';
    case 'planning':
    case 'not-planned':
      return text('question.title-listing', { user });
    case 'question':
      if (flow.plan.targets === 0) return text('question.title-none', { user });
      return text('question.title', { count: flow.plan.targets, user });
    case 'running':
      return text('question.title-running', { user });
    case 'ended':
      return text('question.title-ended', { user });
  }
}

function Step({ flow, actions }: EndDialogProps) {
  switch (flow.state) {
    case 'closed':
      return null;
    case 'planning':
      return (
        <>
          <SkeletonRows rows={3} label={text('question.reading')} />
          <CloseButton label={text('question.cancel')} onClose={actions.close} />
        </>
      );
    case 'not-planned':
      return (
        <>
          <Problem
            error={flow.error}
            meaning={text('question.nothing-ended')}
            onRetry={() => actions.ask(flow.request)}
          />
          <CloseButton label={text('question.close')} onClose={actions.close} />
        </>
      );
    case 'question':
      return <ConfirmStep flow={flow} actions={actions} />;
    case 'running':
      return <RunningStep flow={flow} actions={actions} />;
    case 'ended':
      return <ResultStep flow={flow} actions={actions} />;
  }
}

function CloseButton({ label, onClose }: { readonly label: string; readonly onClose: () => void }) {
  return (
    <div className={classes.buttons}>
      <Button variant="default" onClick={onClose} data-autofocus>
        {label}
      </Button>
    </div>
  );
}

interface RunningStepProps {
  readonly flow: Extract<EndFlow, { state: 'running' }>;
  readonly actions: EndFlowActions;
}

/** The progress. The dialog can be closed: the run continues in main. */
function RunningStep({ flow, actions }: RunningStepProps) {
  const { lost, plan, progress, request } = flow;
  // On no button: a second Enter, meant for the question, must neither stop nor hide what it started.
  const step = useRef<HTMLElement>(null);
  useEffect(() => step.current?.focus(), []);
  const { state } = progress.run;
  return (
    <section ref={step} tabIndex={-1} className={classes.step} aria-label={text('run.progress')}>
      <PlanFacts plan={plan} request={request} />
      <RunView progress={progress}>
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
      </RunView>
      {lost === null ? null : (
        <Problem error={lost} meaning={text('run.progress-lost')} onRetry={actions.followAgain} />
      )}
    </section>
  );
}

interface ResultStepProps {
  readonly flow: Extract<EndFlow, { state: 'ended' }>;
  readonly actions: EndFlowActions;
}

/** The result, with the facts from the question. It stays until it is closed. Afterwards it is under Revocations. */
function ResultStep({ flow, actions }: ResultStepProps) {
  const { activity, request } = flow;
  const { name } = useConnection();
  const { report, error, retry } = useLiveReport(flow.report);
  const { failed, notSent, stillActive } = summarise(report.counts);
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  useEffect(() => announce(endedAnnouncement(flow.report, name)), [flow.report, name]);

  return (
    <>
      <ResultSummary
        report={report}
        actions={{ activity, onActivity: actions.followActivity, place: 'dialog' }}
      />
      {error === null ? null : (
        <Problem error={error} meaning={text('signals.result.not-updated')} onRetry={retry} />
      )}
      <PlanFacts plan={report.plan} request={request} />
      <div className={`${classes.buttons} ${classes.ofResult}`}>
        <div className={classes.documents}>
          <Link to="/revocations/$id" params={{ id: report.id }} onClick={actions.close}>
            {text('report.open')}
          </Link>
          <Suspense fallback={null}>
            <ResultDocuments report={report} connection={name} activity={activity} />
          </Suspense>
        </div>
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
