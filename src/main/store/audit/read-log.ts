import type { AuditDay, AuditFilter, AuditPage, AuditRow } from '../../../contract/domain/audit/log.ts';
import type { AuditRecord } from '../../../contract/domain/audit/record.ts';
import { type AuditAction, auditActions } from '../../../contract/domain/stored-names.ts';
import { failure } from '../../../contract/failure.ts';
import type {
  AuditRetentionRules,
  AuditSize,
  AuditStore,
  AuditStoreState,
  SavedLog,
} from '../audit-store.ts';
import type { OpenFile } from '../files/connection.ts';
import type { AuditQueryMethod } from '../method-names.ts';
import { targetsOfIntent } from './append-records.ts';
import { isOpenBatch } from './audit-schema.ts';
import { contextsOf, countRecords, findRecords } from './find-records.ts';
import {
  baseOfLog,
  headOfLog,
  intactRecords,
  type ReadRecord,
  readRecords,
  readRecordsOf,
} from './record-rows.ts';
import { oldestTime, outdatedRecords, segmentsOf, sizeOfLog } from './segments.ts';

type Input<M extends keyof AuditStore> = Parameters<AuditStore[M]>[0];

function stateOfLog(file: OpenFile): AuditStoreState {
  const saved = file.prepare('SELECT saved, noted FROM audit_saved ORDER BY id').all();
  const logs = saved.map((row) => ({
    log: JSON.parse(String(row.saved)) as SavedLog,
    isNoted: row.noted === 1,
  }));
  const open = file.prepare(`SELECT count(*) AS count FROM audit_batch WHERE ${isOpenBatch}`).get();
  return {
    head: headOfLog(file),
    base: baseOfLog(file),
    unnoted: logs.filter(({ isNoted }) => !isNoted).map(({ log }) => log),
    setAside: logs.map(({ log }) => log.file),
    openIntents: Number(open?.count),
  };
}

function pageOfLog(file: OpenFile, { filter, before, skip, limit }: Input<'page'>): AuditPage {
  const range = { after: 0, before, order: 'DESC', skip, limit: limit + 1 } as const;
  const found = findRecords(file, filter, range);
  const shown = found.slice(0, limit);
  return {
    rows: readRecordsOf(file, shown, 'DESC').map(toRow),
    before: found.length > limit ? (shown.at(-1) ?? null) : null,
  };
}

function recordsOfLog(
  file: OpenFile,
  { filter, after, to, limit }: Input<'records'>,
): readonly AuditRecord[] {
  const found = findRecords(file, filter, { after, before: to + 1, order: 'ASC', limit });
  const records = intactRecords(readRecordsOf(file, found, 'ASC'));
  // Asked afterwards: what was removed before that can be missing here.
  if ((baseOfLog(file)?.sequence ?? 0) > after)
    throw failure('bad-input', { reason: 'audit-records-removed', retryable: true });
  return records;
}

function countOfLog(file: OpenFile, { filter, before, limit }: Input<'count'>): number {
  return countRecords(file, filter, { before, limit });
}

function neighboursInLog(file: OpenFile, { sequence, each }: Input<'neighbours'>): AuditRow[] {
  const rows = 'WHERE a.sequence BETWEEN ? AND ? ORDER BY a.sequence DESC';
  return readRecords(file, rows, sequence - each, sequence + each).map(toRow);
}

function toRow({ sequence, record, isOpen }: ReadRecord): AuditRow {
  return record ? { type: 'record', record, isOpen } : { type: 'damaged', sequence };
}

/** Rejects with `store-damaged` when an intent is damaged: nobody knows then what was intended. */
function openIntentsOfLog(file: OpenFile): readonly AuditRecord[] {
  const open = file.prepare(`SELECT intended FROM audit_batch WHERE ${isOpenBatch}`).all();
  return intactRecords(
    readRecordsOf(
      file,
      open.map(({ intended }) => Number(intended)),
      'ASC',
    ),
  );
}

function daysOfLog(file: OpenFile, { connectionId, starts }: Input<'days'>): readonly AuditDay[] {
  const whole = wholeDays(file, starts);
  const days = whole.slice(0, -1).map((start) => ({ start, revocations: 0, sessions: 0 }));
  for (const { time } of recordsOfAction(file, 'run.started', connectionId, whole)) {
    const day = days[dayOf(whole, time)];
    if (day) day.revocations += 1;
  }
  for (const { time, details } of recordsOfAction(file, 'run.finished', connectionId, whole)) {
    const day = days[dayOf(whole, time)];
    const ended: unknown = (JSON.parse(details) as AuditRecord['details']).ended;
    if (day && typeof ended === 'number') day.sessions += ended;
  }
  return days;
}

/** Of a log that had older records: the days since its oldest one. What happened on the others is not known here. */
function wholeDays(file: OpenFile, starts: readonly number[]): readonly number[] {
  if (baseOfLog(file) === null) return starts;
  const oldest = oldestTime(file);
  return starts.filter((start) => oldest !== null && start >= oldest);
}

function recordsOfAction(
  file: OpenFile,
  action: AuditAction,
  connectionId: AuditFilter['connectionId'],
  starts: readonly number[],
): { readonly time: number; readonly details: string }[] {
  const contexts = connectionId === null ? null : contextsOf(file, { operator: null, connectionId });
  return file
    .prepare(
      `SELECT b.time, b.details FROM (
         SELECT a.sequence FROM audit a INDEXED BY audit_narrow WHERE a.action = :action AND a.time >= :from AND a.time < :to
         ${contexts === null ? '' : 'AND a.context IN (SELECT value FROM json_each(:contexts))'}
       ) found CROSS JOIN audit b ON b.sequence = found.sequence WHERE json_valid(b.details)`,
    )
    .all({
      action: auditActions.indexOf(action),
      from: starts[0] ?? 0,
      to: starts.at(-1) ?? 0,
      ...(contexts === null ? {} : { contexts: JSON.stringify(contexts) }),
    })
    .map(({ time, details }) => ({ time: Number(time), details: String(details) }));
}

/** The last day that began by then. */
function dayOf(starts: readonly number[], time: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

function sizeAndRest(file: OpenFile, rules: AuditRetentionRules): AuditSize {
  return { ...sizeOfLog(file), segments: segmentsOf(file), outdated: outdatedRecords(file, rules) };
}

/** What carries out each query of the audit log. */
export const logQueries: {
  readonly [M in AuditQueryMethod]: (file: OpenFile, input: Input<M>) => Awaited<ReturnType<AuditStore[M]>>;
} = {
  state: stateOfLog,
  page: pageOfLog,
  records: recordsOfLog,
  count: countOfLog,
  neighbours: neighboursInLog,
  days: daysOfLog,
  openIntents: openIntentsOfLog,
  targetsOf: targetsOfIntent,
  size: sizeAndRest,
};
