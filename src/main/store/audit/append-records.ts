import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { AuditHead, AuditRecord } from '../../../contract/domain/audit/record.ts';
import { failure } from '../../../contract/failure.ts';
import type { AuditStore, NewAuditRecord } from '../audit-store.ts';
import type { OpenFile } from '../files/connection.ts';
import { fileIsDamaged } from '../files/store-failure.ts';
import { contextOf, headOfLog, insertRecord, setBase } from './record-rows.ts';

/** In a write transaction. Gives false when the records are there already. */
export function appendRecords(
  file: OpenFile,
  { after, records, notes }: Parameters<AuditStore['append']>[0],
): boolean {
  const last = headOfLog(file);
  const newest = records.at(-1)?.record;
  if (newest && last?.sequence === newest.sequence && last.hash === newest.hash) return false;
  // A log that was lost as a whole goes on behind the head that is known elsewhere, and says so first.
  if (last === null && after !== null && notes) setBase(file, after);
  // The log says first that it was set aside: whoever writes it has to open it again.
  else if (!isSameHead(last, after) || (!notes && hasUnnoted(file)))
    throw failure('bad-input', { reason: 'commit-missing' });
  for (const added of records) addRecord(file, added);
  if (notes) file.prepare('UPDATE audit_saved SET noted = 1').run();
  return true;
}

function hasUnnoted(file: OpenFile): boolean {
  return file.prepare('SELECT 1 FROM audit_saved WHERE noted = 0').get() !== undefined;
}

function isSameHead(one: AuditHead | null, other: AuditHead | null): boolean {
  return one?.sequence === other?.sequence && one?.hash === other?.hash;
}

/** The record, and everything that it is found by. */
export function addRecord(file: OpenFile, { record, targets }: NewAuditRecord): void {
  insertRecord(file, record, contextOf(file, record));
  file
    .prepare('INSERT INTO audit_text (rowid, text) VALUES (?, ?)')
    .run(record.sequence, textsOf(record).join('\n'));
  if (record.outcome === 'intended') {
    putBatch(file, record, {
      handles: shortHashes(targets?.handles ?? []),
      users: shortHashes(targets?.userIds ?? []),
    });
    if (targets) putTargets(file, record.sequence, targets);
  } else endIntent(file, record);
}

export function putTargets(file: OpenFile, intended: number, targets: BatchTargets): void {
  file.prepare('INSERT INTO audit_open_batch VALUES (?, ?)').run(intended, JSON.stringify(targets));
}

/** The outcome of a batch is a record of another action, that of any other change one of its own. */
function endIntent(file: OpenFile, record: AuditRecord): void {
  const ofAction = record.action.endsWith('.ended')
    ? ''
    : 'AND (SELECT action FROM audit WHERE sequence = intended) = (SELECT action FROM audit WHERE sequence = :ended)';
  const ended = file
    .prepare(
      `UPDATE audit_batch SET ended = :ended, batch = NULL WHERE batch = :batch AND ended IS NULL ${ofAction} RETURNING intended`,
    )
    .all({ ended: record.sequence, batch: batchOf(record) });
  for (const { intended } of ended)
    file.prepare('DELETE FROM audit_open_batch WHERE intended = ?').run(Number(intended));
}

type BatchTargets = NonNullable<NewAuditRecord['targets']>;

/** Of an intent without an outcome; empty where they are not known any more. Throws `store-damaged` when they are others than those it was for. */
export function targetsOfIntent(file: OpenFile, { sequence }: { readonly sequence: number }): BatchTargets {
  const row = file
    .prepare(
      `SELECT o.targets, b.handles FROM audit_open_batch AS o JOIN audit_batch AS b USING (intended)
       WHERE o.intended = ? AND json_valid(o.targets)`,
    )
    .get(sequence);
  if (!row) return { handles: [], userIds: [] };
  const targets = JSON.parse(String(row.targets)) as BatchTargets;
  if (!(row.handles instanceof Uint8Array) || !shortHashes(targets.handles).equals(row.handles))
    throw fileIsDamaged('audit-batch');
  return targets;
}

/** The short hashes of what an intent is found by. */
export interface BatchHashes {
  readonly handles: Uint8Array;
  readonly users: Uint8Array;
}

export function putBatch(file: OpenFile, intent: AuditRecord, { handles, users }: BatchHashes): void {
  file
    .prepare(
      'INSERT OR REPLACE INTO audit_batch (intended, ended, batch, handles, users, crc) VALUES (?, NULL, ?, ?, ?, ?)',
    )
    .run(intent.sequence, batchOf(intent), handles, users, checksumOf({ handles, users }));
}

export function checksumOf({ handles, users }: BatchHashes): number {
  return crc32(users, crc32(handles));
}

/** An outcome has the correlation and the batch of its intent. */
function batchOf({ correlation, details }: AuditRecord): string {
  return `${correlation} ${details.batch ?? ''}`;
}

/** So many bytes of a hash: among ten million targets, one in thirty million look-ups finds a record that has another one. */
export const shortHashBytes = 6;

export function shortHash(text: string): Buffer {
  return shortHashes([text]);
}

/** One behind the other. As digits first: making a buffer for each takes as long as hashing it. */
function shortHashes(texts: readonly string[]): Buffer {
  const digits = shortHashBytes * 2;
  return Buffer.from(texts.map((text) => hash('sha256', text).slice(0, digits)).join(''), 'hex');
}

/** Of details that nobody looks for: each would be a word of its own. */
const unsearched = new Set(['batch', 'sha256', 'signature', 'key', 'publicKey', 'head', 'replaces']);

function textsOf({ operator, connection, details, ...record }: AuditRecord): string[] {
  const ofDetails = Object.entries(details).map(([name, value]) =>
    typeof value === 'string' && !unsearched.has(name) ? value : null,
  );
  const { user, session, revocation, reason, ticket } = record;
  const texts = [
    user,
    session,
    revocation,
    reason,
    ticket,
    operator.name,
    operator.account,
    connection?.name,
  ];
  return [...texts, ...ofDetails].filter((text): text is string => typeof text === 'string');
}
