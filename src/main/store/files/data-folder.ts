import { closeSync, fsyncSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where what is in the data folder. Names of files: those of revocations, without the folder. */
export interface DataFolder {
  readonly path: string;
  readonly revocations: string;
  readonly trash: string;
  readonly views: string;
  readonly backups: string;
  /** Where SQLite sorts: it writes rows there, so the files stay in this folder. */
  readonly temporary: string;
  readonly revocation: (file: string) => string;
  readonly view: (file: string) => string;
}

export function dataFolder(path: string): DataFolder {
  const revocations = join(path, 'revocations');
  const views = join(path, 'views');
  return {
    path,
    revocations,
    views,
    trash: join(path, 'trash'),
    backups: join(path, 'backups'),
    temporary: join(path, 'temporary'),
    revocation: (file) => join(revocations, file),
    view: (file) => join(views, file),
  };
}

/** Endings of what SQLite puts beside a file while it is in use, or was left so. */
export const journalEndings = ['-wal', '-shm', '-journal'] as const;

/** Files of small revocations: the first, and the next ones for when it cannot be used. */
export function smallFile(number: number): string {
  return number === 1 ? 'small.db' : `small-${number}.db`;
}

export function isSmallFile(file: string): boolean {
  return /^small(-\d+)?\.db$/.test(file);
}

export function largeFile(id: string): string {
  return `${id}.db`;
}

/** Makes the folder, and those above it, for the user alone. */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

/**
 * Makes an empty file for the user alone if there is none: SQLite would make it with the mode of the umask. A file that
 * is there is not opened: closing it again would release the locks that SQLite holds on it in this process.
 */
export function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
  }
}

/** Renames a file so that it has its new name also after a power cut. */
export function renameDurably(from: string, to: string): void {
  renameSync(from, to);
  syncFolder(dirname(to));
  if (dirname(from) !== dirname(to)) syncFolder(dirname(from));
}

/**
 * Waits until a file is on disk. No connection may have it open as its database: closing it here would release its locks. A
 * WAL has none.
 */
export function syncFile(path: string): void {
  sync(path, 'r+');
}

function syncFolder(path: string): void {
  // A folder cannot be opened there, and its entries are in the journal of NTFS.
  if (process.platform !== 'win32') sync(path, 'r');
}

function sync(path: string, flags: string): void {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
