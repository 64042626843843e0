import { z } from 'zod';
import { keyMayGo, placesOf } from '../../contract/domain/addresses.ts';
import type { Connection } from '../../contract/domain/connection.ts';
import { failure, toAppError } from '../../contract/failure.ts';

/** `absent`: the system has no secret store, or only one that does not protect. */
export type SecretStoreState = 'available' | 'locked' | 'absent';

/** Where keys are kept: the operating system's secret store in Electron. */
export interface SecretStore {
  readonly state: () => Promise<SecretStoreState>;
  /** Base64. Rejects with `secret-store-unavailable`. */
  readonly seal: (text: string) => Promise<string>;
  /** Rejects with `secret-store-unavailable`, also when it was sealed by another user or on another machine. */
  readonly unseal: (sealed: string) => Promise<Unsealed>;
}

interface Unsealed {
  readonly text: string;
  /** The same text, sealed anew, where the store asks for it: its own key has changed. */
  readonly resealed?: string | undefined;
}

export type KeyState = Connection['key'];

/** A connection's key: sealed in its profile, or in memory for this run. It belongs to the address that it was saved for. */
export interface KeyRing {
  /** Nothing is unsealed for it: some stores are slow, or ask the operator. */
  readonly state: (id: string, sealed: string | undefined) => KeyState;
  /** Key null: the connection has none. Rejects when there is one that cannot be read, or that belongs to another address. */
  readonly read: (id: string, sealed: string | undefined, address: string) => Promise<ReadKey>;
  /** Gives the sealed key bound to these locks instead; null: to none. Undefined: it can never be read. Rejects: not now. */
  readonly rebind: (sealed: string, locks: readonly string[] | null) => Promise<string | undefined>;
  /** Seals a key for the profile. Rejects when there is no secret store. */
  readonly seal: (key: string, address: string) => Promise<string>;
  readonly keepForThisRun: (id: string, key: string, address: string) => void;
  readonly forget: (id: string) => void;
}

interface ReadKey {
  readonly key: string | null;
  readonly resealed?: string | undefined;
}

/**
 * What is sealed: whoever changes the address in the file of connections does not get the key sent there, and whoever
 * removes or replaces the lock of the console does not get the key used.
 */
const boundKey = z.strictObject({
  key: z.string(),
  places: z.array(z.string()),
  /** The locks under which it may be used; absent: it was saved without a lock. */
  locks: z.array(z.string()).optional(),
});
type BoundKey = z.infer<typeof boundKey>;
type UnsealedKey = BoundKey & Pick<Unsealed, 'resealed'>;

/** Reasons for which a sealed key stays unreadable, whenever it is tried. */
const lasting: ReadonlySet<string> = new Set(['stored-key-unreadable', 'key-of-other-lock']);

/** `lockPrint` names the lock of the console; null: there is none. */
export function createKeyRing(store: SecretStore, lockPrint: () => string | null): KeyRing {
  const ofThisRun = new Map<string, UnsealedKey>();
  /** Sealed keys that could not be unsealed when they were needed, although the store was there. */
  const unreadable = new Set<string>();

  async function unseal(sealed: string): Promise<UnsealedKey> {
    try {
      const { text, resealed } = await store.unseal(sealed);
      const bound = boundKeyOf(text);
      checkLock(bound);
      unreadable.delete(sealed);
      return { ...bound, resealed };
    } catch (thrown) {
      if (lasting.has(toAppError(thrown).reason ?? '')) unreadable.add(sealed);
      throw thrown;
    }
  }

  /** The locks that a key gets now. */
  function present(): BoundKey['locks'] {
    const print = lockPrint();
    return print === null ? undefined : [print];
  }

  function checkLock({ locks }: BoundKey): void {
    const print = lockPrint();
    if (locks !== undefined && (print === null || !locks.includes(print)))
      throw failure('secret-store-unavailable', { reason: 'key-of-other-lock' });
  }

  function sealBound({ key, places }: BoundKey, locks: BoundKey['locks']): Promise<string> {
    return store.seal(JSON.stringify({ key, places, ...(locks === undefined ? {} : { locks }) }));
  }

  /** A key that was saved before the lock was set up, or whose lock is being changed, is bound to the lock of today. */
  async function withPresentLock(bound: UnsealedKey): Promise<UnsealedKey> {
    if (JSON.stringify(bound.locks) === JSON.stringify(present())) return bound;
    return { ...bound, resealed: await sealBound(bound, present()).catch(() => undefined) };
  }

  return {
    state(id, sealed) {
      if (ofThisRun.has(id)) return 'this-run-only';
      if (sealed === undefined) return 'none';
      return unreadable.has(sealed) ? 'unreadable' : 'stored';
    },
    async read(id, sealed, address) {
      const bound =
        ofThisRun.get(id) ?? (sealed === undefined ? undefined : await withPresentLock(await unseal(sealed)));
      if (bound === undefined) return { key: null };
      const { key, places, resealed } = bound;
      if (!keyMayGo(places.join(';'), address))
        throw failure('bad-input', { reason: 'key-of-other-address' });
      return { key, resealed };
    },
    async rebind(sealed, locks) {
      try {
        return await sealBound(await unseal(sealed), locks === null ? undefined : [...locks]);
      } catch (thrown) {
        if (lasting.has(toAppError(thrown).reason ?? '')) return undefined;
        throw thrown;
      }
    },
    seal: (key, address) => sealBound(bind(key, address), present()),
    keepForThisRun: (id, key, address) => void ofThisRun.set(id, bind(key, address)),
    forget: (id) => void ofThisRun.delete(id),
  };
}

function bind(key: string, address: string): BoundKey {
  return { key, places: placesOf(address) };
}

function boundKeyOf(text: string): BoundKey {
  try {
    return boundKey.parse(JSON.parse(text));
  } catch {
    // The parser's own error would have parts of the text.
    throw failure('secret-store-unavailable', { reason: 'stored-key-unreadable' });
  }
}
