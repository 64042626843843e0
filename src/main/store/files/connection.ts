import { statSync } from 'node:fs';
import type { DatabaseSync as Database } from 'node:sqlite';
import { makePrivateFile } from './data-folder.ts';
import { createStatements, type Statement } from './statement.ts';

/** A file that a worker has open. `rev` beside it, everywhere: the number of a revocation within the file, from 0. */
export interface OpenFile {
  readonly db: Database;
  /** Prepared once for each file and text. Never left half read: no statement stays open between messages. */
  readonly prepare: (sql: string) => Statement;
}

/** An open file with how to close it. */
export interface Connection extends OpenFile {
  readonly path: string;
  /** Whether the file was removed or replaced since: what is written here is in no file that anybody finds again. */
  readonly isMoved: () => boolean;
  readonly close: () => void;
}

/** What tests set to fill a "disk". */
interface FileLimits {
  /** Pages of 4 KiB that a file may have. */
  readonly pages?: number | undefined;
}

const busyTimeoutMs = 5_000;
/** After a checkpoint, a longer WAL is cut to this. */
const walBytes = 16 * 1024 * 1024;
/** SQLite sorts in pieces of this size, and keeps as much of the file beside it: ten million rows are merged in two passes. */
const scratchCacheKiB = 4 * 1024;

/** Opens a file for writing, and makes it if there is none. Its journal is a WAL afterwards. */
export function openForWriting(path: string, limits: FileLimits = {}): Connection {
  makePrivateFile(path);
  return open(path, { readOnly: false }, (db) => {
    setDurability(db);
    db.exec('PRAGMA journal_mode = WAL');
    if (limits.pages !== undefined) db.exec(`PRAGMA max_page_count = ${limits.pages}`);
  });
}

/** Opens a file that nobody is to find before it is whole: `syncFile` comes after it. */
export function openNew(path: string, limits: FileLimits = {}): Connection {
  makePrivateFile(path);
  return open(path, { readOnly: false }, (db) => {
    db.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF');
    if (limits.pages !== undefined) db.exec(`PRAGMA max_page_count = ${limits.pages}`);
  });
}

/** Opens an existing file only for reading. */
export function openForReading(path: string): Connection {
  return open(path, { readOnly: true }, () => undefined);
}

/** Opens a file whose content need not outlast the process. */
export function openScratch(path: string): Connection {
  makePrivateFile(path);
  return open(path, { readOnly: false }, (db) => {
    db.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -${scratchCacheKiB}`);
  });
}

/**
 * Leaves one file behind: what is in the WAL goes into the file, and the WAL goes. False when another connection has the
 * file open; the connection is closed all the same.
 */
export function closeAtRest(connection: Connection): boolean {
  try {
    connection.db.exec('PRAGMA busy_timeout = 100');
    connection.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const row = connection.db.prepare('PRAGMA journal_mode = DELETE').get();
    return row?.journal_mode === 'delete';
  } catch (thrown) {
    if (isBusy(thrown)) return false;
    throw thrown;
  } finally {
    connection.close();
  }
}

function open(path: string, { readOnly }: { readOnly: boolean }, prepareFile: (db: Database) => void) {
  const db = new DatabaseSync(path, { readOnly, timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
  const statements = createStatements(db);
  try {
    // Pages are checked as they are read, and a damaged schema can call nothing.
    db.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON');
    prepareFile(db);
  } catch (thrown) {
    db.close();
    throw thrown;
  }
  const opened = identityOf(path);
  const connection: Connection = {
    path,
    db,
    isMoved: () => identityOf(path) !== opened,
    prepare: statements.prepare,
    close() {
      statements.clear();
      if (db.isOpen) db.close();
    },
  };
  return connection;
}

/** Which file has this name by now; null: none. */
function identityOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.dev} ${found.ino}` : null;
}

function setDurability(db: Database): void {
  db.exec(`PRAGMA synchronous = FULL; PRAGMA journal_size_limit = ${walBytes}`);
  // Elsewhere `fsync` reaches the disk; on macOS only this does.
  if (process.platform === 'darwin') db.exec('PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON');
}

function isBusy(thrown: unknown): boolean {
  return thrown instanceof Error && 'errcode' in thrown && (Number(thrown.errcode) & 0xff) === 5;
}

type Sqlite = typeof import('node:sqlite');

/** `node:sqlite`, without the warning with which earlier releases of Node 24 call it experimental. */
export const { DatabaseSync } = loadSqlite();

/** The warning is written while the module is loaded: every other one, and every later one, is written as ever. */
function loadSqlite(): Sqlite {
  const emitWarning = process.emitWarning;
  process.emitWarning = ((warning: unknown, ...more: never[]) => {
    if (!String(warning).startsWith('SQLite is an experimental feature')) {
      (emitWarning as (...args: unknown[]) => void).call(process, warning, ...more);
    }
  }) as typeof process.emitWarning;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** The files that a worker has open: a bounded number, the one that was not used for longest goes first. */
export interface FilePool {
  readonly use: (name: string) => Connection;
  /** A pinned file is not closed to make room for others. */
  readonly pin: (name: string) => void;
  readonly unpin: (name: string) => void;
  /** Removes the file from the pool without closing it. */
  readonly remove: (name: string) => Connection | undefined;
  readonly close: (name: string) => void;
  readonly names: () => string[];
}

interface FilePoolOptions {
  readonly limit: number;
  readonly open: (name: string) => Connection;
}

export function createFilePool({ limit, open }: FilePoolOptions): FilePool {
  // In the order of use, the latest last.
  const files = new Map<string, Connection>();
  const pinned = new Map<string, number>();

  function close(name: string): void {
    const file = files.get(name);
    files.delete(name);
    file?.close();
  }

  function makeRoom(): void {
    for (const name of [...files.keys()]) {
      if (files.size < limit) return;
      if (!pinned.has(name)) close(name);
    }
  }

  return {
    use(name) {
      let file = files.get(name);
      // Closed after a rollback that failed.
      if (file && !file.db.isOpen) file = undefined;
      if (file?.isMoved()) {
        close(name);
        file = undefined;
      }
      if (!file) {
        files.delete(name);
        makeRoom();
        file = open(name);
      }
      files.delete(name);
      files.set(name, file);
      return file;
    },
    pin: (name) => void pinned.set(name, (pinned.get(name) ?? 0) + 1),
    unpin(name) {
      const count = (pinned.get(name) ?? 1) - 1;
      if (count > 0) pinned.set(name, count);
      else pinned.delete(name);
    },
    remove(name) {
      const file = files.get(name);
      files.delete(name);
      return file;
    },
    close,
    names: () => [...files.keys()],
  };
}
