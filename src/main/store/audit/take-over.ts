import type { AuditRecord } from '../../../contract/domain/audit/record.ts';
import type { SavedLog } from '../audit-store.ts';
import type { OpenFile } from '../files/connection.ts';
import { transaction } from '../files/transaction.ts';
import { addRecord, putBatch, putTargets, targetsOfIntent } from './append-records.ts';
import { baseOfLog, type ReadRecord, readRecords, setBase } from './record-rows.ts';
import { addSegment, segmentsOf } from './segments.ts';

/** So many records are read or written at a time. */
const pageSize = 500;
/** Behind the newest record that can be found, so many sequences are tried for one that can be read. */
const mostTries = 10_000;

/**
 * Copies from a damaged file what can be believed of its log: its newest records, as far back as each one is intact and follows the
 * one before it. The new log goes on behind them. What is left out stays in the damaged file. Never throws.
 */
export function takeOverLog(damaged: OpenFile | undefined, file: OpenFile, name: string): SavedLog {
  const lastKnown = tried(() => damaged && lastSequence(damaged)) ?? null;
  const intact = tried(() => {
    if (!damaged || lastKnown === null) return null;
    const range = intactRange(damaged, lastKnown);
    if (range) copyRange(damaged, file, range);
    return range;
  });
  tried(() => {
    const segments = damaged ? segmentsOf(damaged) : [];
    transaction(file, () => {
      for (const segment of segments) addSegment(file, segment);
    });
  });
  const earlier =
    tried(() => damaged?.prepare('SELECT saved, noted FROM audit_saved ORDER BY id').all()) ?? [];
  const saved: SavedLog = {
    file: name,
    takenOver: intact ? { from: intact.from, to: intact.to } : null,
    lastKnown,
  };
  transaction(file, () => {
    const insert = file.prepare('INSERT INTO audit_saved (saved, noted) VALUES (?, ?)');
    for (const row of earlier) insert.run(String(row.saved), row.noted === 1 ? 1 : 0);
    insert.run(JSON.stringify(saved), 0);
  });
  return saved;
}

function tried<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** By the table or, where its end cannot be read, by its narrow index. Null: there is no record. */
function lastSequence(file: OpenFile): number | null {
  const last =
    tried(() => file.prepare('SELECT max(sequence) AS last FROM audit').get()) ??
    file.prepare('SELECT max(sequence) AS last FROM audit INDEXED BY audit_narrow').get();
  return last?.last == null ? null : Number(last.last);
}

interface Intact {
  readonly from: number;
  readonly to: number;
  /** The record before them. */
  readonly base: { readonly sequence: number; readonly hash: string } | null;
}

/** From the newest record that is intact back to the first one that is not. */
function intactRange(file: OpenFile, last: number): Intact | null {
  let newest: AuditRecord | undefined;
  for (let at = last; !newest && at > Math.max(0, last - mostTries); at--)
    newest = tried(() => readRecords(file, 'WHERE a.sequence = ?', at))?.[0]?.record;
  if (!newest) return null;
  let oldest = newest;
  for (;;) {
    const page = pageBefore(file, oldest.sequence);
    for (const { record } of page) {
      // Its hash is that which the record behind it names: the rows are read with it.
      if (record?.sequence !== oldest.sequence - 1) return rangeOf(file, oldest, newest);
      oldest = record;
    }
    if (page.length === 0) return rangeOf(file, oldest, newest);
  }
}

function rangeOf(file: OpenFile, oldest: AuditRecord, newest: AuditRecord): Intact {
  const isFirst = oldest.sequence === 1 && tried(() => baseOfLog(file)) == null;
  const base = isFirst ? null : { sequence: oldest.sequence - 1, hash: oldest.previous };
  return { from: oldest.sequence, to: newest.sequence, base };
}

function pageBefore(file: OpenFile, sequence: number): readonly ReadRecord[] {
  const rows = 'WHERE a.sequence < ? ORDER BY a.sequence DESC LIMIT ?';
  return (
    tried(() => readRecords(file, rows, sequence, pageSize)) ??
    tried(() => readRecords(file, rows, sequence, 1)) ??
    []
  );
}

function copyRange(damaged: OpenFile, file: OpenFile, { from, to, base }: Intact): void {
  for (let at = from; at <= to; at += pageSize) {
    const read = readRecords(
      damaged,
      'WHERE a.sequence BETWEEN ? AND ? ORDER BY a.sequence',
      at,
      Math.min(to, at + pageSize - 1),
    );
    transaction(file, () => {
      if (at === from && base) setBase(file, base);
      for (const { record } of read) if (record) copyRecord(damaged, file, record);
    });
  }
}

function copyRecord(damaged: OpenFile, file: OpenFile, record: AuditRecord): void {
  addRecord(file, { record, targets: null });
  if (record.outcome !== 'intended') return;
  const row = tried(() =>
    damaged.prepare('SELECT handles, users FROM audit_batch WHERE intended = ?').get(record.sequence),
  );
  if (row?.handles instanceof Uint8Array && row.users instanceof Uint8Array)
    putBatch(file, record, { handles: row.handles, users: row.users });
  const targets = tried(() => targetsOfIntent(damaged, record));
  if (targets && targets.handles.length > 0) putTargets(file, record.sequence, targets);
}
