import { Button, Modal } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Where } from '../../shared/connection-context.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { ConfirmStep } from './confirm-step.tsx';
import classes from './end-dialog.module.css';
import { canBeLeft, type EndFlow } from './end-flow.ts';
import { actWords } from './plan-words.ts';
import { ResultStep } from './result-step.tsx';
import { RunningStep } from './running-step.tsx';
import type { EndFlowActions } from './use-end-flow.ts';
import { useFocusReturn } from './use-focus-return.ts';

interface EndDialogProps {
  readonly flow: EndFlow;
  readonly actions: EndFlowActions;
}

/** One dialog from the question to the answer. The answer stays until it is closed. */
export function EndDialog({ flow, actions }: EndDialogProps) {
  const shown = useLastOpen(flow);
  useFocusReturn(flow.step !== 'closed');
  return (
    <Modal
      opened={flow.step !== 'closed'}
      onClose={actions.close}
      title={titleOf(shown)}
      size={640}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={canBeLeft(flow)}
      classNames={{ title: classes.title, header: classes.header, body: classes.body }}
    >
      <Where />
      <Step key={shown.step} flow={shown} actions={actions} />
    </Modal>
  );
}

/** What was on screen last, so that the dialog does not empty itself while it fades. */
function useLastOpen(flow: EndFlow): EndFlow {
  const last = useRef(flow);
  useEffect(() => {
    if (flow.step !== 'closed') last.current = flow;
  }, [flow]);
  return flow.step === 'closed' ? last.current : flow;
}

function titleOf(flow: EndFlow): string {
  switch (flow.step) {
    case 'closed':
      return '';
    case 'listing':
    case 'not-listed':
      return `End sessions of ${flow.request.subject}?`;
    case 'confirm':
      if (flow.plan.targets === 0) return `No session of ${flow.request.subject} to end`;
      return `${actWords(flow.plan.targets)} of ${flow.request.subject}?`;
    case 'running':
      return `Ending sessions of ${flow.request.subject}`;
    case 'ended':
      return `Sessions of ${flow.request.subject}`;
  }
}

function Step({ flow, actions }: EndDialogProps) {
  switch (flow.step) {
    case 'closed':
      return null;
    case 'listing':
      return (
        <>
          <SkeletonRows rows={3} label="Listing the sessions" />
          <div className={classes.buttons}>
            <Button variant="default" onClick={actions.close} data-autofocus>
              Cancel
            </Button>
          </div>
        </>
      );
    case 'not-listed':
      return (
        <>
          <Problem
            error={flow.error}
            meaning="Nothing was ended."
            onRetry={() => actions.ask(flow.request)}
          />
          <CloseButton onClose={actions.close} />
        </>
      );
    case 'confirm':
      return <ConfirmStep flow={flow} actions={actions} />;
    case 'running':
      return <RunningStep flow={flow} actions={actions} />;
    case 'ended':
      return <ResultStep flow={flow} actions={actions} />;
  }
}

function CloseButton({ onClose }: { readonly onClose: () => void }) {
  return (
    <div className={classes.buttons}>
      <Button variant="default" onClick={onClose} data-autofocus>
        Close
      </Button>
    </div>
  );
}
