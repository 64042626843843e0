import type { Connection, OpenFile } from './connection.ts';
import { syncFile } from './data-folder.ts';

/**
 * When a commit is on disk. `at-once`: when COMMIT returns. `later`: with the next one that is there at once, or after
 * `syncCommits`. A power cut before that takes the last commits away, and never an earlier one without a later one.
 */
export type Durability = 'at-once' | 'later';

/** COMMIT itself failed: whether the transaction is on disk is not known until the file was opened again. */
export class CommitUnknown extends Error {
  constructor(cause: unknown) {
    super('It is not known whether a transaction is on disk.', { cause });
    this.name = 'CommitUnknown';
  }
}

/** Runs the work in one write transaction; what it throws undoes all of it. `later` is for files with a WAL. */
export function transaction<T>(file: OpenFile, work: () => T, durability: Durability = 'at-once'): T {
  if (durability === 'at-once') return transact(file, work);
  // It cannot be changed within a transaction.
  file.db.exec('PRAGMA synchronous = NORMAL');
  try {
    return transact(file, work);
  } finally {
    if (file.db.isOpen) file.db.exec('PRAGMA synchronous = FULL');
  }
}

/** Waits until everything that was committed is on disk. */
export function syncCommits({ path }: Pick<Connection, 'path'>): void {
  try {
    syncFile(`${path}-wal`);
  } catch (thrown) {
    throw new CommitUnknown(thrown);
  }
}

function transact<T>(file: OpenFile, work: () => T): T {
  file.db.exec('BEGIN IMMEDIATE');
  let result: T;
  try {
    result = work();
  } catch (thrown) {
    rollBack(file);
    throw thrown;
  }
  try {
    file.db.exec('COMMIT');
  } catch (thrown) {
    rollBack(file);
    throw new CommitUnknown(thrown);
  }
  return result;
}

/** Runs the work on the file as it is at one moment. */
export function snapshot<T>(file: OpenFile, work: () => T): T {
  file.db.exec('BEGIN');
  try {
    return work();
  } finally {
    rollBack(file);
  }
}

function rollBack({ db }: OpenFile): void {
  // Some errors have ended the transaction already, and some have closed the file.
  if (!db.isOpen || !db.isTransaction) return;
  try {
    db.exec('ROLLBACK');
  } catch {
    // The file is closed next, which rolls back too.
    db.close();
  }
}

/** Runs each step of the work in a write transaction of its own. */
export function* inTransactions<Step, T>(
  file: OpenFile,
  work: Generator<Step, T>,
  durability: Durability = 'at-once',
): Generator<Step, T> {
  try {
    for (;;) {
      const step = transaction(file, () => work.next(), durability);
      if (step.done) return step.value;
      yield step.value;
    }
  } finally {
    work.return(undefined as never);
  }
}
