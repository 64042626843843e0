import type { AuditSegment } from '../../../contract/domain/audit/log.ts';
import type { AuditRetentionRules, AuditSize } from '../audit-store.ts';
import type { OpenFile } from '../files/connection.ts';
import type { OperationProgress } from '../long-call.ts';
import { isOpenBatch } from './audit-schema.ts';
import { baseOfLog, headOfLog, hexOf, setBase } from './record-rows.ts';

/** Exported parts of the log, oldest first. */
export function segmentsOf(file: OpenFile): AuditSegment[] {
  const rows = file.prepare('SELECT segment FROM audit_segment ORDER BY last').all();
  return rows.map(({ segment }) => JSON.parse(String(segment)) as AuditSegment);
}

export function addSegment(file: OpenFile, segment: AuditSegment): void {
  file
    .prepare('INSERT OR REPLACE INTO audit_segment (last, segment) VALUES (?, ?)')
    .run(segment.to, JSON.stringify(segment));
}

export function sizeOfLog(file: OpenFile): Omit<AuditSize, 'segments' | 'outdated'> {
  const pragma = (name: string) => Number(file.prepare(`PRAGMA ${name}`).get()?.[name]);
  const used = pragma('page_count') - pragma('freelist_count');
  return {
    records: lastOf(file) - firstOf(file) + 1,
    bytes: used * pragma('page_size') - bytesOfOthers(file),
    oldest: oldestTime(file),
  };
}

/** Of the oldest record; null: there is none. */
export function oldestTime(file: OpenFile): number | null {
  const oldest = file.prepare('SELECT time FROM audit ORDER BY sequence LIMIT 1').get();
  return oldest ? Number(oldest.time) : null;
}

/** Of catalogue and queues, which are in the same file: what waits for a receiver that is away can be more than the log. */
function bytesOfOthers(file: OpenFile): number {
  const row = file
    .prepare(
      `SELECT total(pgsize) AS bytes FROM dbstat
       WHERE aggregate = TRUE AND name IN (SELECT name FROM sqlite_schema WHERE rootpage > 0 AND tbl_name NOT LIKE 'audit%')`,
    )
    .get();
  return Number(row?.bytes);
}

/**
 * The oldest records that the rules do not keep. The newest record stays in any case, and everything from the first batch on of
 * which there is no outcome.
 */
export function outdatedRecords(file: OpenFile, rules: AuditRetentionRules): AuditSize['outdated'] {
  const from = firstOf(file);
  const to = Math.min(
    Math.max(lastByAge(file, rules.before), lastBySize(file, rules.bytes)),
    lastOf(file) - 1,
    firstOpenIntent(file) - 1,
  );
  return to < from ? null : { from, to, before: baseOfLog(file) };
}

/** The clock of the computer may have been set: everything before the first record that is young enough. */
function lastByAge(file: OpenFile, before: number | null): number {
  if (before === null) return 0;
  const young = file
    .prepare('SELECT sequence FROM audit INDEXED BY audit_narrow WHERE time >= ? ORDER BY sequence LIMIT 1')
    .get(before);
  return young ? Number(young.sequence) - 1 : lastOf(file);
}

/**
 * A log that is too large is brought down to this share of what it may have. A part of its records gives back fewer pages than its
 * share of them, because those of indexes stay half empty: else more would be due at once, in ever smaller segments.
 */
const shareAfterSealing = 0.9;

function lastBySize(file: OpenFile, most: number | null): number {
  const { records, bytes } = sizeOfLog(file);
  if (most === null || bytes <= most || records === 0) return 0;
  const ofRecords = bytes - bytesWithoutRecords(file);
  return firstOf(file) - 1 + Math.ceil(((bytes - most * shareAfterSealing) * records) / ofRecords);
}

/** Each table and each index of the log has a page when it is empty. Where little is kept, these count. */
function bytesWithoutRecords(file: OpenFile): number {
  const row = file
    .prepare(
      `SELECT count(*) * (SELECT page_size FROM pragma_page_size) AS bytes FROM sqlite_schema
       WHERE rootpage > 0 AND tbl_name LIKE 'audit%'`,
    )
    .get();
  return Number(row?.bytes);
}

function firstOpenIntent(file: OpenFile): number {
  const row = file.prepare(`SELECT min(intended) AS first FROM audit_batch WHERE ${isOpenBatch}`).get();
  return row?.first == null ? Number.MAX_SAFE_INTEGER : Number(row.first);
}

function firstOf(file: OpenFile): number {
  const row = file.prepare('SELECT min(sequence) AS first FROM audit').get();
  return row?.first == null ? 1 : Number(row.first);
}

function lastOf(file: OpenFile): number {
  return file.prepare('SELECT 1 FROM audit LIMIT 1').get() ? (headOfLog(file)?.sequence ?? 0) : 0;
}

/** So many records go in one step. */
const recordsInStep = 250;

/** Removes the records of all segments that are still here. After each step the log begins with an intact record. */
export function* removeSegments(file: OpenFile): Generator<OperationProgress, null> {
  const last = segmentsOf(file).at(-1)?.to ?? 0;
  const first = firstOf(file);
  for (let from = first; from <= last; from += recordsInStep) {
    const to = Math.min(last, from + recordsInStep - 1);
    const newest = file.prepare('SELECT hash FROM audit WHERE sequence = ?').get(to);
    setBase(file, { sequence: to, hash: hexOf(newest?.hash) });
    file.prepare('DELETE FROM audit_text WHERE rowid BETWEEN ? AND ?').run(from, to);
    // The outcome of a batch is found by what is here, also when it comes behind the last record that goes.
    file
      .prepare('DELETE FROM audit_batch WHERE intended <= ? AND (ended IS NULL OR ended <= ?)')
      .run(to, last);
    file.prepare('DELETE FROM audit_open_batch WHERE intended BETWEEN ? AND ?').run(from, to);
    file.prepare('DELETE FROM audit WHERE sequence BETWEEN ? AND ?').run(from, to);
    yield { done: to - first + 1, of: last - first + 1 };
  }
  return null;
}
