import { Progress } from '@mantine/core';
import type { RunProgress } from '../../../contract/domain/revocation.ts';
import { formatCount } from '../../messages/format-count.ts';
import { useSettings } from '../../shared/settings-context.tsx';
import { GapsNote } from '../../ui/coverage/gaps-note.tsx';
import { useNow } from '../../ui/moment.tsx';
import { clockTime } from './exposure-words.ts';
import { linkedWords } from './late/late-words.ts';
import { newSessionWords } from './new-session-words.ts';
import { resultNumbers } from './result-words.ts';
import classes from './run-view.module.css';
import {
  progressWords,
  rateWords,
  remainingWords,
  settledPercent,
  standingWords,
  stepWords,
} from './run-words.ts';
import { StandingStill } from './standing-still.tsx';

/** How far a revocation is, in the same words as its answer. Every line keeps its place while the numbers move. */
export function RunView({ progress }: { readonly progress: RunProgress }) {
  const { counts, run } = progress;
  const newSessions = newSessionWords(progress.newSessions);
  const linked = linkedWords(progress.linkedSessions);
  return (
    <div className={classes.view} data-state={run.state}>
      <p className={classes.standing}>
        <span>
          {standingWords(progress)}
          <WatchedUntil progress={progress} />
        </span>
        <span className={classes.pace}>{paceWords(progress)}</span>
      </p>
      <Progress
        value={settledPercent(counts)}
        color="accent"
        size="sm"
        transitionDuration={0}
        aria-label={progressWords(counts)}
      />
      <p className={classes.progress}>{progressWords(counts)}</p>
      <ul className={classes.numbers}>
        {resultNumbers(counts)
          .filter(({ count }) => count > 0)
          .map(({ state, count, words }) => (
            <li key={state}>
              {formatCount(count)} {words}
            </li>
          ))}
      </ul>
      {newSessions === null ? null : <p className={classes.quiet}>{newSessions}</p>}
      {linked === null ? null : <p className={classes.quiet}>{linked}</p>}
      <GapsNote coverage={progress.coverage} scope={progress.scope} time="started" />
      <StandingStill progress={progress} />
    </div>
  );
}

function WatchedUntil({ progress: { run } }: { readonly progress: RunProgress }) {
  const now = useNow();
  const { times } = useSettings();
  return run.state === 'watching' ? ` until ${clockTime(run.until, now, times)}` : null;
}

/** Step, rate and what is left, as far as they are known; only while something is done. */
function paceWords(progress: RunProgress): string {
  if (progress.run.state !== 'running') return '';
  const { rate, remainingMs } = progress;
  return [
    stepWords(progress),
    rate === null ? null : rateWords(rate, progress.phase),
    remainingMs === null ? null : remainingWords(remainingMs),
  ]
    .filter((words) => words !== null)
    .join(' · ');
}
