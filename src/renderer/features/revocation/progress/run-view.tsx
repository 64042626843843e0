import { Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RunProgress } from '../../../../contract/domain/revocation/run.ts';
import { speedParts } from '../../../messages/format-speed.ts';
import { formatClock } from '../../../messages/format-time.ts';
import { text } from '../../../messages/text.ts';
import { isWatch } from '../../../shared/revocations/is-watch.ts';
import { useSettings } from '../../../shared/settings-context.tsx';
import { GapsNote, Problem } from '../../../ui/page/problem.tsx';
import { useNow } from '../../../ui/values/moment.tsx';
import { NextAttempt } from '../../../ui/values/next-attempt.tsx';
import { useIdleSeconds } from '../../../ui/values/use-idle-seconds.ts';
import { formatLinkedSessions, formatNewInRun } from '../format-new-sessions.ts';
import { formatStateCount, stateCounts } from '../result-counts.ts';
import {
  decidedPercent,
  formatActivity,
  formatEndedSoFar,
  formatInterrupted,
  formatPhaseRate,
  formatStep,
} from './format-progress.ts';
import classes from './run-view.module.css';

interface RunViewProps {
  readonly progress: RunProgress;
  /** What can be done with it: above all that comes and goes, so that no button moves under the pointer. */
  readonly children: ReactNode;
}

/** How far a revocation is, in the same words as its result. Every line keeps its place while the numbers change. */
export function RunView({ progress, children }: RunViewProps) {
  const { counts, run } = progress;
  const newSessions = formatNewInRun(progress);
  const linked = formatLinkedSessions(progress.linkedSessions);
  return (
    <div className={classes.view} data-state={run.state}>
      <p className={classes.activity}>
        <Activity progress={progress} />
        <span className={classes.speed}>
          <StepAndSpeed progress={progress} />
        </span>
      </p>
      <Progress
        value={decidedPercent(counts)}
        color="accent"
        size="sm"
        transitionDuration={0}
        aria-label={formatEndedSoFar(counts)}
      />
      <p className={classes.progress}>{formatEndedSoFar(counts)}</p>
      <div className={classes.numbersAndControls}>
        <ul className={classes.numbers}>
          {stateCounts(counts)
            .filter(({ count }) => count > 0)
            .map((one) => (
              <li key={one.state}>{formatStateCount(one)}</li>
            ))}
        </ul>
        {children}
      </div>
      {newSessions === null ? null : <p className={classes.quiet}>{newSessions}</p>}
      {linked === null ? null : <p className={classes.quiet}>{linked}</p>}
      <GapsNote {...progress} time="started" foldKey="report/gaps" />
      <WhyNotRunning progress={progress} />
    </div>
  );
}

function Activity({ progress }: { readonly progress: RunProgress }) {
  const now = useNow();
  const { times } = useSettings();
  const { run } = progress;
  return (
    <span>
      {run.state === 'watching'
        ? text('run.watching-until', { time: formatClock(run.until, now, times) })
        : formatActivity(progress)}
    </span>
  );
}

/** Step, rate and what is left, as far as they are known; only while the run works. */
function StepAndSpeed({ progress }: { readonly progress: RunProgress }) {
  const { counts, newSessions, phase, remainingMs, run, step } = progress;
  const idleSeconds = useIdleSeconds(JSON.stringify([run.state, phase, step, counts, newSessions]));
  if (run.state !== 'running') return null;
  const done = formatStep(progress);
  const speed = speedParts({ rate: formatPhaseRate(progress), remainingMs, idleSeconds });
  return [...(done === null ? [] : [done]), ...speed].join(' · ');
}

/** Why a revocation does not run, and what that means. Nothing while it runs. */
export function WhyNotRunning({ progress }: { readonly progress: RunProgress }) {
  const { run, counts } = progress;
  if (run.state === 'waiting')
    return (
      <Problem
        error={run.error}
        failedCall="revocation"
        meaning={
          <>
            {isWatch(progress)
              ? text('watch.waiting-meaning')
              : text('run.waiting-meaning', { progress: formatEndedSoFar(counts) })}{' '}
            <NextAttempt at={run.retryAt} />
          </>
        }
      />
    );
  if (run.state === 'interrupted') return <p className={classes.interrupted}>{formatInterrupted(counts)}</p>;
  if (run.state !== 'paused') return null;
  const pausedWatch = isWatch(progress) ? text('watch.paused-meaning') : null;
  if (run.reason.type === 'operator')
    return <p className={classes.quiet}>{pausedWatch ?? text('run.paused-meaning')}</p>;
  return (
    <Problem
      error={run.reason.error}
      failedCall="revocation"
      meaning={pausedWatch ?? text('run.paused-meaning-error', { progress: formatEndedSoFar(counts) })}
    />
  );
}
