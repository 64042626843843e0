import type { SQLInputValue } from 'node:sqlite';
import type { AuditHead, AuditRecord } from '../../../contract/domain/audit/record.ts';
import { auditActions, auditOutcomes } from '../../../contract/domain/stored-names.ts';
import { canonicalJson, isUnaltered, noHash } from '../../shared/audit/chain.ts';
import type { OpenFile } from '../files/connection.ts';
import { fileIsDamaged } from '../files/store-failure.ts';
import { allRows } from '../tables/rows.ts';

type Context = Pick<AuditRecord, 'operator' | 'connection' | 'version'>;

/** What `recordOf` needs, in the alias `a`; `previous` is null where the record before is not here. */
const columns = `a.sequence, a.time, a.elapsed, c.text AS context, a.action, a.outcome, a.user, a.session, a.revocation, a.reason,
  a.ticket, a.details, a.correlation, a.hash, coalesce(
    (SELECT hash FROM audit WHERE sequence = a.sequence - 1),
    (SELECT hash FROM audit_base WHERE sequence = a.sequence - 1)
  ) AS previous,
  EXISTS (SELECT 1 FROM audit_batch WHERE intended = a.sequence AND ended IS NULL) AS open`;

export interface ReadRecord {
  readonly sequence: number;
  /** Undefined: the row is not what was written. */
  readonly record: AuditRecord | undefined;
  readonly isOpen: boolean;
}

/** Rows of the log by a condition on the alias `a`, with what follows it. Each record is checked against its hash. */
export function readRecords(
  file: OpenFile,
  rest: string,
  ...values: readonly SQLInputValue[]
): readonly ReadRecord[] {
  const sql = `SELECT ${columns} FROM audit a LEFT JOIN audit_context c ON c.id = a.context ${rest}`;
  return allRows(file, sql, ...values).map((row) => readRow(row as Readonly<Record<string, unknown>>));
}

/** The rows with these sequences, in their order. */
export function readRecordsOf(
  file: OpenFile,
  sequences: readonly number[],
  order: 'ASC' | 'DESC',
): readonly ReadRecord[] {
  return readRecords(
    file,
    `WHERE a.sequence IN (SELECT value FROM json_each(?)) ORDER BY a.sequence ${order}`,
    JSON.stringify(sequences),
  );
}

/** Rejects with `store-damaged` when one is damaged. */
export function intactRecords(read: readonly ReadRecord[]): readonly AuditRecord[] {
  return read.map(({ record }) => {
    if (record === undefined) throw fileIsDamaged('audit-record');
    return record;
  });
}

function readRow(row: Readonly<Record<string, unknown>>): ReadRecord {
  return { sequence: Number(row.sequence), record: unalteredRecord(row), isOpen: row.open === 1 };
}

function unalteredRecord(row: Readonly<Record<string, unknown>>): AuditRecord | undefined {
  try {
    const record = recordOf(row);
    return isUnaltered(record) ? record : undefined;
  } catch {
    // A number that is no time, a text that is no JSON: it is not what was written either.
    return undefined;
  }
}

function recordOf(row: Readonly<Record<string, unknown>>): AuditRecord {
  const { operator, connection, version } = JSON.parse(String(row.context)) as Context;
  const previous = row.previous === null && row.sequence === 1 ? noHash : hexOf(row.previous);
  // What is not of these types has another hash than was written.
  return {
    sequence: row.sequence as number,
    time: new Date(row.time as number).toISOString(),
    elapsedMs: row.elapsed as number | null,
    operator,
    connection,
    action: auditActions[row.action as number] as AuditRecord['action'],
    user: row.user as string | null,
    session: row.session as string | null,
    revocation: row.revocation as string | null,
    reason: row.reason as string | null,
    ticket: row.ticket as string | null,
    outcome: auditOutcomes[row.outcome as number] as AuditRecord['outcome'],
    details: JSON.parse(String(row.details)) as AuditRecord['details'],
    correlation: (row.correlation ?? row.revocation) as string,
    version,
    previous,
    hash: hexOf(row.hash),
  };
}

/** A row of `audit`, without its context. */
export function insertRecord(file: OpenFile, record: AuditRecord, context: number): void {
  const { sequence, time, elapsedMs, action, outcome, user, session, revocation, reason, ticket } = record;
  file
    .prepare(
      `INSERT INTO audit (sequence, time, elapsed, context, action, outcome, user, session, revocation, reason, ticket, details,
        correlation, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      sequence,
      Date.parse(time),
      elapsedMs,
      context,
      auditActions.indexOf(action),
      auditOutcomes.indexOf(outcome),
      user,
      session,
      revocation,
      reason,
      ticket,
      canonicalJson(record.details),
      record.correlation === revocation ? null : record.correlation,
      Buffer.from(record.hash, 'hex'),
    );
}

/** The number of what the record has in common with others. */
export function contextOf(file: OpenFile, { operator, connection, version }: AuditRecord): number {
  const text = canonicalJson({ operator, connection, version });
  file.prepare('INSERT OR IGNORE INTO audit_context (text) VALUES (?)').run(text);
  return Number(file.prepare('SELECT id FROM audit_context WHERE text = ?').get(text)?.id);
}

/** Where the log ends, by its newest row alone. */
export function headOfLog(file: OpenFile): AuditHead | null {
  const row = file.prepare('SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1').get();
  return row ? { sequence: Number(row.sequence), hash: hexOf(row.hash) } : baseOfLog(file);
}

export function baseOfLog(file: OpenFile): AuditHead | null {
  const row = file.prepare('SELECT sequence, hash FROM audit_base').get();
  return row ? { sequence: Number(row.sequence), hash: hexOf(row.hash) } : null;
}

export function setBase(file: OpenFile, { sequence, hash }: AuditHead): void {
  file
    .prepare('INSERT OR REPLACE INTO audit_base (one, sequence, hash) VALUES (1, ?, ?)')
    .run(sequence, Buffer.from(hash, 'hex'));
}

/** Throws `store-damaged` for what is no hash. */
export function hexOf(blob: unknown): string {
  if (!(blob instanceof Uint8Array)) throw fileIsDamaged('audit-record');
  return Buffer.from(blob).toString('hex');
}
