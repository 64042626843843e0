import { existsSync } from 'node:fs';
import type { AppError } from '../../../contract/errors.ts';
import { type Connection, openForReading, openForWriting } from '../files/connection.ts';
import { versionOf } from '../files/migrate.ts';
import { fileIsDamaged, fileIsNewer, storeFailure, storeIsUnavailable } from '../files/store-failure.ts';
import { headsOf } from '../tables/head.ts';
import type { Head } from '../tables/open-file.ts';

/** What a file says of itself, as far as it can be read. */
export interface FileHeads {
  readonly heads: readonly Head[];
  readonly error: AppError | null;
}

/** Reads the heads of the revocations in a file. Never throws: a file that cannot be read says why. */
export function readHeads(path: string, newest: number): FileHeads {
  if (!existsSync(path)) return { heads: [], error: storeIsUnavailable('ENOENT').error };
  let file: Connection | undefined;
  try {
    file = openAnyhow(path);
    const version = versionOf(file);
    const heads = headsOf(file);
    if (version > newest) return { heads, error: fileIsNewer(version).error };
    return { heads, error: null };
  } catch (thrown) {
    const { error } = storeFailure(thrown);
    return { heads: [], error: error.code === 'internal' ? fileIsDamaged('head').error : error };
  } finally {
    file?.close();
  }
}

/** A file that was left in the middle of a rollback journal can be read by a connection alone that may write. */
function openAnyhow(path: string): Connection {
  const file = openForReading(path);
  try {
    file.prepare('SELECT count(*) FROM sqlite_schema').get();
    return file;
  } catch (thrown) {
    file.close();
    if (storeFailure(thrown).error.code !== 'store-unavailable') throw thrown;
    return openForWriting(path);
  }
}
