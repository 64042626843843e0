import type { DatabaseSync as Database, StatementSync } from 'node:sqlite';
import type { OpenFile } from '../tables/open-file.ts';
import { makePrivateFile } from './private-file.ts';
import { DatabaseSync } from './sqlite.ts';

/** An open file with how to close it. */
export interface Connection extends OpenFile {
  readonly path: string;
  readonly close: () => void;
}

/** What tests set to fill a "disk". */
export interface FileLimits {
  /** Pages of 4 KiB that a file may have. */
  readonly pages?: number | undefined;
}

const busyTimeoutMs = 5_000;
/** After a checkpoint, a longer WAL is cut to this. */
const walBytes = 16 * 1024 * 1024;
/** SQLite sorts in pieces of this size, and keeps as much of the file beside it: ten million rows are merged in two rounds. */
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

/** Opens a file that is there for reading alone. */
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
  const statements = new Map<string, StatementSync>();
  try {
    // Pages are checked as they are read, and a damaged schema can call nothing.
    db.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON');
    prepareFile(db);
  } catch (thrown) {
    db.close();
    throw thrown;
  }
  const connection: Connection = {
    path,
    db,
    prepare(sql) {
      let statement = statements.get(sql);
      if (!statement) {
        statement = db.prepare(sql);
        statements.set(sql, statement);
      }
      return statement;
    },
    close() {
      statements.clear();
      if (db.isOpen) db.close();
    },
  };
  return connection;
}

function setDurability(db: Database): void {
  db.exec(`PRAGMA synchronous = FULL; PRAGMA journal_size_limit = ${walBytes}`);
  // Elsewhere `fsync` reaches the disk; on macOS only this does.
  if (process.platform === 'darwin') db.exec('PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON');
}

function isBusy(thrown: unknown): boolean {
  return thrown instanceof Error && 'errcode' in thrown && (Number(thrown.errcode) & 0xff) === 5;
}
