import { existsSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Connection, OpenFile } from './connection.ts';
import { makePrivateFile, makePrivateFolder } from './data-folder.ts';
import { fileIsDamaged, fileIsNewer } from './store-failure.ts';
import { transaction } from './transaction.ts';

/** The first makes version 1 out of an empty file, each next one the version after it. */
export type Migrations = readonly ((db: DatabaseSync) => void)[];

/** Marks files of Curfew, in the header of the file: "Curf". */
const applicationId = 0x43757266;

/** The schema version of a file that Curfew made; rejects any other file with `store-damaged`. */
export function versionOf(file: OpenFile): number {
  const id = file.db.prepare('PRAGMA application_id').get()?.application_id;
  const version = file.db.prepare('PRAGMA user_version').get()?.user_version;
  if (id !== applicationId || typeof version !== 'number' || version < 1) throw fileIsDamaged('not-ours');
  return version;
}

/** Gives an empty file its newest schema. */
export function makeSchema(file: OpenFile, migrations: Migrations): void {
  transaction(file, () => {
    for (const migrate of migrations) migrate(file.db);
    file.db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}`);
  });
}

/**
 * Brings a file to the newest schema, after a copy of it was put into `backups`. A newer file rejects with `store-newer`.
 * All in one transaction: a migration that fails changes nothing.
 */
export function migrate(file: Connection, migrations: Migrations, backups: string): void {
  const version = versionOf(file);
  if (version > migrations.length) throw fileIsNewer(version);
  if (version === migrations.length) return;
  backUp(file, join(backups, `${basename(file.path, '.db')}.v${version}.db`));
  transaction(file, () => {
    for (const step of migrations.slice(version)) step(file.db);
    file.db.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

function backUp(file: Connection, path: string): void {
  makePrivateFolder(join(path, '..'));
  // Half a copy of an earlier try, or a whole one of a migration that failed: made anew.
  if (existsSync(path)) rmSync(path);
  makePrivateFile(path);
  file.db.prepare('VACUUM INTO ?').run(path);
}
