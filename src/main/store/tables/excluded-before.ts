import type { OpenFile } from '../files/connection.ts';
import { checksum, intactRows } from './rows.ts';

/** A session that was excluded from the revocation whose gaps a draft tries again. */
export interface ExcludedBeforeRow {
  readonly handle: string;
  /** Null: not known. */
  readonly user: number | null;
  /** 1: the operator has included it in this draft. */
  readonly included: number;
}

type ReadExcludedBeforeRow = ExcludedBeforeRow & { readonly crc: number };

const columns = 'b.handle, b.user, b.included, b.crc';

function checksumOf(rev: number, { handle, included, user }: ExcludedBeforeRow): number {
  return checksum(rev, handle, user, included);
}

/** Throws `store-damaged` when one of them is damaged. */
function toRows(rev: number, rows: readonly unknown[]): ExcludedBeforeRow[] {
  return intactRows<ReadExcludedBeforeRow>(rows, (row) => checksumOf(rev, row) === row.crc);
}

export function findExcludedBefore(
  file: OpenFile,
  rev: number,
  handle: string,
): ExcludedBeforeRow | undefined {
  const rows = file
    .prepare(`SELECT ${columns} FROM excluded_before AS b WHERE b.rev = ? AND b.handle = ?`)
    .all(rev, handle);
  return toRows(rev, rows)[0];
}

/** Behind a handle, those that are included too. */
export function readExcludedBefore(
  file: OpenFile,
  rev: number,
  { after, limit }: { readonly after: string; readonly limit: number },
): ExcludedBeforeRow[] {
  const rows = file
    .prepare(
      `SELECT ${columns} FROM excluded_before AS b WHERE b.rev = ? AND b.handle > ? ORDER BY b.handle LIMIT ?`,
    )
    .all(rev, after, limit);
  return toRows(rev, rows);
}

/** Of these users, those that are not included. */
export function excludedBeforeOf(
  file: OpenFile,
  rev: number,
  { users, limit }: { readonly users: readonly number[]; readonly limit: number },
): ExcludedBeforeRow[] {
  const rows = file
    .prepare(
      `SELECT ${columns} FROM json_each(?) AS j
       CROSS JOIN excluded_before AS b ON b.user = j.value AND b.included = 0 LIMIT ?`,
    )
    .all(JSON.stringify(users), limit);
  return toRows(rev, rows);
}

export function putExcludedBefore(file: OpenFile, rev: number, row: ExcludedBeforeRow): void {
  file
    .prepare('INSERT OR REPLACE INTO excluded_before VALUES (?, ?, ?, ?, ?)')
    .run(rev, row.handle, row.user, row.included, checksumOf(rev, row));
}

export function deleteExcludedBefore(file: OpenFile, rev: number, handle: string): void {
  file.prepare('DELETE FROM excluded_before WHERE rev = ? AND handle = ?').run(rev, handle);
}
