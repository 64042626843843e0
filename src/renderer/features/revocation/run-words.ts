import type { Phase, RunProgress, RunState, TargetCounts } from '../../../contract/domain/revocation.ts';
import { formatCount, plural } from '../../messages/format-count.ts';
import { summarise } from './count-summary.ts';

/** What is being done right now. */
export function phaseWords(phase: Phase): string {
  switch (phase) {
    case 'ending':
      return 'Ending sessions';
    case 'verifying-sessions':
      return 'Reading each session again';
    case 'verifying-users':
      return 'Listing the sessions again';
    case 'closing':
      return 'Sessions keep appearing: ending all by user id';
    case 'second-scan':
      return 'Second scan: looking for sessions that began since the first one';
    case 'watching':
      return 'Watching for new sessions';
  }
}

/** How a revocation stands, in a sentence without its end. */
export function standingWords({ run, phase, pass }: Pick<RunProgress, 'run' | 'phase' | 'pass'>): string {
  switch (run.state) {
    case 'running':
      return pass > 1 ? `${phaseWords(phase)}, pass ${formatCount(pass)}` : phaseWords(phase);
    case 'waiting':
      return 'Waiting for the core';
    case 'pausing':
      return 'Pausing after the calls under way';
    case 'paused':
      return pausedWords(run);
    case 'stopping':
      return 'Stopping after the calls under way';
    case 'interrupted':
      return 'Interrupted: Curfew was ended in the middle of it';
    case 'watching':
      return phaseWords('watching');
    case 'ended':
      return 'Ended';
  }
}

function pausedWords({ reason }: Extract<RunState, { state: 'paused' }>): string {
  if (reason.by === 'operator') return 'Paused by you';
  return reason.by === 'core' ? 'Paused by itself: the core' : 'Paused by itself: the disk';
}

/** One word for lists. */
export function stateWord({ state }: RunState): string {
  return state === 'stopping' || state === 'pausing' ? 'running' : state;
}

/** "1,240 of 10,005 are ended so far". */
export function progressWords(counts: TargetCounts): string {
  const { ended, total } = summarise(counts);
  return `${formatCount(ended)} of ${formatCount(total)} ended so far`;
}

/** "3,100 of 5,000 sessions read": how far the phase is; null when there is nothing to count. */
export function stepWords({ phase, step }: Pick<RunProgress, 'phase' | 'step'>): string | null {
  if (step.of === 0) return null;
  const share = `${formatCount(step.done)} of`;
  switch (phase) {
    case 'ending':
      return `${share} ${plural(step.of, 'session')}`;
    case 'verifying-sessions':
      return `${share} ${plural(step.of, 'session')} read`;
    case 'verifying-users':
    case 'watching':
      return `${share} ${plural(step.of, 'user')} listed`;
    case 'second-scan':
      return `${share} ${plural(step.of, 'user')} visited`;
    case 'closing':
      return `${share} ${plural(step.of, 'user')} closed`;
  }
}

/** "840 sessions a second", to one digit below ten. */
export function rateWords(rate: number, phase: Phase = 'ending'): string {
  const shown = rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate);
  return `${plural(shown, phase === 'second-scan' ? 'user' : 'session')} a second`;
}

/** "about 2 min left": coarse, as it is a guess. */
export function remainingWords(ms: number): string {
  return ms < 1_000 ? 'almost done' : `${aboutWords(ms)} left`;
}

/** "about 40 s", "about 2 min", "about 3 h". */
export function aboutWords(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 60) return `about ${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 90 ? `about ${minutes} min` : `about ${Math.ceil(minutes / 60)} h`;
}

/** How much of a revocation is known to be over, one way or another, in per cent, for its bar. */
export function settledPercent(counts: TargetCounts): number {
  const { total, ended, failed } = summarise(counts);
  return total === 0 ? 0 : ((ended + failed) / total) * 100;
}
