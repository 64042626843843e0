import { failure } from '../../../contract/failure.ts';
import { mostRows } from '../changes.ts';
import type { OperationProgress, StoreWriter } from '../interface.ts';
import {
  type DocumentName,
  type Documents,
  documentNames,
  type RevocationSummary,
  storedStates,
} from '../records.ts';
import { beginCounts, readCount } from './change/counts.ts';
import { type Edit, edit } from './change/edit.ts';
import type { Head, OpenFile } from './open-file.ts';
import { checksum, rowIsDamaged } from './rows/checksum.ts';
import { endOf, startOf } from './rows/ids.ts';
import { dropLaterIndexes, migrations } from './schema.ts';

type NewRevocation = Omit<Parameters<StoreWriter['create']>[0], 'expectedBytes' | 'changes'>;

/** Makes a revocation without lines, users and targets. Resolves with its number in the file. */
export function insertRevocation(file: OpenFile, input: NewRevocation): number {
  const last = file.prepare('SELECT max(rev) AS rev FROM head').get()?.rev;
  const rev = typeof last === 'number' ? last + 1 : 0;
  writeHead(file, { rev, id: input.id, state: input.state, summary: input.summary });
  setCommit(file, rev, 0);
  beginCounts(file, rev);
  edit(file, rev, (open) => {
    writeDocuments(open, input.documents);
    if (input.loadsWithoutIndex) open.counts.set('is-list', 1);
  });
  // Other revocations in a file of many need them.
  if (input.loadsWithoutIndex && input.size === 'large') dropLaterIndexes(file.db);
  return rev;
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
  throw failure('not-found', 'This revocation does not exist.', { hint: 'It may have been deleted.' });
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

function writeHead(
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

export function writeDocuments({ counts, file, rev }: Edit, documents: Documents): void {
  for (const [at, name] of documentNames.entries()) {
    if (documents[name] === undefined) continue;
    const json = JSON.stringify(documents[name]);
    file
      .prepare('INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?)')
      .run(rev, name, json, checksum(rev, name, json));
    counts.set('documents', counts.get('documents') | (1 << at));
  }
}

/** Those that are there. Throws `store-damaged` when one is missing or its checksum is wrong. */
export function readDocuments(
  file: OpenFile,
  rev: number,
  { names }: { readonly names: readonly DocumentName[] },
): Documents {
  const documents: Partial<Record<DocumentName, unknown>> = {};
  const written = readCount(file, rev, 'documents') ?? 0;
  for (const name of names) {
    if ((written & (1 << documentNames.indexOf(name))) === 0) continue;
    const row = file.prepare('SELECT json, crc FROM document WHERE rev = ? AND name = ?').get(rev, name);
    const json = String(row?.json);
    if (checksum(rev, name, json) !== row?.crc) throw rowIsDamaged();
    documents[name] = JSON.parse(json);
  }
  return documents;
}

/** The number of the last commit that is on disk; 0 before the first. */
export function lastCommit(file: OpenFile, rev: number): number {
  const row = file.prepare('SELECT n, crc FROM commit_number WHERE rev = ?').get(rev);
  if (typeof row?.n !== 'number' || checksum(rev, row.n) !== row.crc) throw rowIsDamaged();
  return row.n;
}

export function setCommit(file: OpenFile, rev: number, n: number): void {
  file.prepare('INSERT OR REPLACE INTO commit_number VALUES (?, ?, ?)').run(rev, n, checksum(rev, n));
}

/** Where the rows of a revocation are, by what their ids are of. */
const tablesByRow = ['target', 'undecided', 'line', 'user', 'tenant', 'error', 'event'] as const;
const tablesByUser = ['chosen_session', 'remembered'] as const;
const tablesByRev = [
  'choice',
  'user_alias',
  'login_method',
  'scanned',
  'unread',
  'page_mark',
  'count',
  'document',
  'commit_number',
] as const;

/** Removes the rows of a revocation from a file of many. Its head is `removed` meanwhile, and goes last. */
export function* removeRevocationRows(file: OpenFile, rev: number): Generator<OperationProgress, void> {
  markRemoved(file, rev);
  const range = [startOf(rev), endOf(rev)] as const;
  const steps = [
    ...tablesByUser.map((table) => () => deleteSome(file, table, 'user > ? AND user <= ?', range)),
    ...tablesByRow.map((table) => () => deleteSome(file, table, 'id > ? AND id <= ?', range)),
    ...tablesByRev.map((table) => () => deleteSome(file, table, 'rev = ?', [rev])),
  ];
  for (const [done, step] of steps.entries()) while (step()) yield { done, of: steps.length };
  file.prepare('DELETE FROM head WHERE rev = ?').run(rev);
}

/** False: nothing was left. */
function deleteSome(file: OpenFile, table: string, where: string, values: readonly number[]): boolean {
  const key = keysWithoutRowid[table] ?? 'rowid';
  const { changes } = file
    .prepare(
      `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${where} LIMIT ${mostRows})`,
    )
    .run(...values);
  return Number(changes) > 0;
}

const keysWithoutRowid: Readonly<Record<string, string>> = {
  chosen_session: 'user, reading, handle',
  remembered: 'user, handle',
  choice: 'rev, line, user',
  user_alias: 'rev, alias',
  login_method: 'rev, number',
  scanned: 'rev, user_id',
  unread: 'rev, user_id',
  page_mark: 'rev, at',
  count: 'rev, name',
};

function markRemoved(file: OpenFile, rev: number): void {
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
  const isIntact =
    checksum(id, version, String(row.state), numbers) === row.crc &&
    isState(row.state) &&
    version <= migrations.length;
  const state = isState(row.state) ? row.state : 'ended';
  return { rev, id, version, state, summary: isIntact ? JSON.parse(numbers) : null };
}

function isState(state: unknown): state is Head['state'] {
  return state === 'removed' || storedStates.some((known) => known === state);
}
