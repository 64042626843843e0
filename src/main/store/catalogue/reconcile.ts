import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import type { AppError } from '../../../contract/errors.ts';
import { type Connection, openForReading, openForWriting } from '../files/connection.ts';
import { type DataFolder, isSmallFile, largeFile } from '../files/data-folder.ts';
import { versionOf } from '../files/migrate.ts';
import { fileIsDamaged, fileIsNewer, storeFailure, storeIsUnavailable } from '../files/store-failure.ts';
import { type Head, headsOf } from '../tables/head.ts';
import type { Catalogue } from './catalogue.ts';
import type { CatalogueRow } from './catalogue-file.ts';

/**
 * Makes the catalogue agree with the folder: reads the heads of files that it does not know, that were not at rest, and
 * that could not be read before. Files that it knows and that were at rest are not opened. Returns the files that were not at rest.
 */
export function reconcile(
  catalogue: Catalogue,
  folder: DataFolder,
  version: number,
): { readonly unclean: readonly string[] } {
  const present = new Set<string>();
  const unclean = new Set<string>();
  for (const name of readdirSync(folder.revocations)) {
    if (name.includes('.db.new')) rmSync(folder.revocation(name), { force: true });
    else if (name.endsWith('.db')) present.add(name);
    else if (/\.db-(wal|journal)$/.test(name)) unclean.add(name.slice(0, name.lastIndexOf('-')));
  }
  const known = new Map(catalogue.files().map(({ name, open }) => [name, open]));
  for (const [name, open] of known) {
    if (open && present.has(name)) unclean.add(name);
    if (!present.has(name)) markMissing(catalogue, name);
  }
  const toRead = new Set([...present].filter((name) => unclean.has(name) || !known.has(name)));
  for (const name of catalogue.unreadableFiles()) if (present.has(name)) toRead.add(name);
  for (const name of toRead) {
    refreshFile(catalogue, folder, version, name);
    if (!known.has(name)) catalogue.setOpen(name, unclean.has(name));
  }
  return { unclean: [...unclean].filter((name) => present.has(name)) };
}

/** Puts what the file says of itself into the catalogue. `version`: the newest that this Curfew reads. */
export function refreshFile(catalogue: Catalogue, folder: DataFolder, version: number, name: string): void {
  const { heads, error } = headsOfFile(folder, version, name);
  const known = new Map(catalogue.inFile(name).map((row) => [row.id, row]));
  const missing = new Map(known);
  const rows: CatalogueRow[] = [];
  for (const head of heads) {
    const last = known.get(head.id);
    missing.delete(head.id);
    if (head.state === 'removed' || catalogue.wasRemoved(head.id)) continue;
    const damage = head.summary === null && error === null ? fileIsDamaged('head').error : error;
    rows.push({
      id: head.id,
      file: name,
      state: head.summary === null ? (last?.state ?? null) : head.state,
      summary: head.summary ?? last?.summary ?? null,
      error: damage,
    });
  }
  const noHead = error ?? fileIsDamaged('no-head').error;
  for (const row of missing.values()) rows.push({ ...row, error: noHead });
  if (rows.length === 0 && !(isSmallFile(name) && error === null)) {
    rows.push({ id: basename(name, '.db'), file: name, state: null, summary: null, error: noHead });
  }
  catalogue.put(rows.filter((row) => !isSame(row, known.get(row.id))));
}

/** A copy of a file under another name is not the revocation whose id is in it. */
function headsOfFile(folder: DataFolder, version: number, name: string): FileHeads {
  const read = readHeads(folder.revocation(name), version);
  if (isSmallFile(name) || read.heads.every(({ id }) => largeFile(id) === name)) return read;
  return { heads: [], error: fileIsDamaged('other-id').error };
}

function isSame(row: CatalogueRow, other: CatalogueRow | undefined): boolean {
  return JSON.stringify(row) === JSON.stringify(other);
}

/** The file is gone: its revocations are listed with an error, as far as the catalogue has them. */
function markMissing(catalogue: Catalogue, name: string): void {
  const rows = catalogue.inFile(name);
  if (rows.length === 0) catalogue.forgetFile(name);
  else if (rows.some(({ error }) => error === null)) {
    catalogue.setError(name, storeIsUnavailable('ENOENT').error);
  }
}

/** What a file says of itself, as far as it can be read. */
interface FileHeads {
  readonly heads: readonly Head[];
  readonly error: AppError | null;
}

/** Reads the heads of the revocations in a file. Never throws: a file that cannot be read says why. */
function readHeads(path: string, newest: number): FileHeads {
  if (!existsSync(path)) return { heads: [], error: storeIsUnavailable('ENOENT').error };
  let file: Connection | undefined;
  try {
    file = openForHeads(path);
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
function openForHeads(path: string): Connection {
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
