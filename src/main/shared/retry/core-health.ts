import { traitsOf } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';

/** Tells a core that does not work from a call that it does not like. */
export interface CoreHealth {
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
