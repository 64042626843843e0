import type { ConnectionSettings } from '../../contract/domain/connection.ts';
import type { AppError } from '../../contract/errors.ts';
import { Failure, failure, toAppError } from '../../contract/failure.ts';
import type { CorePort, IdentityAnswer } from '../core/protocol.ts';
import type { Clock } from '../shared/clock.ts';
import { stopped, unlessAborted } from '../shared/retry/core-caller.ts';
import type { RetryPolicy } from '../shared/retry/retry-policy.ts';
import type { WorkControl } from '../shared/work-control.ts';

/**
 * Watches that the core stays the one that was asked first. On another core no handle is there, and all sessions would
 * look as if they had ended. An answer is believed when it was given between two correct checks: a check confirms only
 * what was answered before it asked, and not when another core was found since the call began.
 */
export interface CoreIdentity<Answer = never> {
  /**
   * Resolves when the right core answers. Waits while it is away. `at-times`: not when it was asked a moment ago. Not for
   * tracked work. Rejects with `aborted` when the work is to end.
   */
  readonly check: (when: 'now' | 'at-times') => Promise<void>;
  /**
   * Resolves with what was asked, once the same core answered before and after it; asks again when it was not the same.
   */
  readonly confirmed: <T>(ask: () => Promise<T>) => Promise<T>;
  /** To be called when a call begins that is not made twice. */
  readonly beginCall: () => IdentifiedCall<Answer>;
  /** For work that is to end: the same as `confirmed` without waiting. Undefined: it is not known who answered. */
  readonly confirmedOnce: <T>(ask: () => Promise<T>) => Promise<T | undefined>;
  /**
   * For work that is to end: asks once, without waiting, and takes back the answers that are not confirmed by it.
   * Resolves with whether it was the right core.
   */
  readonly checkOnce: () => Promise<boolean>;
}

/** A call, from the moment before it leaves. */
export interface IdentifiedCall<Answer> {
  /** These were recorded by what it answered. They are taken back when another core is found to have answered. */
  readonly believe: (answers: readonly Answer[]) => void;
  /** Why another core may have answered it; null: no other core was found since it began. */
  readonly doubt: () => AppError | null;
}

interface CoreIdentityParts<Answer> {
  readonly isOurs: (keys: CoreKeys) => boolean;
  /** Throws a `Failure` when the connection is closed, or leads to another address. */
  readonly core: () => CorePort;
  readonly retry: Pick<RetryPolicy<CorePort>, 'call' | 'outages'>;
  readonly control: WorkControl;
  readonly clock: Clock;
  /** Another core answers. What it may have answered is to be taken back; nothing may begin until somebody resumes. */
  readonly onOther: (error: AppError, answers: readonly Answer[]) => Promise<void>;
  /** It is not known who gave these answers: they are to be taken back. */
  readonly onDoubt: (error: AppError, answers: readonly Answer[]) => Promise<void>;
}

/** So long an answer is believed without asking who gave it. */
const checkEveryMs = 2_000;
/** So long work that is to end waits for the identity of the core. */
const lastCheckMs = 2_000;

type Asked =
  | { readonly type: 'read'; readonly answer: IdentityAnswer }
  /** Addresses lead to different cores, or the core that answers cannot be recognised. */
  | { readonly type: 'refused'; readonly error: AppError };

export function createCoreIdentity<Answer = never>(parts: CoreIdentityParts<Answer>): CoreIdentity<Answer> {
  const { clock, control, core, isOurs, onDoubt, onOther, retry } = parts;
  let believed: Answer[] = [];
  let checkedAt = Number.NEGATIVE_INFINITY;
  let outagesAtCheck = 0;
  /** How often it turned out that another core may have answered, and why the last time. */
  let doubts = 0;
  let reason = otherCore().error;
  let current: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  /** Null: the right core answered this, and nobody else answered since the last time. */
  function troubleIn(asked: Asked): { readonly isOther: boolean; readonly error: AppError } | null {
    if (asked.type === 'refused') return { isOther: true, error: asked.error };
    const { keys, silent } = asked.answer;
    if (!isOurs(keys)) return { isOther: true, error: otherCore().error };
    return silent.length > 0 ? { isOther: false, error: silentAddress(silent).error } : null;
  }

  async function doubt(error: AppError, isOther: boolean): Promise<void> {
    const doubted = believed;
    believed = [];
    doubts += 1;
    reason = error;
    checkedAt = Number.NEGATIVE_INFINITY;
    await (isOther ? onOther(error, doubted) : onDoubt(error, doubted));
  }

  async function untilRight(): Promise<void> {
    for (;;) {
      // Before the question: what is believed meanwhile is confirmed by the next check.
      const askedAt = clock.elapsed();
      const outages = retry.outages();
      const before = believed.length;
      const trouble = troubleIn(await ask());
      // Work that is to end asks by itself, and may have ended.
      if (control.signal.aborted) throw stopped();
      if (!trouble) {
        believed = believed.slice(before);
        checkedAt = askedAt;
        outagesAtCheck = outages;
        return;
      }
      await doubt(trouble.error, trouble.isOther);
      await control.checkpoint();
    }
  }

  async function ask(): Promise<Asked> {
    for (;;) {
      try {
        return await retry.call((port, signal) => readIdentity(port, signal));
      } catch (thrown) {
        if (control.signal.aborted || !(thrown instanceof Failure)) throw thrown;
        // It answers other calls. Without its identity they say nothing.
        control.pause({ type: 'core', error: thrown.error });
      }
      await control.checkpoint();
    }
  }

  /** A check that begins after this moment; one for all that ask for it meanwhile. */
  function checkNow(): Promise<void> {
    next ??= (current ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => {
        current = next;
        next = undefined;
        return untilRight();
      });
    return next;
  }

  async function check(when: 'now' | 'at-times'): Promise<void> {
    const isRecent = clock.elapsed() - checkedAt < checkEveryMs && retry.outages() === outagesAtCheck;
    if (when === 'now' || !isRecent) await unlessAborted(checkNow(), control.signal);
  }

  async function checkOnce(): Promise<boolean> {
    const before = believed.length;
    const asked = await readOnce();
    const trouble = 'code' in asked ? { isOther: false, error: asked } : troubleIn(asked);
    if (!trouble) believed = believed.slice(before);
    else await doubt(trouble.error, trouble.isOther);
    return trouble === null;
  }

  /** The error says why it cannot be read now. */
  async function readOnce(): Promise<Asked | AppError> {
    const deadline = new AbortController();
    const cancel = clock.after(lastCheckMs, () => deadline.abort());
    try {
      return await unlessAborted(readIdentity(core(), deadline.signal), deadline.signal);
    } catch (thrown) {
      return deadline.signal.aborted ? unanswered().error : toAppError(thrown);
    } finally {
      cancel();
    }
  }

  return {
    check,
    checkOnce,
    confirmed: async (work) => {
      for (;;) {
        await check('at-times');
        const before = doubts;
        const answer = await work();
        await check('now');
        if (doubts === before) return answer;
      }
    },
    confirmedOnce: async (work) => {
      if (!(await checkOnce())) return undefined;
      const before = doubts;
      const answer = await work();
      return (await checkOnce()) && doubts === before ? answer : undefined;
    },
    beginCall: () => {
      const before = doubts;
      const doubtOfCall = () => (doubts === before ? null : reason);
      return {
        doubt: doubtOfCall,
        believe: (answers) => {
          if (doubtOfCall() === null) believed.push(...answers);
          else void onDoubt(reason, answers);
        },
      };
    },
  };
}

function unanswered(): Failure {
  return failure('timeout', { reason: 'core-identity-timeout' });
}

async function readIdentity(port: CorePort, signal?: AbortSignal): Promise<Asked> {
  try {
    return { type: 'read', answer: await port.identity(signal) };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'other-core' && error.code !== 'incompatible-core') throw thrown;
    return { type: 'refused', error };
  }
}

/** Ids of fixed signing keys: a core keeps them while others rotate (fact 16). */
export type CoreKeys = readonly string[];

/** Whether both are of one core. Without any key nothing is recognised. */
export function isSameCore(keys: CoreKeys, others: CoreKeys): boolean {
  return keys.some((kid) => others.includes(kid));
}

/**
 * Reads the keys once, from every address of the connection. Rejects with a `Failure`, also when an address that was asked
 * before cannot be read.
 */
export async function readCoreKeys(core: CorePort, signal?: AbortSignal): Promise<CoreKeys> {
  const { keys, silent } = await core.identity(signal);
  if (silent.length > 0) throw silentAddress(silent);
  return keys;
}

/**
 * For an answer that the operator waits for: asks between two reads of the keys, and waits for nothing. Rejects with
 * `other-core` when another core answers afterwards.
 */
export async function askOneCore<T>(
  core: CorePort,
  ask: () => Promise<T>,
  signal?: AbortSignal,
): Promise<{ readonly keys: CoreKeys; readonly answer: T }> {
  const keys = await readCoreKeys(core, signal);
  const answer = await ask();
  if (!isSameCore(keys, await readCoreKeys(core, signal))) throw otherCore();
  return { keys, answer };
}

interface AddressBefore {
  readonly address: string;
  /** What was read when the connection led there. */
  readonly reason: 'draft-of-other-core' | 'revocation-of-other-core';
}

/**
 * Throws `other-core` when a connection was changed to lead to another address: the users and sessions of the first core
 * are not known there, and would look as if they had ended.
 */
export function checkSameAddress(
  { address, name }: Pick<ConnectionSettings, 'address' | 'name'>,
  before: AddressBefore,
): void {
  if (address === before.address) return;
  throw failure('other-core', { reason: before.reason, params: { name } });
}

export function otherCore(): Failure {
  return failure('other-core', { reason: 'core-replaced' });
}

/** One of several addresses answered calls and does not answer any more. */
function silentAddress(addresses: readonly string[]): Failure {
  return failure('unreachable', {
    reason: 'core-identity-unread',
    params: { host: addresses.join(', ') },
  });
}
