import { setTimeout as delay } from 'node:timers/promises';
import type { AppError, ErrorCode } from '../../../../contract/errors.ts';
import { Failure } from '../../../../contract/failure.ts';

/** The core did not answer for a while, or will not: the walk stands still. */
export class CoreAway extends Error {
  readonly error: AppError;
  constructor(error: AppError) {
    super(error.message);
    this.error = error;
  }
}

/** The core answers, and will not tell this one thing. */
export class Unreadable extends Error {
  readonly error: AppError;
  constructor(error: AppError) {
    super(error.message);
    this.error = error;
  }
}

/** Tells a core that is ill from one thing that cannot be read, and waits for the former. */
export interface Patience {
  /** Tries a few times. Rejects with `Unreadable` or `CoreAway`, or with whatever else was thrown. */
  readonly attempt: <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;
  /** After a failure: resolves when the core answers (again). Rejects with `CoreAway`. */
  readonly untilAnswers: (failed: AppError, signal: AbortSignal) => Promise<void>;
}

export interface PatienceParts {
  /** Any call that a core which is well answers. */
  readonly probe: (signal: AbortSignal) => Promise<unknown>;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** About half a minute in all. */
const waitsMs = [250, 750, 2_000, 4_000, 8_000, 15_000];
export const mostAttempts = 3;

/** Waiting changes nothing in these: someone has to do something first. */
const forGood: ReadonlySet<ErrorCode> = new Set([
  'bad-key',
  'bad-input',
  'not-found',
  'tls',
  'incompatible-core',
]);

export function createPatience({ probe, wait = waitQuietly }: PatienceParts): Patience {
  async function untilAnswers(failed: AppError, signal: AbortSignal): Promise<void> {
    let last = failed;
    for (const ms of waitsMs) {
      await wait(ms, signal);
      try {
        await probe(signal);
        return;
      } catch (thrown) {
        last = errorOf(thrown, signal);
        if (forGood.has(last.code)) break;
      }
    }
    throw new CoreAway(last);
  }

  return {
    untilAnswers,
    attempt: async (work, signal) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await work();
        } catch (thrown) {
          const error = errorOf(thrown, signal);
          await untilAnswers(error, signal);
          if (attempt === mostAttempts) throw new Unreadable(error);
        }
      }
    },
  };
}

/** What was thrown if it is a failure of a call; throws it on if it is an abort, or a mistake of ours. */
export function errorOf(thrown: unknown, signal: AbortSignal): AppError {
  signal.throwIfAborted();
  if (thrown instanceof Failure) return thrown.error;
  throw thrown;
}

async function waitQuietly(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal, ref: false });
}
