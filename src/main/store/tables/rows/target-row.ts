import { crc32 } from 'node:zlib';
import type { OpenFile } from '../open-file.ts';
import { rowIsDamaged } from './checksum.ts';

/** A row of the table of targets; in a draft, of its matches. Text and numbers as they are on disk. */
export interface TargetRow {
  readonly id: number;
  readonly handle: string;
  tenant: number;
  user: number | null;
  created: number | null;
  readonly expiry: number | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  line: number | null;
  role: number;
  state: number;
  flags: number;
  batchLimit: number;
  endedAt: number | null;
  error: number | null;
}

/** As it was read: nothing of it may be believed before `isTargetIntact`. */
export type ReadTargetRow = TargetRow & { readonly crc: number };

export const targetColumns = `t.id, t.handle, t.tenant, t.user, t.created, t.expiry, t.ip, t.user_agent AS userAgent,
  t.line, t.role, t.state, t.flags, t.batch_limit AS batchLimit, t.ended_at AS endedAt, t.error, t.crc`;

/** The batch limit of a target that was in no failed batch. */
export const largestBatchLimit = 65_535;

function checksumOf(row: TargetRow): number {
  return crc32(
    `${row.id}\n${row.handle}\n${row.tenant}\n${row.user}\n${row.created}\n${row.expiry}\n${row.ip}\n${row.userAgent}\n${
      row.line
    }\n${row.role}\n${row.state}\n${row.flags}\n${row.batchLimit}\n${row.endedAt}\n${row.error}`,
  );
}

export function isTargetIntact(row: ReadTargetRow): boolean {
  return checksumOf(row) === row.crc;
}

/** The row, for working with it. Throws `store-damaged` when its checksum is wrong. */
export function intactTarget(row: ReadTargetRow): TargetRow {
  if (!isTargetIntact(row)) throw rowIsDamaged();
  return row;
}

/** Rows of a query that selects `targetColumns`. Throws `store-damaged` when one of them is damaged. */
export function toTargets(rows: readonly unknown[]): TargetRow[] {
  return (rows as readonly ReadTargetRow[]).map(intactTarget);
}

/** In the order of the ids; throws `store-damaged` when one of them is damaged or not there. */
export function targetsById(file: OpenFile, ids: readonly number[]): TargetRow[] {
  const rows = toTargets(
    file
      .prepare(`SELECT ${targetColumns} FROM json_each(?) AS j CROSS JOIN target AS t ON t.id = j.value`)
      .all(JSON.stringify(ids)),
  );
  if (rows.length !== ids.length) throw rowIsDamaged();
  return rows;
}

export function insertTarget(file: OpenFile, rev: number, row: TargetRow): void {
  file
    .prepare('INSERT INTO target VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(
      row.id,
      rev,
      row.handle,
      row.tenant,
      row.user,
      row.created,
      row.expiry,
      row.ip,
      row.userAgent,
      row.line,
      row.role,
      row.state,
      row.flags,
      row.batchLimit,
      row.endedAt,
      row.error,
      checksumOf(row),
    );
}

/** Writes what an event changes. */
export function updateTargetState(file: OpenFile, row: TargetRow): void {
  file
    .prepare(
      'UPDATE target SET state = ?, flags = ?, batch_limit = ?, ended_at = ?, error = ?, crc = ? WHERE id = ?',
    )
    .run(row.state, row.flags, row.batchLimit, row.endedAt, row.error, checksumOf(row), row.id);
}

/** Writes what the work on a plan changes: whose session it is, by which line, and whether it is in the plan. */
export function updateTargetOwner(file: OpenFile, row: TargetRow): void {
  file
    .prepare('UPDATE target SET user = ?, created = ?, line = ?, role = ?, flags = ?, crc = ? WHERE id = ?')
    .run(row.user, row.created, row.line, row.role, row.flags, checksumOf(row), row.id);
}

export function deleteTarget(file: OpenFile, id: number): void {
  file.prepare('DELETE FROM target WHERE id = ?').run(id);
}
