import type { CorePort } from '../../../core/protocol.ts';
import { readUserWithIds } from '../../../identity/user-ids.ts';
import type { CoreCaller } from '../../../shared/retry/core-caller.ts';

/** All ids under which sessions of the operator's own users can be. */
export interface OwnIds {
  readonly has: (id: string) => boolean;
  /** Reads what the settings do not say: the other ids of these users. Once; what cannot be read stays unknown. */
  readonly read: (caller: CoreCaller<CorePort>) => Promise<void>;
}

export function createOwnIds(listed: readonly string[]): OwnIds {
  const ids = new Set(listed);
  let reading: Promise<void> | undefined;

  async function readOthers(caller: CoreCaller<CorePort>, userId: string): Promise<void> {
    const { user, identities } = await caller.call((port, signal) => readUserWithIds(port, userId, signal));
    if (user) ids.add(user.id);
    for (const { id } of identities) ids.add(id);
  }

  return {
    has: (id) => ids.has(id),
    read: (caller) => {
      reading ??= Promise.allSettled(listed.map((userId) => readOthers(caller, userId))).then(
        () => undefined,
      );
      return reading;
    },
  };
}
