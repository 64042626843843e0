import { type LineKind, type LineResultType, lineKinds } from '../../../contract/domain/stored-names.ts';
import type { OpenFile } from '../files/connection.ts';
import { lineResultOf } from './codes.ts';
import { allRows, checksum, intactRows } from './rows.ts';

/** A row of the table of source lines. `result` is what the line was resolved to; a duplicate has a result of its own. */
export interface LineRow {
  readonly id: number;
  readonly number: number;
  readonly text: string;
  readonly isCut: number;
  kind: number | null;
  result: number;
  excluded: number;
  /** The line before it that selects the same. */
  duplicateOf: number | null;
  handle: string | null;
  user: number | null;
  created: number | null;
  /** Sessions that a user or an ambiguous line adds; of a session line it follows from `duplicateOf`. */
  sessions: number;
  candidates: string | null;
  /** The same for lines with the same candidates. */
  candidateKey: string | null;
  reason: string | null;
  error: number | null;
}

/** As it was read: nothing of it may be believed before `isLineIntact`. */
export type ReadLineRow = LineRow & { readonly crc: number };

export const lineColumns = `l.id, l.number, l.text, l.is_cut AS isCut, l.kind, l.result, l.excluded,
  l.duplicate_of AS duplicateOf, l.handle, l.user, l.created, l.sessions, l.candidates, l.candidate_key AS candidateKey,
  l.reason, l.error, l.crc`;

/** What is stored of a row, in the order of its columns. Its checksum is over all of it. */
function valuesOf(row: LineRow) {
  return [
    row.id,
    row.number,
    row.text,
    row.isCut,
    row.kind,
    row.result,
    row.excluded,
    row.duplicateOf,
    row.handle,
    row.user,
    row.created,
    row.sessions,
    row.candidates,
    row.candidateKey,
    row.reason,
    row.error,
  ] as const;
}

function checksumOf(row: LineRow): number {
  return checksum(...valuesOf(row));
}

export function isLineIntact(row: ReadLineRow): boolean {
  return checksumOf(row) === row.crc;
}

/** Rows of a query that selects `lineColumns`. Throws `store-damaged` when one of them is damaged. */
export function toLines(rows: readonly unknown[]): LineRow[] {
  return intactRows(rows, isLineIntact);
}

const linesByIdSql = `SELECT ${lineColumns} FROM json_each(?) AS j CROSS JOIN line AS l ON l.id = j.value`;

/** In the order of the ids; ids that are not there are left out. */
export function readLines(file: OpenFile, ids: readonly number[]): ReadLineRow[] {
  if (ids.length === 0) return [];
  return file.prepare(linesByIdSql).all(JSON.stringify(ids)) as unknown as ReadLineRow[];
}

/** The same for a page, where a damaged row hides no other: see `allRows`. */
export function readLinesOfPage(file: OpenFile, ids: readonly number[]): ReadLineRow[] {
  return allRows(file, linesByIdSql, JSON.stringify(ids)) as ReadLineRow[];
}

export function insertLine(file: OpenFile, row: LineRow): void {
  const values = valuesOf(row);
  file
    .prepare('INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(...values, checksum(...values));
}

export function updateLine(file: OpenFile, row: LineRow): void {
  file
    .prepare(
      `UPDATE line SET kind = ?, result = ?, excluded = ?, duplicate_of = ?, handle = ?, user = ?, created = ?,
       sessions = ?, candidates = ?, candidate_key = ?, reason = ?, error = ?, crc = ? WHERE id = ?`,
    )
    .run(
      row.kind,
      row.result,
      row.excluded,
      row.duplicateOf,
      row.handle,
      row.user,
      row.created,
      row.sessions,
      row.candidates,
      row.candidateKey,
      row.reason,
      row.error,
      checksumOf(row),
      row.id,
    );
}

export function resultOfRow({ duplicateOf, result }: LineRow): LineResultType | 'open' {
  return duplicateOf === null ? lineResultOf(result) : 'duplicate';
}

export function kindOf({ kind }: LineRow): LineKind | null {
  return kind === null ? null : (lineKinds[kind] ?? null);
}
