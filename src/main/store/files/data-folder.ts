import { join } from 'node:path';

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
