import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import {
  type ConnectionSettings,
  connectionSettings,
  type OAuthChoice,
} from '../../contract/domain/connection.ts';
import { failure } from '../../contract/failure.ts';
import { readJson, writePrivateJson } from '../shared/json-file.ts';
import { checkedAddress, checkedKey, checkedSettings, checkKeyMayGo } from './checked-settings.ts';
import type { KeyRing, KeyState } from './key-ring.ts';
import { createKeyedList } from './keyed-list.ts';

interface SaveProfile {
  readonly id?: string | undefined;
  readonly settings: ConnectionSettings;
  /** Undefined: leave the key as it is; null: none. */
  readonly key?: string | null | undefined;
  readonly keepKey: 'stored' | 'this-run-only';
}

/** The saved connections with their keys. */
interface ProfileRegistry {
  readonly damagedFile: string | undefined;
  readonly ids: () => string[];
  /** Throws a `Failure` when it is not there. */
  readonly settings: (id: string) => ConnectionSettings;
  readonly keyState: (id: string) => KeyState;
  /** Null: none. Rejects with a `Failure` when it cannot be read, or does not belong to the address. */
  readonly key: (id: string) => Promise<string | null>;
  /** Binds all sealed keys to these locks; null: to none. Nothing has changed when it rejects. */
  readonly rebindKeys: (locks: readonly string[] | null) => Promise<void>;
  /** Gives the id, and the settings it had before. Nothing has changed when it rejects. */
  readonly save: (
    profile: SaveProfile,
  ) => Promise<{ readonly id: string; readonly before: ConnectionSettings | undefined }>;
  /** Keeps the operator's answer for a connection that is set to `automatic`. */
  readonly keepOAuthChoice: (id: string, choice: OAuthChoice) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
}

/** `takenName` is a name that is not in the registry, and cannot be given either. */
export async function openProfileRegistry(
  dataDirectory: string,
  keys: KeyRing,
  takenName: string,
): Promise<ProfileRegistry> {
  const file = await openProfileFile(dataDirectory);
  const list = createKeyedList({
    ...{ saved: file.profiles, writeAll: file.write, keys },
    unknown: 'connection-unknown',
  });

  function checkName(id: string, name: string): void {
    const others = list.all().filter((one) => one.id !== id);
    const taken = [takenName, ...others.map(({ settings }) => settings.name)];
    if (!taken.some((other) => other.toLowerCase() === name.toLowerCase())) return;
    throw failure('bad-input', { reason: 'connection-name-taken', params: { name } });
  }

  /** A key that is left as it is cannot go to another address. */
  function checkUnchangedKey(before: Profile | undefined, address: string): void {
    if (before === undefined || list.keyState(before.id) === 'none') return;
    checkKeyMayGo(before.settings.address, address);
  }

  return {
    damagedFile: file.damagedFile,
    ids: () => list.all().map(({ id }) => id),
    settings: (id) => list.find(id).settings,
    keyState: list.keyState,
    key: async (id) => list.key(id, checkedAddress(list.find(id).settings.address)),
    rebindKeys: list.rebindKeys,
    async save(wanted) {
      const { id = randomUUID(), keepKey: keep } = wanted;
      const key = checkedKey(wanted.key);
      const { before } = await list.save(wanted.id, (before) => {
        checkName(id, wanted.settings.name);
        const settings = checkedSettings(wanted.settings);
        if (key === undefined) checkUnchangedKey(before, settings.address);
        return { entry: { id, settings }, key, keep };
      });
      return { id, before: before?.settings };
    },
    keepOAuthChoice: (id, choice) =>
      list.change(id, (before) =>
        before.settings.oauthTokens === 'automatic'
          ? { ...before, settings: { ...before.settings, oauthTokens: choice } }
          : before,
      ),
    remove: list.remove,
  };
}

const profile = z.strictObject({
  id: z.string().min(1).max(64),
  // Files of builds before these settings do not have them.
  settings: connectionSettings.extend({
    plainHttp: connectionSettings.shape.plainHttp.default(false),
    authorities: connectionSettings.shape.authorities.default([]),
    oauthTokens: connectionSettings.shape.oauthTokens.default('automatic'),
  }),
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
  const { content, damagedFile } = await readJson(path, (json) => fileShape.parse(json).connections);
  return {
    profiles: content ?? [],
    damagedFile,
    async write(next) {
      const content = { version: 1, connections: [...next] } satisfies z.infer<typeof fileShape>;
      // Sealed keys belong to this user alone.
      await writePrivateJson(path, content);
    },
  };
}
