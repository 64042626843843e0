import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RunProgress, RunState } from '../../../../contract/domain/revocation/run.ts';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { text } from '../../../messages/text.ts';
import { useConnections } from '../../../shared/connections-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import { isWatch } from '../../../shared/revocations/is-watch.ts';
import { keepFocus } from '../../../ui/focus/keep-focus.ts';
import { Problem } from '../../../ui/page/problem.tsx';
import { onOwnPress } from '../../../ui/tasks/own-press.ts';
import { useRevocationCommand } from '../revocation-calls.ts';
import classes from './run-view.module.css';

interface Control {
  readonly command: 'pause' | 'resume' | 'stop' | 'abandon' | 'stopSecondScan';
  readonly messageKey: MessageKey;
}

const pause: Control = { command: 'pause', messageKey: 'run.pause' };
const resume: Control = { command: 'resume', messageKey: 'run.resume' };
const stop: Control = { command: 'stop', messageKey: 'run.stop' };
const stopWatching: Control = { command: 'stop', messageKey: 'run.stop-watching' };
const stopSecondScan: Control = { command: 'stopSecondScan', messageKey: 'run.stop-second-scan' };

/** What can be done with a revocation in its state, the most probable first. */
export function controlsOf({ phase, run }: Pick<RunProgress, 'phase' | 'run'>): readonly Control[] {
  const controls = controlsOfRun(run);
  if (isWatch({ phase, run })) return controls.map((control) => (control === stop ? stopWatching : control));
  return phase === 'second-scan' && canScan.has(run.state) ? [...controls, stopSecondScan] : controls;
}

const canScan: ReadonlySet<RunState['state']> = new Set(['running', 'waiting', 'pausing', 'paused']);

function controlsOfRun({ state }: RunState): readonly Control[] {
  switch (state) {
    case 'running':
    case 'waiting':
      return [pause, stop];
    case 'pausing':
      return [stop];
    case 'paused':
      return [resume, stop];
    case 'interrupted':
      return [resume, { command: 'abandon', messageKey: 'run.abandon' }];
    case 'watching':
      return [stop];
    case 'stopping':
    case 'ended':
      return [];
  }
}

interface RunControlsProps {
  readonly progress: RunProgress;
  /** Main answered with the progress. */
  readonly onProgress?: (progress: RunProgress) => void;
  /** Beside the buttons. */
  readonly children?: ReactNode;
}

/** What can be done with a revocation in its state. Stopping and pausing wait for the current calls. */
export function RunControls({ progress, onProgress, children }: RunControlsProps) {
  const { id, connectionId } = progress;
  const { list } = useConnections();
  const connection = list?.find((each) => each.id === connectionId);
  const commands = {
    pause: useRevocationCommand(() => call('revocation.pause', { id })),
    resume: useRevocationCommand(() => call('revocation.resume', { planId: id }), onProgress),
    stop: useRevocationCommand(() => call('revocation.stop', { id })),
    stopSecondScan: useRevocationCommand(() => call('revocation.stopSecondScan', { id })),
    abandon: useRevocationCommand(() => call('revocation.abandon', { id }), onProgress),
  };
  const failed = Object.values(commands).find(({ error }) => error !== null);
  const readOnly =
    connection?.readOnly === true ? text('question.read-only', { connection: connection.name }) : undefined;
  const isPausing = progress.run.state === 'pausing';
  // Stop must not come to the place of Pause: a second click would stop the run.
  const shown = isPausing ? [pause, ...controlsOf(progress)] : controlsOf(progress);
  return (
    <>
      <div className={classes.controls} ref={keepFocus}>
        {shown.map(({ command, messageKey }) => (
          <Button
            // By position: Resume replaces Pause and has its focus.
            key={command === 'pause' || command === 'resume' ? 'first' : command}
            ref={keepFocus}
            variant="default"
            size="compact-sm"
            loading={commands[command].isPending}
            disabled={(command === 'pause' && isPausing) || (command === 'resume' && readOnly !== undefined)}
            title={command === 'resume' ? readOnly : undefined}
            {...onOwnPress(() => commands[command].mutate())}
          >
            {text(messageKey)}
          </Button>
        ))}
        {children}
      </div>
      {failed === undefined ? null : <Problem error={failed.error} meaning={text('run.command-failed')} />}
    </>
  );
}

/** Resumes an interrupted revocation, from whichever page. */
export function ResumeButton({ progress }: { readonly progress: RunProgress }) {
  const { list } = useConnections();
  const connection = list?.find(({ id }) => id === progress.connectionId);
  const command = useRevocationCommand(() => call('revocation.resume', { planId: progress.id }));
  if (connection === undefined) return null;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        disabled={connection.readOnly}
        title={connection.readOnly ? text('question.read-only', { connection: connection.name }) : undefined}
        loading={command.isPending}
        onClick={() => command.mutate()}
      >
        {text('run.resume')}
      </Button>
      {command.error === null ? null : <Problem error={command.error} meaning={text('run.command-failed')} />}
    </>
  );
}
