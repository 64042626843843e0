import { failure } from '../../../contract/failure.ts';
import type { CorePort } from '../../core/protocol.ts';
import { fixedKeys } from '../../identity/core-keys.ts';
import type { Clock } from '../../shared/clock.ts';
import type { RetryPolicy } from '../../shared/retry/retry-policy.ts';
import type { WorkControl } from '../../shared/work-control.ts';
import type { TargetId } from '../../store/records.ts';
import type { RunStore } from './run-store.ts';

/**
 * Watches that the core stays the one that was listed. On another core no handle is there, and all targets would look as
 * if they had ended.
 */
export interface CoreIdentity {
  /**
   * Resolves when the core of the plan answers. Waits while it is away; pauses when another one answers. `at-times`: not
   * when it was asked a moment ago. Not for tracked work.
   */
  readonly check: (when: 'now' | 'at-times') => Promise<void>;
  /**
   * Resolves with what was asked, once the same core answered before and after it; asks again when it was not the same.
   * For answers that say that something is not there.
   */
  readonly confirmed: <T>(ask: () => Promise<T>) => Promise<T>;
  /** These were recorded as gone by an answer of this moment: taken back when another core is found to answer. */
  readonly believe: (on: readonly TargetId[]) => void;
  /** Asks once, without waiting: whether it certainly is the core of the plan. */
  readonly isSame: (core: CorePort) => Promise<boolean>;
}

interface CoreIdentityParts {
  /** Ids of the fixed keys of the core that was listed; null: not known, so nothing is checked. */
  readonly coreKeys: readonly string[] | null;
  readonly retry: RetryPolicy<CorePort>;
  readonly control: WorkControl;
  readonly store: Pick<RunStore, 'recordEvent' | 'trySettle'>;
  readonly clock: Clock;
}

/** So long an answer is believed without asking who gave it. */
const checkEveryMs = 2_000;

export function createCoreIdentity(parts: CoreIdentityParts): CoreIdentity {
  const { clock, control, coreKeys, retry, store } = parts;
  let believed: TargetId[] = [];
  let checkedAt = Number.NEGATIVE_INFINITY;
  /** How often another core was found. */
  let others = 0;
  let current: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  function isOurs(keys: readonly string[] | null): boolean {
    // A core can be without fixed keys; a core with other ones is another core.
    return keys === null || coreKeys === null || keys.some((kid) => coreKeys.includes(kid));
  }

  async function checkOnce(): Promise<void> {
    for (;;) {
      // Before the question: what is believed meanwhile is confirmed by the next check.
      const askedAt = clock.elapsed();
      const before = believed.length;
      if (isOurs(await askKeys())) {
        believed = believed.slice(before);
        checkedAt = askedAt;
        return;
      }
      await refuse();
      await control.checkpoint();
    }
  }

  async function askKeys(): Promise<readonly string[] | null> {
    try {
      return fixedKeys((await retry.call((core, signal) => core.signingKeys(signal))).keys);
    } catch (thrown) {
      if (control.signal.aborted) throw thrown;
      // It answers other calls: as a core does that does not publish its keys.
      return null;
    }
  }

  async function refuse(): Promise<void> {
    const { error } = failure(
      'other-core',
      'Another core answers at this address than when these sessions were listed.',
      { hint: 'Nothing more is sent to it. Lead the address back to the first core and resume, or stop.' },
    );
    others += 1;
    const doubted = [...new Set(believed)];
    believed = [];
    // Tracked, so that it says `paused` when what was believed is taken back, and sends nothing from now on.
    const takeBack = async (): Promise<void> => {
      control.pause({ by: 'core', error });
      store.recordEvent({ type: 'doubted', error }, doubted);
      await store.trySettle();
    };
    await (control.tryTrack(takeBack) ?? takeBack());
  }

  /** A check that begins after this moment; one for all that ask for it meanwhile. */
  function checkNow(): Promise<void> {
    next ??= (current ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => {
        current = next;
        next = undefined;
        return checkOnce();
      });
    return next;
  }

  async function check(when: 'now' | 'at-times'): Promise<void> {
    if (coreKeys === null) return;
    if (when === 'at-times' && clock.elapsed() - checkedAt < checkEveryMs) return;
    await checkNow();
  }

  return {
    check,
    confirmed: async (ask) => {
      for (;;) {
        await check('at-times');
        const before = others;
        const answer = await ask();
        await check('now');
        if (others === before) return answer;
      }
    },
    believe: (on) => {
      if (coreKeys !== null) believed.push(...on);
    },
    isSame: async (core) => {
      if (coreKeys === null) return true;
      try {
        return isOurs(fixedKeys((await core.signingKeys()).keys));
      } catch {
        return false;
      }
    },
  };
}
