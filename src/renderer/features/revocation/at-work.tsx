import type { RunProgress } from '../../../contract/domain/revocation.ts';
import classes from './result-summary.module.css';
import { RunControls } from './run-controls.tsx';
import { standingWords, stepWords } from './run-words.ts';
import { StandingStill } from './standing-still.tsx';

/** What is being done with a revocation that has a report, beside watching. Nothing while nothing is. */
export function AtWork({ again }: { readonly again: RunProgress | null }) {
  if (again === null || again.run.state === 'watching') return null;
  const step = again.run.state === 'running' ? stepWords(again) : null;
  return (
    <>
      <div className={classes.unknown}>
        <span role="status">
          {[standingWords(again), step].filter((words) => words !== null).join(' · ')}
        </span>
        <RunControls progress={again} />
      </div>
      <StandingStill progress={again} />
    </>
  );
}
