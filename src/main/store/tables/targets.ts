import { oauthStates } from '../../../contract/domain/stored-names.ts';
import type { OpenFile } from '../files/connection.ts';
import { crcOfIntegers, crcOfText, endOfCrc, intactRows, rowIsDamaged, startOfCrc } from './rows.ts';

/** A row of the table of targets; in a draft, of its matches. Text and numbers as they are on disk. */
export interface TargetRow {
  readonly id: number;
  readonly handle: string;
  tenant: number;
  user: number | null;
  /** Null: the session was not read. */
  created: number | null;
  expiry: number | null;
  ip: string | null;
  userAgent: string | null;
  /** Number of the login method; null: not known. */
  loginMethod: number | null;
  line: number | null;
  role: number;
  state: number;
  flags: number;
  batchLimit: number;
  endedAt: number | null;
  error: number | null;
  /** What became of the OAuth2 tokens of the session: see `oauthCode`. */
  oauth: number;
}

/** As it was read: nothing of it may be believed before `isTargetIntact`. */
export type ReadTargetRow = TargetRow & { readonly crc: number };

export const targetColumns = `t.id, t.handle, t.tenant, t.user, t.created, t.expiry, t.ip, t.user_agent AS userAgent,
  t.login_method AS loginMethod, t.line, t.role, t.state, t.flags, t.batch_limit AS batchLimit, t.ended_at AS endedAt, t.error, t.oauth, t.crc`;

/** The batch limit of a target that was in no failed batch. */
export const largestBatchLimit = 65_535;

/** Null, among numbers of which none can be this one. */
const none = Number.NEGATIVE_INFINITY;
// One buffer for all rows: a run takes the checksum of each row several times. The numbers that a run changes come last.
const numbers = new Float64Array(13);
const integers = new Int32Array(numbers.buffer);
const changingAt = (7 * Float64Array.BYTES_PER_ELEMENT) / Int32Array.BYTES_PER_ELEMENT;

function checksumOf(row: TargetRow): number {
  numbers[0] = row.id;
  numbers[1] = row.tenant;
  numbers[2] = withoutMinusZero(row.created ?? none);
  numbers[3] = withoutMinusZero(row.expiry ?? none);
  numbers[4] = row.line ?? none;
  numbers[5] = row.role;
  numbers[6] = row.loginMethod ?? none;
  setChanging(row);
  let crc = crcOfText(startOfCrc, row.handle);
  crc = crcOfText(crc, row.ip);
  crc = crcOfText(crc, row.userAgent);
  return (endOfCrc(crcOfIntegers(crc, integers, 0)) ^ checksumOfOAuth(row.oauth)) >>> 0;
}

/** A core can name minus zero as a time. SQLite stores it as zero, and their bytes are not the same. */
function withoutMinusZero(value: number): number {
  return value + 0;
}

/**
 * The part of the checksum that this column is. Of rows from before there was this column, which have 0, it is nothing.
 * Different for each code.
 */
function checksumOfOAuth(code: number): number {
  return Math.imul(code, 0x9e3779b1) >>> 0;
}

/** Columns that a run changes. */
export type ChangingColumns = Pick<
  TargetRow,
  'user' | 'state' | 'flags' | 'batchLimit' | 'endedAt' | 'error' | 'oauth'
>;

function setChanging({
  batchLimit,
  endedAt,
  error,
  flags,
  state,
  user,
}: Omit<ChangingColumns, 'oauth'>): void {
  numbers[7] = user ?? none;
  numbers[8] = state;
  numbers[9] = flags;
  numbers[10] = batchLimit;
  numbers[11] = endedAt ?? none;
  numbers[12] = error ?? none;
}

/**
 * What the checksum of a row changes by, as an XOR, when these columns change. It is the same for every row, because
 * CRC-32 is linear; a checksum that was wrong stays wrong. Columns that do not change may have any value, the same in both.
 */
export function checksumChange(from: ChangingColumns, to: ChangingColumns): number {
  setChanging(from);
  const before = crcOfIntegers(startOfCrc, integers, changingAt);
  setChanging(to);
  const changed = before ^ crcOfIntegers(startOfCrc, integers, changingAt);
  return (changed ^ checksumOfOAuth(from.oauth) ^ checksumOfOAuth(to.oauth)) >>> 0;
}

/** SQL for the checksum with such a change: SQLite has no XOR. */
export const changedChecksumSql = '(crc | :change) - (crc & :change)';

export function isTargetIntact(row: ReadTargetRow): boolean {
  return oauthStates[row.oauth] !== undefined && checksumOf(row) === row.crc;
}

/** Rows of a query that selects `targetColumns`. Throws `store-damaged` when one of them is damaged. */
export function toTargets(rows: readonly unknown[]): TargetRow[] {
  return intactRows(rows, isTargetIntact);
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
    .prepare('INSERT INTO target VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
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
      row.loginMethod,
      row.line,
      row.role,
      row.state,
      row.flags,
      row.batchLimit,
      row.endedAt,
      row.error,
      checksumOf(row),
      row.oauth,
    );
}

/** Writes what two rows of one session can know apart from one another. */
export function updateTargetDetails(file: OpenFile, row: TargetRow): void {
  file
    .prepare('UPDATE target SET expiry = ?, ip = ?, user_agent = ?, login_method = ? WHERE id = ?')
    .run(row.expiry, row.ip, row.userAgent, row.loginMethod, row.id);
  updateTargetOwner(file, row);
}

/** Writes what changes while a plan is made: the owner, the line, and whether the session is excluded. */
export function updateTargetOwner(file: OpenFile, row: TargetRow): void {
  file
    .prepare('UPDATE target SET user = ?, created = ?, line = ?, role = ?, flags = ?, crc = ? WHERE id = ?')
    .run(row.user, row.created, row.line, row.role, row.flags, checksumOf(row), row.id);
}

export function deleteTarget(file: OpenFile, id: number): void {
  file.prepare('DELETE FROM target WHERE id = ?').run(id);
}
