import type { OpenFile } from '../files/connection.ts';
import { checksum, intactRows } from './rows.ts';

/** A row of the table of sessions about which a rule is undecided. Text and numbers as they are on disk. */
export interface UndecidedRow {
  readonly id: number;
  readonly handle: string;
  readonly user: number;
  readonly created: number | null;
  readonly expiry: number | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly loginMethod: number | null;
  /** See `fieldsToCode`. */
  readonly fields: number;
  /** 1: the operator included it, so that it is a match. */
  included: number;
}

/** As it was read: nothing of it may be believed before `isUndecidedIntact`. */
export type ReadUndecidedRow = UndecidedRow & { readonly crc: number };

export const undecidedColumns = `w.id, w.handle, w.user, w.created, w.expiry, w.ip, w.user_agent AS userAgent,
  w.login_method AS loginMethod, w.fields, w.included, w.crc`;

/** What is stored of a row, in the order of its columns, but for the revocation. Its checksum is over all of it. */
function valuesOf(row: UndecidedRow) {
  return [
    row.id,
    row.handle,
    row.user,
    row.created,
    row.expiry,
    row.ip,
    row.userAgent,
    row.loginMethod,
    row.fields,
    row.included,
  ] as const;
}

function checksumOf(row: UndecidedRow): number {
  return checksum(...valuesOf(row));
}

export function isUndecidedIntact(row: ReadUndecidedRow): boolean {
  return checksumOf(row) === row.crc;
}

/** Rows of a query that selects `undecidedColumns`. Throws `store-damaged` when one of them is damaged. */
export function toUndecided(rows: readonly unknown[]): UndecidedRow[] {
  return intactRows(rows, isUndecidedIntact);
}

export function findUndecided(file: OpenFile, rev: number, handle: string): UndecidedRow | undefined {
  const rows = file
    .prepare(`SELECT ${undecidedColumns} FROM undecided AS w WHERE w.rev = ? AND w.handle = ?`)
    .all(rev, handle);
  return toUndecided(rows)[0];
}

export function insertUndecided(file: OpenFile, rev: number, row: UndecidedRow): void {
  const [id, ...values] = valuesOf(row);
  file
    .prepare('INSERT INTO undecided VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(id, rev, ...values, checksum(id, ...values));
}

export function updateUndecided(file: OpenFile, row: UndecidedRow): void {
  file
    .prepare('UPDATE undecided SET included = ?, crc = ? WHERE id = ?')
    .run(row.included, checksumOf(row), row.id);
}

export function deleteUndecided(file: OpenFile, id: number): void {
  file.prepare('DELETE FROM undecided WHERE id = ?').run(id);
}
