import { Progress } from '@mantine/core';
import type { RunProgress } from '../../../../contract/domain/revocation.ts';
import { formatRemaining } from '../../../messages/format-duration.ts';
import { formatRate } from '../../../messages/format-rate.ts';
import { formatClock } from '../../../messages/format-time.ts';
import { text } from '../../../messages/text.ts';
import { useSettings } from '../../../shared/settings-context.tsx';
import { GapsNote } from '../../../ui/gaps-note.tsx';
import { useNow } from '../../../ui/moment.tsx';
import { formatLinkedSessions, formatNewSessions } from '../format-new-sessions.ts';
import { formatStateCount, stateCounts } from '../result-counts.ts';
import { decidedPercent, formatActivity, formatEndedSoFar, formatStep } from './format-progress.ts';
import classes from './run-view.module.css';
import { WhyNotRunning } from './why-not-running.tsx';

/** How far a revocation is, in the same words as its result. Every line keeps its place while the numbers change. */
export function RunView({ progress }: { readonly progress: RunProgress }) {
  const { counts, run } = progress;
  const newSessions = formatNewSessions(progress.newSessions);
  const linked = formatLinkedSessions(progress.linkedSessions);
  return (
    <div className={classes.view} data-state={run.state}>
      <p className={classes.activity}>
        <Activity progress={progress} />
        <span className={classes.speed}>{formatSpeed(progress)}</span>
      </p>
      <Progress
        value={decidedPercent(counts)}
        color="accent"
        size="sm"
        transitionDuration={0}
        aria-label={formatEndedSoFar(counts)}
      />
      <p className={classes.progress}>{formatEndedSoFar(counts)}</p>
      <ul className={classes.numbers}>
        {stateCounts(counts)
          .filter(({ count }) => count > 0)
          .map((one) => (
            <li key={one.state}>{formatStateCount(one)}</li>
          ))}
      </ul>
      {newSessions === null ? null : <p className={classes.quiet}>{newSessions}</p>}
      {linked === null ? null : <p className={classes.quiet}>{linked}</p>}
      <GapsNote coverage={progress.coverage} source={progress.source} time="started" />
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
function formatSpeed(progress: RunProgress): string {
  if (progress.run.state !== 'running') return '';
  const { phase, rate, remainingMs } = progress;
  return [
    formatStep(progress),
    rate === null ? null : formatRate(rate, phase === 'second-scan' ? 'user' : 'session'),
    remainingMs === null ? null : formatRemaining(remainingMs),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}
