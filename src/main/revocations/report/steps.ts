import type { Phase } from '../../../contract/domain/revocation/run.ts';
import type { Clock } from '../../shared/clock.ts';

export interface StepProgress {
  readonly phase: Phase;
  readonly step: { readonly done: number; readonly of: number };
  /** Per second; null before there is one. */
  readonly rate: number | null;
  readonly remainingMs: number | null;
}

/** Counts of the step that runs, for the progress bar. */
export interface Steps {
  /** A new step begins, of so many. */
  readonly begin: (phase: Phase, of: number) => void;
  readonly done: (count: number) => void;
  /** The step that runs has turned out to be one of so many. */
  readonly setOf: (of: number) => void;
  /** It did not go on for a while: what was measured before says nothing any more. */
  readonly restart: () => void;
  readonly progress: () => StepProgress;
}

/** The rate is that of the last while: it follows a core that becomes slower. */
const windowMs = 8_000;
const sampleMs = 250;
const leastMs = 500;

/** Counts what the current step has done, and how fast. */
export function createSteps(onChange: () => void, { elapsed }: Clock): Steps {
  let phase: Phase = 'ending';
  let of = 0;
  let done = 0;
  let samples: { readonly at: number; readonly done: number }[] = [];

  function sample(): void {
    const at = elapsed();
    const last = samples.at(-1);
    if (last && at - last.at < sampleMs) return;
    samples.push({ at, done });
    samples = samples.filter((one) => at - one.at <= windowMs);
  }

  function restart(): void {
    samples = [];
    sample();
  }

  function rateNow(): number | null {
    const [first] = samples;
    if (!first) return null;
    const ms = elapsed() - first.at;
    return ms < leastMs || done === first.done ? null : ((done - first.done) / ms) * 1_000;
  }

  return {
    begin: (next, count) => {
      phase = next;
      of = count;
      done = 0;
      restart();
      onChange();
    },
    done: (count) => {
      done += count;
      sample();
      onChange();
    },
    setOf: (count) => {
      of = count;
      onChange();
    },
    restart,
    progress: () => {
      const rate = rateNow();
      // What is read again because of a failure counts twice: never show more than there is.
      const shown = Math.min(done, of);
      const remainingMs = rate === null || rate <= 0 ? null : Math.round(((of - shown) / rate) * 1_000);
      return { phase, step: { done: shown, of }, rate, remainingMs };
    },
  };
}

export const noStep: StepProgress = {
  phase: 'ending',
  step: { done: 0, of: 0 },
  rate: null,
  remainingMs: null,
};
