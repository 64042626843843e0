import { useEffect, useState } from 'react';
import type { RunProgress } from '../../../contract/domain/revocation.ts';
import { Problem } from '../../ui/problem.tsx';
import { notKnownToBeEnded, resumingWords } from './interrupted-words.ts';
import classes from './run-view.module.css';
import { progressWords } from './run-words.ts';

/** Whole seconds until a moment, told each second. */
function useSecondsUntil(at: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil((at - now) / 1_000));
}

function TriedAgain({ at }: { readonly at: number }) {
  const seconds = useSecondsUntil(at);
  // Seen, not said: an alert would be read out anew each second.
  return <span aria-hidden="true">{seconds === 0 ? ' now.' : ` in ${seconds} s.`}</span>;
}

/** Why a revocation does not go on, and what that means. Nothing while it does. */
export function StandingStill({ progress }: { readonly progress: RunProgress }) {
  const { run, counts } = progress;
  if (run.state === 'waiting')
    return (
      <Problem
        error={run.error}
        meaning={
          <>
            {progressWords(counts)}. Nothing is lost. Trying again
            <TriedAgain at={run.retryAt} />
          </>
        }
      />
    );
  if (run.state === 'interrupted')
    return (
      <p className={classes.interrupted}>
        {notKnownToBeEnded(counts)} {resumingWords}
      </p>
    );
  if (run.state !== 'paused') return null;
  if (run.reason.by === 'operator')
    return <p className={classes.quiet}>Nothing is sent until it is resumed. Nothing is lost.</p>;
  return (
    <Problem
      error={run.reason.error}
      meaning={`${progressWords(counts)}. Nothing is sent until it is resumed, and nothing is lost.`}
    />
  );
}
