import { readPerson } from '../../../identity/person.ts';
import type { CoreCaller } from '../steady-core.ts';

/** All ids under which sessions of the operator's own users stand. */
export interface OwnIds {
  readonly has: (id: string) => boolean;
  /** Reads what the settings do not say: the other ids of these users. Once; what cannot be read is done without. */
  readonly read: (core: CoreCaller) => Promise<void>;
}

export function createOwnIds(listed: readonly string[]): OwnIds {
  const ids = new Set(listed);
  let reading: Promise<void> | undefined;

  async function readOthers(core: CoreCaller, userId: string): Promise<void> {
    const { user, identities } = await core.call((port, signal) => readPerson(port, userId, signal));
    if (user) ids.add(user.id);
    for (const { id } of identities) ids.add(id);
  }

  return {
    has: (id) => ids.has(id),
    read: (core) => {
      reading ??= Promise.allSettled(listed.map((userId) => readOthers(core, userId))).then(() => undefined);
      return reading;
    },
  };
}
