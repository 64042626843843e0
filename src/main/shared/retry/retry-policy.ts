import { isCoreAway, isTransient, traitsOf } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import { Failure } from '../../../contract/failure.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { WorkControl } from '../work-control.ts';
import {
  type AnyRead,
  type BulkReading,
  type CoreCaller,
  eitherSignal,
  type ReadAttempt,
  readOnce,
  stopped,
  unlessAborted,
} from './core-caller.ts';
import { type Backoff, createCoreHealth, createOutage, defaultBackoff, type Outage } from './core-health.ts';

/**
 * How long work waits for a core: for lists, rules and runs alike. A core that is away is waited for, once for all that
 * need it; an error that needs the operator pauses the work at once; a call that fails while the core answers others is
 * given up after some attempts. Calls are tracked by the control of the work: do not make them inside tracked work.
 */
export interface RetryPolicy<Core> extends CoreCaller<Core>, Outage {
  /**
   * Why the core does not work although it answered, or did not answer, with `error`; null: it works, and the error is
   * about what was asked. Asks the core for something else where the error leaves that open. Not tracked by itself.
   */
  readonly troubleOf: (error: AppError) => Promise<AppError | null>;
}

interface RetryPolicyParts<Core> {
  readonly control: WorkControl;
  /** Throws a `Failure` when the connection is closed, or leads to another core. */
  readonly core: () => Core;
  /** A cheap call that needs both the key and the database of the core. */
  readonly probe: (core: Core, signal: AbortSignal) => Promise<unknown>;
  readonly backoff?: Backoff;
  readonly clock?: Clock;
}

/** So often a call is made that fails while the core answers others. */
const attempts = 4;
/** So many ids are read at a time: neither a worker nor main has more in memory. */
const sliceSize = 2_000;

type Outcome<T> =
  | { readonly type: 'value'; readonly value: T }
  /** `trouble`: why the core does not work; null: it works. */
  | { readonly type: 'failed'; readonly failure: Failure; readonly trouble: AppError | null }
  | NotAsked;

interface NotAsked {
  readonly type: 'not-asked';
  readonly trouble: AppError;
}

export function createRetryPolicy<Core>(parts: RetryPolicyParts<Core>): RetryPolicy<Core> {
  const { control, core, probe, backoff = defaultBackoff, clock = systemClock } = parts;
  const health = createCoreHealth({ core, probe, signal: control.signal });
  const outage = createOutage({ control, probe: health.probe, backoff, clock });

  function answered(): void {
    health.noteAnswer();
    outage.answered();
  }

  /** Does the work when the core answers and nothing holds it back. */
  async function tracked<T>(work: (port: Core) => Promise<T>, signal: AbortSignal): Promise<T | NotAsked> {
    for (;;) {
      await unlessAborted(outage.whenAnswering(), signal);
      await unlessAborted(control.checkpoint(), signal);
      const underWay = control.tryTrack(async () => {
        let port: Core;
        try {
          port = core();
        } catch (thrown) {
          if (!(thrown instanceof Failure)) throw thrown;
          return { type: 'not-asked', trouble: thrown.error } as const;
        }
        return work(port);
      });
      if (underWay) return underWay;
    }
  }

  /** Why the core does not work, by how a call failed that can be answered later. */
  async function troubleBehind(error: AppError, answersBefore: number): Promise<AppError | null> {
    if (isCoreAway(error)) return error;
    return health.answers() > answersBefore ? null : health.troubleOf(error);
  }

  async function attempt<T>(
    work: (core: Core, signal: AbortSignal) => Promise<T>,
    port: Core,
    signal: AbortSignal,
  ): Promise<Outcome<T>> {
    const answersBefore = health.answers();
    try {
      const value = await work(port, signal);
      answered();
      return { type: 'value', value };
    } catch (thrown) {
      if (signal.aborted) throw stopped();
      if (!(thrown instanceof Failure)) throw thrown;
      if (!isTransient(thrown.error)) {
        if (traitsOf(thrown.error).answeredByCore) answered();
        throw thrown;
      }
      return { type: 'failed', failure: thrown, trouble: await troubleBehind(thrown.error, answersBefore) };
    }
  }

  async function call<T>(
    work: (core: Core, signal: AbortSignal) => Promise<T>,
    callSignal?: AbortSignal,
  ): Promise<T> {
    const signal = eitherSignal(control.signal, callSignal);
    for (let failures = 0; ; ) {
      const outcome = await tracked((port) => attempt(work, port, signal), signal);
      if (outcome.type === 'value') return outcome.value;
      if (outcome.trouble) await unlessAborted(outage.waitFor(outcome.trouble), signal);
      if (outcome.type === 'not-asked') continue;
      // The core answers others by now.
      if (isOwnFault(outcome.failure.error)) failures += 1;
      if (failures === attempts) throw outcome.failure;
      if (!outcome.trouble) await sleepBetween(failures, signal);
    }
  }

  async function readAttempt<Read extends AnyRead>(
    reading: BulkReading<Core, Read>,
    ids: readonly string[],
    port: Core,
    signal: AbortSignal,
  ) {
    const answersBefore = health.answers();
    const attempt: ReadAttempt = await readOnce(reading, ids, port, signal, isTransient);
    if (signal.aborted) throw stopped();
    if (attempt.reported > 0) answered();
    const error = mostTelling(attempt.unread.values());
    return {
      type: 'attempt',
      ...attempt,
      error,
      trouble: error && (await troubleBehind(error, answersBefore)),
    } as const;
  }

  async function readSlice<Read extends AnyRead>(
    reading: BulkReading<Core, Read>,
    slice: readonly string[],
  ): Promise<void> {
    const signal = eitherSignal(control.signal, reading.signal);
    let left = slice;
    for (let failures = 0; left.length > 0; ) {
      const ids = left;
      const outcome = await tracked((port) => readAttempt(reading, ids, port, signal), signal);
      if (outcome.trouble) await unlessAborted(outage.waitFor(outcome.trouble), signal);
      if (outcome.type === 'not-asked') continue;
      if (!outcome.error) return;
      left = [...outcome.unread.keys()];
      // As long as some more can be read each time, the reading gets on.
      if (outcome.reported > 0) failures = 0;
      else if (isOwnFault(outcome.error)) failures += 1;
      if (failures === attempts) {
        await reading.onBatch([...outcome.unread].map(([id, error]) => reading.toFailed(id, error)));
        return;
      }
      if (!outcome.trouble) await sleepBetween(failures, signal);
    }
  }

  /** Before the same is asked again of a core that works. */
  async function sleepBetween(failures: number, signal: AbortSignal): Promise<void> {
    let cancel: () => void = () => undefined;
    const sleep = new Promise<void>((resolve) => {
      cancel = clock.after((backoff.firstMs / 8) * 2 ** failures, resolve);
    });
    await unlessAborted(sleep, signal).finally(cancel);
  }

  return {
    ...outage,
    troubleOf: health.troubleOf,
    answered,
    call,
    readAll: async (reading) => {
      for (let at = 0; at < reading.ids.length; at += sliceSize)
        await readSlice(reading, reading.ids.slice(at, at + sliceSize));
    },
  };
}

/** Too many calls at a time are never the fault of one of them. */
function isOwnFault({ code }: AppError): boolean {
  return code !== 'rate-limited';
}

/** Why the rest was not read: that the core is away tells more than what is wrong with one id. */
function mostTelling(errors: Iterable<AppError>): AppError | null {
  let first: AppError | null = null;
  for (const error of errors) {
    if (isCoreAway(error)) return error;
    first ??= error;
  }
  return first;
}
