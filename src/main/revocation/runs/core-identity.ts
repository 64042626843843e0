import { failure, toAppError } from '../../../contract/failure.ts';
import type { CorePort } from '../../core/protocol.ts';
import { isAnswerOfCore } from '../ending/core-health.ts';
import type { RunEntry } from '../journal/entries.ts';
import { type Run, tell } from './run.ts';

/** So long an answer is believed without asking who gave it. */
const checkEveryMs = 2_000;

/** Ids of the keys of a core that stay while others rotate (fact 16); null: it has none, or they cannot be read. */
export async function readCoreKeys(core: CorePort, signal?: AbortSignal): Promise<readonly string[] | null> {
  try {
    return fixedKeys((await core.signingKeys(signal)).keys);
  } catch {
    return null;
  }
}

function fixedKeys(keys: readonly { readonly kid?: string }[]): readonly string[] | null {
  const fixed = keys.flatMap(({ kid }) => (kid?.startsWith('s-') ? [kid] : [])).sort();
  return fixed.length === 0 ? null : fixed;
}

/**
 * Watches that the core stays the one that was listed: on another one no handle is there, and all would look as if they
 * had ended. What was believed since it was last seen to be the same is taken back.
 */
export function createIdentityCheck(run: () => Run): {
  readonly check: Run['checkIdentity'];
  readonly onWrite: (entry: RunEntry) => void;
} {
  let believed: number[] = [];
  let checkedAt = 0;

  async function check(when: 'now' | 'at-times'): Promise<void> {
    const { control, core, record } = run();
    const { coreKeys } = record.plan;
    if (coreKeys === null || (when === 'at-times' && performance.now() - checkedAt < checkEveryMs)) return;
    for (;;) {
      await control.point();
      if (control.signal.aborted) return;
      // Before the answer: what is told meanwhile is looked at next time.
      checkedAt = performance.now();
      const seen = believed.length;
      try {
        const keys = fixedKeys((await core().signingKeys()).keys);
        if (keys === null || keys.some((kid) => coreKeys.includes(kid))) {
          believed = believed.slice(seen);
          return;
        }
        refuse();
      } catch (thrown) {
        const error = toAppError(thrown);
        // Not told to us, as on a core that does not publish its keys.
        if (isAnswerOfCore(error)) return;
        await run().outage.wait(error);
      }
    }
  }

  function refuse(): void {
    const { control, record } = run();
    const { error } = failure(
      'bad-input',
      'Another core answers at this address than when these sessions were listed.',
      {
        hint: 'Nothing more is sent to it. Lead the address back to the first core and resume, or stop.',
      },
    );
    const { ledger } = record;
    const gone = [...new Set(believed)].filter((index) => {
      const state = ledger.state(index);
      return state === 'already-gone' || state === 'revoked-unconfirmed';
    });
    believed = [];
    tell(run(), { type: 'doubted', error }, gone);
    control.pause({ by: 'core', error });
  }

  return {
    check,
    onWrite: (entry) => {
      if (entry.e !== 'event') return;
      const { type } = entry.event;
      if (type === 'not-named' || type === 'read-absent') for (const index of entry.on) believed.push(index);
    },
  };
}
