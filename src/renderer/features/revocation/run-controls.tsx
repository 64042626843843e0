import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RunProgress } from '../../../contract/domain/revocation.ts';
import { useConnections } from '../../shared/connections-context.tsx';
import { call } from '../../shared/ipc-client.ts';
import { keepFocus } from '../../ui/keep-focus.ts';
import { Problem } from '../../ui/problem.tsx';
import { controlsOf } from './run-controls-words.ts';
import classes from './run-view.module.css';
import { useCommand } from './use-command.ts';

interface RunControlsProps {
  readonly progress: RunProgress;
  /** Where it stands by the answer of main. */
  readonly onTold?: (progress: RunProgress) => void;
  /** What stands beside. */
  readonly children?: ReactNode;
}

/** What can be done with a revocation as it stands. Stopping and pausing wait for the calls under way. */
export function RunControls({ progress, onTold, children }: RunControlsProps) {
  const { id, connectionId } = progress;
  const { list } = useConnections();
  const connection = list?.find((each) => each.id === connectionId);
  const commands = {
    pause: useCommand(() => call('revocation.pause', { id })),
    resume: useCommand(() => call('revocation.resume', { planId: id }), onTold),
    stop: useCommand(() => call('revocation.stop', { id })),
    stopSecondScan: useCommand(() => call('revocation.stopSecondScan', { id })),
    abandon: useCommand(() => call('revocation.abandon', { id }), onTold),
  };
  const failed = Object.values(commands).find(({ error }) => error !== null);
  return (
    <>
      {failed === undefined ? null : <Problem error={failed.error} meaning="It stands as it did." />}
      <div className={classes.controls} ref={keepFocus}>
        {controlsOf(progress).map(({ act, label }) => (
          <Button
            key={act}
            variant="default"
            size="compact-sm"
            loading={commands[act].isPending}
            disabled={act === 'resume' && connection?.readOnly === true}
            title={
              act === 'resume' && connection?.readOnly === true
                ? `${connection.name} is read-only here`
                : undefined
            }
            onClick={() => commands[act].mutate()}
          >
            {label}
          </Button>
        ))}
        {children}
      </div>
    </>
  );
}
