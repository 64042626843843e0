import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { RevocationSummary } from '../../records.ts';
import { insertRevocation } from '../head.ts';
import type { OpenFile } from '../open-file.ts';
import { migrations } from '../schema.ts';

/** A file with the newest schema, in memory unless told. */
export function openTestFile(path = ':memory:'): OpenFile {
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: true });
  const statements = new Map<string, StatementSync>();
  const file: OpenFile = {
    db,
    prepare: (sql) => {
      const statement = statements.get(sql) ?? db.prepare(sql);
      statements.set(sql, statement);
      return statement;
    },
  };
  if (db.prepare('PRAGMA user_version').get()?.user_version === 0) {
    for (const migrate of migrations) migrate(db);
    db.exec(`PRAGMA user_version = ${migrations.length}`);
  }
  return file;
}

export const summary: RevocationSummary = {
  connectionId: 'connection',
  scope: { type: 'handles' },
  createdAt: 1,
  startedAt: null,
  endedAt: null,
  users: [],
  reason: '',
  ticket: null,
  operator: '',
  targets: 0,
  ended: 0,
  newSessions: 0,
  outcome: null,
};

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
