import { randomUUID } from 'node:crypto';
import type { ConnectionSettings } from '../../contract/domain/connection.ts';
import { failure } from '../../contract/failure.ts';
import { checkedAddress } from './address.ts';
import { checkedKey } from './checked-key.ts';
import type { KeyRing, KeyState } from './key-ring.ts';
import { openProfileFile, type Profile } from './profile-file.ts';

interface SaveProfile {
  readonly id?: string | undefined;
  readonly settings: ConnectionSettings;
  /** Undefined: leave the key as it is; null: none. */
  readonly key?: string | null | undefined;
  readonly keepKey: 'stored' | 'this-run-only';
}

/** The saved connections with their keys. Writing is done one after the other: none overwrites another. */
interface ProfileBook {
  readonly damagedFile: string | undefined;
  readonly ids: () => string[];
  /** Throws a `Failure` when it is not there. */
  readonly settings: (id: string) => ConnectionSettings;
  readonly keyState: (id: string) => KeyState;
  /** Null: none. Throws a `Failure` when it cannot be read. */
  readonly key: (id: string) => string | null;
  /** Gives the id, and the settings it had before. Nothing has changed when it rejects. */
  readonly save: (
    profile: SaveProfile,
  ) => Promise<{ readonly id: string; readonly before: ConnectionSettings | undefined }>;
  readonly remove: (id: string) => Promise<void>;
}

/** `takenName` is a name that is not in the book, and cannot be given either. */
export async function openProfileBook(
  dataDirectory: string,
  keys: KeyRing,
  takenName: string,
): Promise<ProfileBook> {
  const file = await openProfileFile(dataDirectory);
  let profiles = file.profiles;
  let lastWrite: Promise<unknown> = Promise.resolve();

  function find(id: string): Profile {
    const profile = profiles.find((one) => one.id === id);
    if (!profile) throw failure('not-found', 'There is no such connection any more.');
    return profile;
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = lastWrite.then(work);
    lastWrite = done.catch(() => undefined);
    return done;
  }

  async function write(next: readonly Profile[]): Promise<void> {
    await file.write(next);
    profiles = next;
  }

  function checkName(id: string, name: string): void {
    const others = profiles.filter((one) => one.id !== id).map((one) => one.settings.name);
    if (![takenName, ...others].some((other) => other.toLowerCase() === name.toLowerCase())) return;
    throw failure('bad-input', `There is a connection named ${name} already.`, {
      hint: 'Give it another name.',
    });
  }

  function sealedAfter(
    before: Profile | undefined,
    key: SaveProfile['key'],
    keepKey: SaveProfile['keepKey'],
  ): string | undefined {
    if (key === undefined) return before?.sealedKey;
    return key !== null && keepKey === 'stored' ? keys.seal(key) : undefined;
  }

  async function save(wanted: SaveProfile) {
    const { id = randomUUID(), keepKey } = wanted;
    const key = checkedKey(wanted.key);
    const before = wanted.id === undefined ? undefined : find(wanted.id);
    checkName(id, wanted.settings.name);
    const settings = { ...wanted.settings, address: checkedAddress(wanted.settings.address) };
    const sealedKey = sealedAfter(before, key, keepKey);
    const profile: Profile = { id, settings, ...(sealedKey === undefined ? {} : { sealedKey }) };
    await write(before ? profiles.map((one) => (one === before ? profile : one)) : [...profiles, profile]);
    if (key !== undefined) keys.forget(id);
    if (key && keepKey === 'this-run-only') keys.keepForThisRun(id, key);
    return { id, before: before?.settings };
  }

  return {
    damagedFile: file.damagedFile,
    ids: () => profiles.map(({ id }) => id),
    settings: (id) => find(id).settings,
    keyState: (id) => keys.state(id, find(id).sealedKey),
    key: (id) => keys.read(id, find(id).sealedKey),
    save: (profile) => inTurn(() => save(profile)),
    remove: (id) =>
      inTurn(async () => {
        const removed = find(id);
        await write(profiles.filter((one) => one !== removed));
        keys.forget(id);
      }),
  };
}
