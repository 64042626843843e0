import { useEffect, useState } from 'react';
import type { RunProgress } from '../../../../contract/domain/revocation.ts';
import { text } from '../../../messages/text.ts';
import { Problem } from '../../../ui/problem.tsx';
import { formatEndedSoFar, formatInterrupted } from './format-progress.ts';
import classes from './run-view.module.css';

/** Why a revocation does not run, and what that means. Nothing while it runs. */
export function WhyNotRunning({ progress }: { readonly progress: RunProgress }) {
  const { run, counts } = progress;
  if (run.state === 'waiting')
    return (
      <Problem
        error={run.error}
        meaning={
          <>
            {text('run.waiting-meaning', { progress: formatEndedSoFar(counts) })}{' '}
            <NextAttempt at={run.retryAt} />
          </>
        }
      />
    );
  if (run.state === 'interrupted') return <p className={classes.interrupted}>{formatInterrupted(counts)}</p>;
  if (run.state !== 'paused') return null;
  if (run.reason.type === 'operator') return <p className={classes.quiet}>{text('run.paused-meaning')}</p>;
  return (
    <Problem
      error={run.reason.error}
      meaning={text('run.paused-meaning-error', { progress: formatEndedSoFar(counts) })}
    />
  );
}

function NextAttempt({ at }: { readonly at: number }) {
  const seconds = useSecondsUntil(at);
  // Seen, not said: a screen reader would read the alert again each second.
  return (
    <span aria-hidden="true">
      {seconds === 0 ? text('run.retry-now') : text('run.retry-in', { seconds })}
    </span>
  );
}

/** Whole seconds until a moment, counted down each second. */
function useSecondsUntil(at: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil((at - now) / 1_000));
}
