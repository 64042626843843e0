import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { failure } from '../../../contract/failure.ts';
import { DatabaseSync } from '../files/connection.ts';
import { dataFolder, makePrivateFile, makePrivateFolder } from '../files/data-folder.ts';
import { storeFailure } from '../files/store-failure.ts';

interface FolderLock {
  readonly release: () => void;
}

/**
 * Makes the folders of the store, and locks them for a second console as long as this process lives: the operating
 * system releases the lock however it ends. Rejects with `locked` at once.
 */
export function lockDataFolder(path: string): FolderLock {
  try {
    const folder = dataFolder(path);
    makePrivateFolder(path);
    for (const made of [folder.revocations, folder.trash, folder.views, folder.backups, folder.temporary]) {
      makePrivateFolder(made);
      chmodSync(made, 0o700);
    }
    // Before SQLite is used for the first time: it asks only then.
    process.env.SQLITE_TMPDIR = folder.temporary;
    return takeLock(join(path, 'lock.db'));
  } catch (thrown) {
    throw storeFailure(thrown);
  }
}

function takeLock(path: string): FolderLock {
  try {
    return lockFile(path);
  } catch (thrown) {
    // Damaged: then nobody has it, or it would have been busy before it could be read.
    if (storeFailure(thrown).error.code !== 'store-damaged') throw thrown;
    rmSync(path);
    return lockFile(path);
  }
}

function lockFile(path: string): FolderLock {
  makePrivateFile(path);
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (thrown) {
    db.close();
    if (storeFailure(thrown).error.params?.cause === 'SQLITE_BUSY') throw isLocked();
    throw thrown;
  }
  return { release: () => db.close() };
}

function isLocked() {
  return failure('locked', { reason: 'data-folder-in-use' });
}
