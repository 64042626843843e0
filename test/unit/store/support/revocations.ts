import { DatabaseSync } from 'node:sqlite';
import { summaryOf } from '../../../../src/main/planning/draft/draft.ts';
import type { Change } from '../../../../src/main/store/changes.ts';
import { applyChanges, insertRevocation } from '../../../../src/main/store/edits/revocations.ts';
import type { OpenFile } from '../../../../src/main/store/files/connection.ts';
import { createStatements } from '../../../../src/main/store/files/statement.ts';
import { inTransactions, transaction } from '../../../../src/main/store/files/transaction.ts';
import type { MatchRecord, UserRecord } from '../../../../src/main/store/records.ts';
import { migrations } from '../../../../src/main/store/tables/schema.ts';

/** A file with the newest schema, in memory unless told. */
export function openTestFile(path = ':memory:'): OpenFile {
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: true });
  const file: OpenFile = { db, prepare: createStatements(db).prepare };
  if (db.prepare('PRAGMA user_version').get()?.user_version === 0) {
    for (const migrate of migrations) migrate(db);
    db.exec(`PRAGMA user_version = ${migrations.length}`);
  }
  return file;
}

export const summary = summaryOf({ connectionId: 'connection', createdAt: 1, source: { type: 'handles' } });

/** A revocation in the file. */
export function addRevocation(
  file: OpenFile,
  {
    id = 'revocation',
    isList = false,
    size = 'large',
  }: { readonly id?: string; readonly isList?: boolean; readonly size?: 'small' | 'large' } = {},
): number {
  return insertRevocation(file, {
    id,
    size,
    state: 'draft',
    summary,
    documents: {},
    loadsWithoutIndex: isList,
  });
}

/** A revocation in a file of its own, with what most tests do to it. */
export function openRevocation(
  options: Parameters<typeof addRevocation>[1] & { readonly path?: string } = {},
) {
  const file = openTestFile(options.path);
  const rev = transaction(file, () => addRevocation(file, options));
  return {
    file,
    rev,
    commit: (...changes: readonly Change[]) =>
      transaction(file, () => {
        applyChanges(file, rev, ...changes);
      }),
  };
}

export function match(handle: string, more: Partial<MatchRecord> = {}): MatchRecord {
  return { handle, userId: null, createdAt: 1, expiry: null, ip: null, userAgent: null, line: null, ...more };
}

export function userRecord(userId: string, more: Partial<UserRecord> = {}): UserRecord {
  return { userId, name: null, identities: null, whole: false, own: false, ...more };
}

/** Runs work to its end, a step a transaction. */
export function runOperation<T>(file: OpenFile, work: Generator<unknown, T>): T {
  const steps = inTransactions(file, work);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Runs so many steps of the work, as if the program had ended then. */
export function runSteps(file: OpenFile, work: Generator<unknown, unknown>, steps: number): void {
  const all = inTransactions(file, work);
  for (let step = 0; step < steps; step++) if (all.next().done) return;
  all.return(undefined as never);
}
