import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { lockFileName, lockSettings } from '../../contract/domain/lock.ts';
import { readJson, writePrivateJson } from '../shared/json-file.ts';
import { passphraseHash } from './passphrase.ts';

const lockRecord = z.strictObject({
  version: z.literal(1),
  passphrase: passphraseHash,
  settings: lockSettings,
  /** Wrong passphrases since the last right one: they count over a restart too. */
  failures: z.int().min(0),
  /** When the last one was wrong, in milliseconds since 1970. */
  failedAt: z.number(),
});
export type LockRecord = z.infer<typeof lockRecord>;

interface LockFile {
  /** Null: there is no lock. */
  readonly record: LockRecord | null;
  /** Where a file went that could not be read. */
  readonly damagedFile: string | undefined;
  readonly write: (record: LockRecord) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** The lock on the disk: without it, keys that were saved under the lock cannot be used (key-ring.ts). */
export async function openLockFile(dataDirectory: string): Promise<LockFile> {
  const path = join(dataDirectory, lockFileName);
  const { content, damagedFile } = await readJson(path, (json) => lockRecord.parse(json));
  return {
    record: content ?? null,
    damagedFile,
    write: (next) => writePrivateJson(path, next),
    remove: () => rm(path, { force: true }),
  };
}
