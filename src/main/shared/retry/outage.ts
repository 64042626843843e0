import { traitsOf } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import type { Clock } from '../clock.ts';
import type { WorkControl } from '../work-control.ts';
import type { Backoff } from './backoff.ts';

/** The waiting for a core that is away: one for all that need the core. */
export interface Outage {
  /**
   * Waits until the core answers again, and does not count as under way meanwhile: never wait inside tracked work, whose
   * pause would then wait for the core. Rejects with `aborted` when the work is to end.
   */
  readonly waitFor: (error: AppError) => Promise<void>;
  /** Resolves at once, or when the outage under way is over. Rejects with `aborted` when the work is to end. */
  readonly whenAnswering: () => Promise<void>;
  /** How many outages are over: behind the address another core can answer since. */
  readonly outages: () => number;
  /** Work was done: the next outage is a new one, and waited for from the first wait on. */
  readonly answered: () => void;
}

interface OutageParts {
  readonly control: WorkControl;
  /** Why the core does not work at this moment; null when it does. */
  readonly probe: () => Promise<AppError | null>;
  readonly backoff: Backoff;
  readonly clock: Clock;
}

export function createOutage({ control, probe, backoff, clock }: OutageParts): Outage {
  let waiting: Promise<void> | undefined;
  let outages = 0;
  let nextWaitMs = backoff.firstMs;
  let awayMs = 0;

  function startAnew(): void {
    nextWaitMs = backoff.firstMs;
    awayMs = 0;
  }

  async function measured<T>(work: () => Promise<T>): Promise<T> {
    const startedAt = clock.elapsed();
    try {
      return await work();
    } finally {
      awayMs += clock.elapsed() - startedAt;
    }
  }

  function isHeldBack(): boolean {
    const { state } = control.state();
    return state === 'pausing' || state === 'paused';
  }

  async function waitOut(first: AppError): Promise<void> {
    let error: AppError | null = first;
    while (error) {
      const reason: AppError = error;
      if (traitsOf(reason).needsOperator || awayMs >= backoff.pauseAfterMs)
        control.pause({ by: 'core', error: reason });
      else await measured(() => control.wait(reason, nextWaitMs));
      nextWaitMs = Math.min(backoff.mostMs, nextWaitMs * 2);
      // Resumed, it waits anew.
      if (isHeldBack()) startAnew();
      await control.checkpoint();
      error = await control.track(() => measured(probe));
    }
    outages += 1;
    control.answered();
  }

  return {
    answered: startAnew,
    outages: () => outages,
    whenAnswering: async () => {
      while (waiting) await waiting;
    },
    waitFor: (error) => {
      waiting ??= waitOut(error).finally(() => {
        waiting = undefined;
      });
      return waiting;
    },
  };
}
