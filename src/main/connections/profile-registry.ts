import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import {
  type AddressFault,
  addressFault,
  canBeKey,
  originsOf,
  splitAddress,
} from '../../contract/domain/addresses.ts';
import { type ConnectionSettings, connectionSettings } from '../../contract/domain/connection.ts';
import type { ErrorReason } from '../../contract/error-reasons.ts';
import { failure } from '../../contract/failure.ts';
import type { KeyRing, KeyState } from './key-ring.ts';

interface SaveProfile {
  readonly id?: string | undefined;
  readonly settings: ConnectionSettings;
  /** Undefined: leave the key as it is; null: none. */
  readonly key?: string | null | undefined;
  readonly keepKey: 'stored' | 'this-run-only';
}

/** The saved connections with their keys. Writing is done one after the other: none overwrites another. */
interface ProfileRegistry {
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

/** `takenName` is a name that is not in the registry, and cannot be given either. */
export async function openProfileRegistry(
  dataDirectory: string,
  keys: KeyRing,
  takenName: string,
): Promise<ProfileRegistry> {
  const file = await openProfileFile(dataDirectory);
  let profiles = file.profiles;
  let lastWrite: Promise<unknown> = Promise.resolve();

  function find(id: string): Profile {
    const profile = profiles.find((one) => one.id === id);
    if (!profile) throw failure('not-found', { reason: 'connection-unknown' });
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
    throw failure('bad-input', { reason: 'connection-name-taken', params: { name } });
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

const profile = z.strictObject({
  id: z.string().min(1).max(64),
  settings: connectionSettings,
  /** Base64 of the secret store; absent: no key is stored. */
  sealedKey: z.string().optional(),
});
type Profile = z.infer<typeof profile>;

const fileShape = z.strictObject({ version: z.literal(1), connections: z.array(profile) });

interface ProfileFile {
  /** In the order they were saved. */
  readonly profiles: readonly Profile[];
  /** Where a file went that could not be read. Nothing in it was lost; nothing of it is used. */
  readonly damagedFile: string | undefined;
  readonly write: (profiles: readonly Profile[]) => Promise<void>;
}

/** The saved connections: `connections.json`. Rejects with the system's error when the folder cannot be used. */
async function openProfileFile(dataDirectory: string): Promise<ProfileFile> {
  const path = join(dataDirectory, 'connections.json');
  await mkdir(dirname(path), { recursive: true });
  const text = await readIfThere(path);
  const profiles = text === undefined ? [] : parse(text);
  const damagedFile = profiles ? undefined : await setAside(path);
  return {
    profiles: profiles ?? [],
    damagedFile,
    async write(next) {
      const content = { version: 1, connections: [...next] } satisfies z.infer<typeof fileShape>;
      // Sealed keys belong to this user alone.
      await writeFileAtomic(path, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
    },
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text: string): Profile[] | undefined {
  try {
    return fileShape.parse(JSON.parse(text)).connections;
  } catch {
    return undefined;
  }
}

async function setAside(path: string): Promise<string> {
  const aside = path.replace(/\.json$/, `.damaged-${Date.now()}.json`);
  await rename(path, aside);
  return aside;
}

const reasonOfFault = {
  empty: 'address-empty',
  'no-scheme': 'address-without-scheme',
  'not-a-url': 'address-not-url',
  credentials: 'address-with-password',
  query: 'address-with-query',
} as const satisfies Readonly<Record<AddressFault, ErrorReason>>;

/**
 * The address as it is saved: one or several, without what the SDK would drop silently. Throws a `Failure` that
 * names the fault.
 */
export function checkedAddress(address: string): string {
  const fault = addressFault(address);
  if (fault !== null) throw failure('bad-input', { reason: reasonOfFault[fault] });
  return splitAddress(address)
    .map((part) => {
      const url = new URL(part);
      return url.origin + url.pathname.replace(/\/+$/, '');
    })
    .join(';');
}

/**
 * A key as it is stored: without what a paste brought along. Throws a `Failure` for one that cannot be sent in a header,
 * which would otherwise look like a core that cannot be reached. Undefined and null stay what they are.
 */
export function checkedKey<T extends string | null | undefined>(key: T): T | string {
  if (typeof key !== 'string') return key;
  if (canBeKey(key)) return key.trim();
  throw failure('bad-input', { reason: 'key-malformed' });
}

/**
 * A saved key is sent only to where it was saved for: not to a host of a mistyped address, and not over http when it was
 * https. Throws a `Failure` otherwise. Both addresses have been checked.
 */
export function checkKeyMayGo(savedFor: string, wanted: string): void {
  const known = new Set(originsOf(savedFor));
  if (originsOf(wanted).every((origin) => known.has(origin))) return;
  throw failure('bad-input', { reason: 'key-of-other-address' });
}
