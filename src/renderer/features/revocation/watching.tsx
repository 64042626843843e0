import type { RunProgress } from '../../../contract/domain/revocation.ts';
import { useSettings } from '../../shared/settings-context.tsx';
import { useNow } from '../../ui/moment.tsx';
import { clockTime } from './exposure-words.ts';
import { newSessionWords } from './new-session-words.ts';
import classes from './result-summary.module.css';
import { RunControls } from './run-controls.tsx';
import { stepWords } from './run-words.ts';

/** Users of a look that takes a while. */
const longLook = 1_000;

interface WatchingProps {
  readonly progress: RunProgress;
  readonly until: number;
}

/** After the end: looking out for new sessions, until when. What came stands beside. */
export function Watching({ progress, until }: WatchingProps) {
  const now = useNow();
  const { times } = useSettings();
  const { phase, step } = progress;
  // Short looks would only flicker.
  const isLooking = phase === 'watching' && step.of >= longLook && step.done < step.of;
  return (
    <div className={classes.newSessions}>
      <span role="status">
        Watching for new sessions until {clockTime(until, now, times)}.
        {newSessionWords(progress.newSessions) === null ? ' None began so far.' : ''}
        {isLooking ? ` Looking: ${stepWords(progress)}.` : ''}
      </span>
      <RunControls progress={progress} />
    </div>
  );
}
