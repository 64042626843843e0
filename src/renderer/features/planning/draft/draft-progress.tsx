import { Button, Progress } from '@mantine/core';
import type { ControlAction, Draft } from '../../../../contract/domain/planning.ts';
import { keepFocus } from '../../../ui/keep-focus.ts';
import { Problem } from '../../../ui/problem.tsx';
import classes from './draft.module.css';
import { controlsOf } from './draft-controls.ts';
import { doneShare, progressParts, rateWords, remainingWords, stateWords } from './draft-words.ts';
import type { DraftCommands } from './use-draft-commands.ts';

interface DraftProgressProps {
  readonly draft: Draft;
  readonly control: DraftCommands['control'];
}

/** How far it is, and how to hold it. */
export function DraftProgress({ draft, control }: DraftProgressProps) {
  const { state, progress } = draft;
  const isReading = state.state === 'reading';
  const done = doneShare(progress);
  const parts = [
    ...progressParts(progress),
    ...(isReading ? [rateWords(draft), remainingWords(draft.remainingMs)] : []),
  ].filter((part) => part !== null);
  const error = state.state === 'failed' ? state.error : state.state === 'paused' ? state.error : null;

  return (
    <section className={classes.progress} aria-label="Progress">
      <div className={classes.stateLine}>
        <span className={classes.state}>{stateWords(draft)}</span>
        <Controls draft={draft} onControl={control.mutate} />
      </div>
      {state.state === 'ready' || done === null ? null : (
        <Progress value={done * 100} size={4} aria-label={`${Math.floor(done * 100)} % done`} />
      )}
      <p className={classes.parts}>{parts.join(' · ')}</p>
      {error === null ? null : (
        <Problem
          error={error}
          meaning={
            state.state === 'failed'
              ? 'What was read until then is shown. Nothing was ended.'
              : 'What was read stays, and it goes on from here. Nothing was ended.'
          }
        />
      )}
    </section>
  );
}

interface ControlsProps {
  readonly draft: Draft;
  readonly onControl: (action: ControlAction) => void;
}

function Controls({ draft, onControl }: ControlsProps) {
  return (
    <div className={classes.controls}>
      {controlsOf(draft).map(({ action, label }) => (
        <Button
          // By place: Resume comes where Pause was, and keeps its focus.
          key={label === 'Stop' ? 'stop' : 'first'}
          ref={keepFocus}
          size="compact-sm"
          variant="default"
          onClick={() => onControl(action)}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}
