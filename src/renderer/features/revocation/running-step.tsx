import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { RunState } from '../../../contract/domain/revocation.ts';
import { Problem } from '../../ui/problem.tsx';
import classes from './end-dialog.module.css';
import type { EndFlow } from './end-flow.ts';
import { RunControls } from './run-controls.tsx';
import { RunView } from './run-view.tsx';
import type { EndFlowActions } from './use-end-flow.ts';

interface RunningStepProps {
  readonly flow: Extract<EndFlow, { step: 'running' }>;
  readonly actions: EndFlowActions;
}

/** How far it is. It can be left: main goes on. */
export function RunningStep({ flow, actions }: RunningStepProps) {
  const { progress, lost } = flow;
  // On no button: a second Enter, meant for the question, must neither stop nor hide what it started.
  const step = useRef<HTMLElement>(null);
  useEffect(() => step.current?.focus(), []);
  const id = progress.id;
  return (
    <section ref={step} tabIndex={-1} className={classes.step} aria-label="Progress">
      <RunView progress={progress} />
      {lost === null ? null : (
        <Problem
          error={lost}
          meaning="How far it is cannot be shown. It goes on, and stands under Revocations."
          onRetry={actions.look}
        />
      )}
      <RunControls key={id} progress={progress}>
        <Button
          className={classes.background ?? ''}
          variant="default"
          size="compact-sm"
          onClick={actions.close}
        >
          {leaveWords(progress.run)}
        </Button>
      </RunControls>
    </section>
  );
}

/** What leaving means: it goes on, or stands still as it does. */
function leaveWords({ state }: RunState): string {
  return state === 'paused' || state === 'interrupted' ? 'Leave it as it is' : 'Go on in the background';
}
