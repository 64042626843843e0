import { setTimeout as sleep } from 'node:timers/promises';
import type { AppError } from '../../../contract/errors.ts';
import { failure, toAppError } from '../../../contract/failure.ts';
import type { CorePort } from '../../core/protocol.ts';
import { isOutage, mayPass } from './outages.ts';

/** What it waits for, if anything. */
export type Standstill =
  | { readonly is: 'going' }
  /** It does not answer, and is tried again by itself. */
  | { readonly is: 'waiting'; readonly error: AppError }
  | { readonly is: 'paused'; readonly by: 'operator' }
  | { readonly is: 'paused'; readonly by: 'core'; readonly error: AppError };

/** `answered`: a part of it was, although it may end badly. */
type Work<T> = (core: CorePort, signal: AbortSignal, answered: () => void) => Promise<T>;

export interface CoreCaller {
  readonly call: <T>(work: Work<T>) => Promise<T>;
}

/**
 * A core that is asked many times, through outages: what failed by one is called again. A call rejects with what is
 * wrong with this very call, or when it was aborted.
 */
export interface SteadyCore extends CoreCaller {
  readonly standstill: () => Standstill;
  /** Calls under way end, new ones wait. */
  readonly pause: () => void;
  readonly resume: () => void;
}

interface SteadyOptions {
  /** Throws when the connection is closed, or leads to another core. */
  readonly core: () => CorePort;
  readonly signal: AbortSignal;
  /** After every change of the standstill. */
  readonly onChange: () => void;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** About half a minute in all; then it is the operator's turn. */
const waits = [500, 1_500, 3_000, 5_000, 8_000, 12_000];
/** So often a call may fail while the core answers others, before it is what is wrong. */
const mostMisses = 4;
/** So many calls in a row that end with an error of the core itself are an outage. */
const failuresInARow = 16;

export function createSteadyCore({ core, signal, onChange, wait = waitFor }: SteadyOptions): SteadyCore {
  let standstill: Standstill = { is: 'going' };
  let waitsDone = 0;
  let failures = 0;
  let answers = 0;
  let going: Promise<void> = Promise.resolve();
  let goOn: () => void = () => undefined;

  function now(): Standstill {
    return standstill;
  }

  function become(next: Standstill): void {
    const wasGoing = standstill.is === 'going';
    standstill = next;
    if (next.is === 'going') goOn();
    else if (wasGoing) {
      going = new Promise((resolve) => {
        goOn = resolve;
      });
    }
    onChange();
  }

  async function untilGoing(): Promise<void> {
    while (standstill.is !== 'going' && !signal.aborted) await going;
    if (signal.aborted) throw failure('aborted', 'It was stopped.');
  }

  async function waitOutage(error: AppError): Promise<void> {
    // Many calls fail at once: one of them waits for all.
    if (standstill.is !== 'going') return;
    const ms = waits[waitsDone];
    if (ms === undefined) return become({ is: 'paused', by: 'core', error });
    waitsDone += 1;
    become({ is: 'waiting', error });
    await wait(ms, signal);
    await probe();
    // It can have been paused meanwhile.
    if (now().is === 'waiting') become({ is: 'going' });
  }

  /** Any call that a core which is well answers. */
  async function probe(): Promise<void> {
    try {
      await core().tenants(signal);
      answers += 1;
    } catch {
      // What is asked next tells why.
    }
  }

  function noteAnswer(): void {
    answers += 1;
    waitsDone = 0;
    failures = 0;
  }

  function countsAsOutage(error: AppError): boolean {
    if (isOutage(error)) return true;
    if (!mayPass(error)) {
      noteAnswer();
      return false;
    }
    failures += 1;
    return failures >= failuresInARow;
  }

  async function once<T>(
    work: Work<T>,
  ): Promise<
    { readonly value: T } | { readonly thrown: unknown; readonly outage: boolean; readonly answered: boolean }
  > {
    let port: CorePort;
    let answered = false;
    try {
      port = core();
    } catch (thrown) {
      return { thrown, outage: true, answered };
    }
    const noteAnswered = () => {
      answered = true;
      noteAnswer();
    };
    try {
      const value = await work(port, signal, noteAnswered);
      noteAnswer();
      return { value };
    } catch (thrown) {
      signal.throwIfAborted();
      return { thrown, outage: countsAsOutage(toAppError(thrown)), answered };
    }
  }

  // Many wait: one listener tells them all.
  signal.addEventListener('abort', () => goOn(), { once: true });

  return {
    standstill: now,
    pause: () => become({ is: 'paused', by: 'operator' }),
    resume: () => {
      waitsDone = 0;
      failures = 0;
      become({ is: 'going' });
    },
    call: async (work) => {
      let misses = 0;
      for (;;) {
        await untilGoing();
        const answersBefore = answers;
        const outcome = await once(work);
        if ('value' in outcome) return outcome.value;
        if (!outcome.outage) throw outcome.thrown;
        const error = toAppError(outcome.thrown);
        await waitOutage(error);
        await untilGoing();
        // The core answers others: it is not away, but will not answer this. Too many calls are never one call's fault.
        if (outcome.answered) misses = 0;
        else if (answers > answersBefore && error.code !== 'rate-limited') misses += 1;
        if (misses === mostMisses) throw outcome.thrown;
      }
    },
  };
}

async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false });
}
