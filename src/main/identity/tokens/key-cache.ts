import type { CorePort, SigningKey } from '../../core/protocol.ts';

export interface KeyCache {
  /** The core's key with this id; null: it has none. Rejects when the keys cannot be read. */
  readonly find: (core: CorePort, kid: string, signal: AbortSignal) => Promise<SigningKey | null>;
}

interface KeySet {
  readonly keys: readonly SigningKey[];
  readonly freshUntil: number;
}

/**
 * Keeps each core's keys as long as its Cache-Control allows. Held by the open core itself, so that a connection whose
 * address was changed starts anew.
 */
export function createKeyCache(now: () => number): KeyCache {
  const sets = new WeakMap<CorePort, KeySet>();

  async function read(core: CorePort, signal: AbortSignal): Promise<KeySet> {
    const { keys, maxAgeS } = await core.signingKeys(signal);
    const set = { keys, freshUntil: now() + maxAgeS * 1000 };
    sets.set(core, set);
    return set;
  }

  return {
    find: async (core, kid, signal) => {
      const kept = sets.get(core);
      const known = kept && kept.freshUntil > now() ? keyOf(kept, kid) : null;
      // An unknown id can be that of a key which is newer than what is kept.
      return known ?? keyOf(await read(core, signal), kid);
    },
  };
}

function keyOf(set: KeySet, kid: string): SigningKey | null {
  return set.keys.find((key) => key.kid === kid) ?? null;
}
