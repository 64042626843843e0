import { traitsOf } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { Clock } from '../clock.ts';
import type { WorkControl } from '../work-control.ts';
import { createWaits, type WaitBounds } from './waits.ts';

/** How a core is waited for that does not answer, in milliseconds. */
export interface Backoff extends WaitBounds {
  /** After so long the work pauses by itself. */
  readonly pauseAfterMs: number;
}

export const defaultBackoff: Backoff = { firstMs: 500, mostMs: 10_000, pauseAfterMs: 60_000 };

/** Tells a core that does not work from a call that it does not like. */
interface CoreHealth {
  /** Why the core does not work at this moment; null when it does. */
  readonly probe: () => Promise<AppError | null>;
  /** Why the core does not work although it answered `error`; null: it works, and the error is about what was asked. */
  readonly troubleOf: (error: AppError) => Promise<AppError | null>;
  readonly noteAnswer: () => void;
  /** Counts answers: one that came since shows that the core works. */
  readonly answers: () => number;
}

interface CoreHealthParts<Core> {
  readonly core: () => Core;
  readonly probe: (core: Core, signal: AbortSignal) => Promise<unknown>;
  readonly signal: AbortSignal;
}

export function createCoreHealth<Core>({ core, probe, signal }: CoreHealthParts<Core>): CoreHealth {
  let probing: Promise<AppError | null> | undefined;
  let answers = 0;

  async function probeOnce(): Promise<AppError | null> {
    let port: Core;
    try {
      port = core();
    } catch (thrown) {
      return toAppError(thrown);
    }
    try {
      await probe(port, signal);
    } catch (thrown) {
      const error = toAppError(thrown);
      // A core that fails at this call too does not work. Any other answer comes from one that does.
      if (error.code === 'core-error' || !traitsOf(error).answeredByCore) return error;
    }
    answers += 1;
    return null;
  }

  /** Many calls fail at the same time: one question is enough for all of them. */
  function probeShared(): Promise<AppError | null> {
    probing ??= probeOnce().finally(() => {
      probing = undefined;
    });
    return probing;
  }

  return {
    probe: probeShared,
    troubleOf: async (error) => {
      if (traitsOf(error).answeredByCore && error.code !== 'core-error') return null;
      return probeShared();
    },
    noteAnswer: () => {
      answers += 1;
    },
    answers: () => answers,
  };
}

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
  const waits = createWaits(backoff);
  let awayMs = 0;

  function startAnew(): void {
    waits.startAnew();
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
      const waitMs = waits.next();
      if (traitsOf(reason).needsOperator || awayMs >= backoff.pauseAfterMs)
        control.pause({ type: 'core', error: reason });
      else await measured(() => control.wait(reason, waitMs));
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
