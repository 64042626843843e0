import { Button, Progress } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { formatNumber } from '../../ui/count-words.ts';
import { summarise } from './count-summary.ts';
import classes from './end-dialog.module.css';
import type { EndFlow } from './end-flow.ts';
import { resultNumbers } from './result-words.ts';
import { phaseWords, progressWords } from './run-words.ts';

interface RunningStepProps {
  readonly flow: Extract<EndFlow, { step: 'running' | 'stopping' }>;
  readonly onStop: () => void;
}

/** How far it is, in the same words as the answer. */
export function RunningStep({ flow, onStop }: RunningStepProps) {
  const { counts, phase, step } = flow;
  const { total, ended, unknown, failed } = summarise(counts);
  const stop = useRef<HTMLButtonElement>(null);
  useEffect(() => stop.current?.focus(), []);
  const settled = total === 0 ? 0 : ((ended + unknown + failed) / total) * 100;
  const doing = step === 'stopping' ? 'Stopping after the calls under way' : phaseWords(phase ?? 'ending');
  return (
    <>
      <p className={classes.text}>{doing}</p>
      <Progress
        value={settled}
        color="accent"
        size="sm"
        transitionDuration={0}
        aria-label={progressWords(counts)}
      />
      <p className={classes.progress} role="status">
        {progressWords(counts)}
      </p>
      <ul className={classes.numbers}>
        {resultNumbers(counts)
          .filter(({ count }) => count > 0)
          .map(({ state, count, words }) => (
            <li key={state}>
              {formatNumber(count)} {words}
            </li>
          ))}
      </ul>
      <div className={classes.buttons}>
        <Button variant="default" ref={stop} data-autofocus disabled={step === 'stopping'} onClick={onStop}>
          Stop
        </Button>
      </div>
    </>
  );
}
