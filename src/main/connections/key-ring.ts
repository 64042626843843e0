import type { Connection } from '../../contract/domain/connection.ts';
import { type Failure, failure } from '../../contract/failure.ts';

/** Where keys are kept: the operating system's secret store in Electron. */
export interface SecretStore {
  /** False where the system has none, or only one that does not protect. */
  available(): boolean;
  /** Base64. Throws when the store is not available. */
  seal(text: string): string;
  /** Throws when it was sealed by another user or on another machine. */
  unseal(sealed: string): string;
}

export type KeyState = Connection['key'];

/** A connection's key: sealed in its profile, or in memory for this run. */
export interface KeyRing {
  state(id: string, sealed: string | undefined): KeyState;
  /** Null: the connection has none. Throws when there is one that cannot be read. */
  read(id: string, sealed: string | undefined): string | null;
  /** Seals a key for the profile. Throws when there is no secret store. */
  seal(key: string): string;
  keepForThisRun(id: string, key: string): void;
  forget(id: string): void;
}

export function createKeyRing(store: SecretStore): KeyRing {
  const ofThisRun = new Map<string, string>();
  // What could be unsealed, for the list that is told again and again: some stores are slow, or ask the user. What
  // could not is tried again: a keyring can be unlocked meanwhile.
  const readable = new Set<string>();

  function unsealed(sealed: string): string | undefined {
    const key = tryUnseal(store, sealed);
    if (key === undefined) readable.delete(sealed);
    else readable.add(sealed);
    return key;
  }

  return {
    state(id, sealed) {
      if (ofThisRun.has(id)) return 'this-run-only';
      if (sealed === undefined) return 'none';
      const known = readable.has(sealed) || unsealed(sealed) !== undefined;
      return known ? 'stored' : 'unreadable';
    },
    read(id, sealed) {
      const storedKey = ofThisRun.get(id);
      if (storedKey !== undefined) return storedKey;
      if (sealed === undefined) return null;
      const key = unsealed(sealed);
      if (key === undefined) throw unreadable();
      return key;
    },
    seal(key) {
      if (!store.available()) throw noStore();
      try {
        return store.seal(key);
      } catch {
        throw noStore();
      }
    },
    keepForThisRun: (id, key) => void ofThisRun.set(id, key),
    forget: (id) => void ofThisRun.delete(id),
  };
}

function tryUnseal(store: SecretStore, sealed: string): string | undefined {
  try {
    return store.available() ? store.unseal(sealed) : undefined;
  } catch {
    return undefined;
  }
}

function noStore(): Failure {
  return failure('secret-store-unavailable', { reason: 'no-secret-store' });
}

function unreadable(): Failure {
  return failure('secret-store-unavailable', { reason: 'stored-key-unreadable' });
}
