import { failure } from '../../../contract/failure.ts';
import type { OpenFile } from '../files/connection.ts';
import {
  type DocumentName,
  type Documents,
  documentNames,
  type RevocationSummary,
  type StoredState,
  storedStates,
} from '../records.ts';
import { readNumbers } from './counts.ts';
import { checksum, rowIsDamaged } from './rows.ts';
import { migrations } from './schema.ts';

/**
 * The table `head` never changes its shape, so that every version can read it:
 * `head(rev INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, state TEXT NOT NULL, numbers TEXT
 * NOT NULL, crc INTEGER NOT NULL) STRICT`, where `version` is the schema version that made the row, `numbers` the summary
 * as JSON, and `crc` the CRC-32 of id, version, state and numbers, joined by line feeds. While a revocation is being
 * removed from `small.db`, its state is `removed`.
 */
export interface Head {
  readonly rev: number;
  readonly id: string;
  readonly version: number;
  readonly state: StoredState | 'removed';
  /** Null: the row is damaged, or of a newer version with other numbers. */
  readonly summary: RevocationSummary | null;
}

/** The number of the revocation in the file, be it one that is being removed; null: it is not there. */
export function findRev(file: OpenFile, id: string): number | null {
  const row = file.prepare('SELECT rev FROM head WHERE id = ?').get(id);
  return typeof row?.rev === 'number' ? row.rev : null;
}

/** The same; throws `not-found`. */
export function revOf(file: OpenFile, id: string): number {
  const rev = findRev(file, id);
  if (rev !== null) return rev;
  throw failure('not-found', { reason: 'revocation-unknown' });
}

/** The heads of all revocations in a file of any version. */
export function headsOf(file: OpenFile): Head[] {
  return file.prepare(`SELECT ${headColumns} FROM head ORDER BY rev`).all().map(toHead);
}

export function headOf(file: OpenFile, rev: number): Head {
  const row = file.prepare(`SELECT ${headColumns} FROM head WHERE rev = ?`).get(rev);
  if (!row) throw rowIsDamaged();
  return toHead(row);
}

export function writeHead(
  file: OpenFile,
  head: {
    readonly rev: number;
    readonly id: string;
    readonly state: Head['state'];
    readonly summary: RevocationSummary;
  },
): void {
  const { rev, id, state } = head;
  const version = migrations.length;
  const numbers = JSON.stringify(head.summary);
  // Not REPLACE: that would remove the row, which others refer to, and put another one in its place.
  file
    .prepare(
      `INSERT INTO head VALUES (?1, ?2, ?3, ?4, ?5, ?6)
       ON CONFLICT (rev) DO UPDATE SET version = ?3, state = ?4, numbers = ?5, crc = ?6`,
    )
    .run(rev, id, version, state, numbers, checksum(id, version, state, numbers));
}

/** Changes the state and the summary of a revocation that is there. */
export function changeHead(
  file: OpenFile,
  rev: number,
  state: Head['state'],
  summary: RevocationSummary,
): void {
  const row = file.prepare('SELECT id FROM head WHERE rev = ?').get(rev);
  if (typeof row?.id !== 'string') throw rowIsDamaged();
  writeHead(file, { rev, id: row.id, state, summary });
}

/** Those that are there. Throws `store-damaged` when one is missing or its checksum is wrong. */
export function readDocuments(
  file: OpenFile,
  rev: number,
  { names }: { readonly names: readonly DocumentName[] },
): Documents {
  const documents: Partial<Record<DocumentName, unknown>> = {};
  // All numbers are checked: a lost one is not read as a revocation without documents.
  const written = readNumbers(file, rev)('documents');
  for (const name of names) {
    if ((written & (1 << documentNames.indexOf(name))) === 0) continue;
    const row = file.prepare('SELECT json, crc FROM document WHERE rev = ? AND name = ?').get(rev, name);
    const json = String(row?.json);
    if (checksum(rev, name, json) !== row?.crc) throw rowIsDamaged();
    documents[name] = JSON.parse(json);
  }
  return documents;
}

export function markRemoved(file: OpenFile, rev: number): void {
  const row = file.prepare('SELECT id, version, numbers FROM head WHERE rev = ?').get(rev);
  if (!row) return;
  const crc = checksum(String(row.id), Number(row.version), 'removed', String(row.numbers));
  file.prepare("UPDATE head SET state = 'removed', crc = ? WHERE rev = ?").run(crc, rev);
}

const headColumns = 'rev, id, version, state, numbers, crc';

function toHead(row: Record<string, unknown>): Head {
  const rev = row.rev as number;
  const id = String(row.id);
  const version = row.version as number;
  const numbers = String(row.numbers);
  const isAsWritten = checksum(id, version, String(row.state), numbers) === row.crc && isState(row.state);
  const summary = isAsWritten && version <= migrations.length ? JSON.parse(numbers) : null;
  // A damaged row does not make a revocation disappear: it is not `removed`.
  const state = isState(row.state) && (isAsWritten || row.state !== 'removed') ? row.state : 'ended';
  return { rev, id, version, state, summary };
}

function isState(state: unknown): state is Head['state'] {
  return state === 'removed' || storedStates.some((known) => known === state);
}
