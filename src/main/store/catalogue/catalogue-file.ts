import { crc32 } from 'node:zlib';
import type { AppError } from '../../../contract/errors.ts';
import type { Failure } from '../../../contract/failure.ts';
import { addKeyIndex, makeAuditTables } from '../audit/audit-schema.ts';
import type { Migrations } from '../files/migrate.ts';
import { fileIsDamaged, storeFailure } from '../files/store-failure.ts';
import type { CatalogueEntry } from '../interface.ts';
import type { RevocationSummary, StoredState } from '../records.ts';
import { addDeliveryTables, addTopicNumbers } from './delivery-schema.ts';

/** Name of the file in the data folder. */
export const catalogueName = 'curfew.db';

/** The schema of `curfew.db`: the catalogue, then the audit log. A row of `revocation` repeats what is in the head of its file, for lists. */
export const catalogueMigrations: Migrations = [
  (db) =>
    db.exec(`
      -- Files in the folder of revocations. open: a worker may have written to it since it was at rest.
      CREATE TABLE file (name TEXT PRIMARY KEY, open INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE revocation (
        id TEXT PRIMARY KEY,
        file TEXT NOT NULL,
        state TEXT,
        summary TEXT,
        error TEXT,
        -- Of the columns above.
        crc INTEGER NOT NULL,
        -- The same again, to filter and sort by.
        connection_id TEXT,
        created_at INTEGER,
        started_at INTEGER,
        ended_at INTEGER,
        users TEXT,
        reason TEXT,
        ticket TEXT,
        operator TEXT,
        outcome TEXT,
        targets INTEGER,
        search TEXT NOT NULL
      ) STRICT;
      CREATE INDEX revocation_by_file ON revocation (file);
      -- Tombstones. file: still to be removed from there.
      CREATE TABLE removed (id TEXT PRIMARY KEY, at INTEGER NOT NULL, file TEXT) STRICT;
    `),
  makeAuditTables,
  addDeliveryTables,
  addKeyIndex,
  addTopicNumbers,
];

/** A row of the catalogue. */
export interface CatalogueRow {
  readonly id: string;
  readonly file: string;
  /** Null: not known, because its file was never readable. */
  readonly state: StoredState | null;
  readonly summary: RevocationSummary | null;
  /** Why its file cannot be read. */
  readonly error: AppError | null;
}

/** Columns as SQLite gives them. */
export type Columns = Readonly<Record<string, unknown>>;

/** What is written for a row, in the order of `putColumns`. */
export function toColumns(row: CatalogueRow): Record<string, string | number | null> {
  const { id, file, state, summary } = row;
  const summaryText = summary && JSON.stringify(summary);
  const errorText = row.error && JSON.stringify(row.error);
  return {
    id,
    file,
    state,
    summary: summaryText,
    error: errorText,
    crc: checksum([id, file, state, summaryText, errorText]),
    connection_id: summary?.connectionId ?? null,
    created_at: summary?.createdAt ?? null,
    started_at: summary?.startedAt ?? null,
    ended_at: summary?.endedAt ?? null,
    users: summary?.users[0] === undefined ? null : foldText(summary.users[0]),
    reason: summary ? foldText(summary.reason) : null,
    ticket: summary?.ticket ? foldText(summary.ticket) : null,
    operator: summary ? foldText(summary.operator) : null,
    outcome: summary?.outcome ?? null,
    targets: summary?.targets ?? null,
    search: foldText(searchedTexts(row).join('\n')),
  };
}

/** Rejects a row whose checksum is wrong with `store-damaged`. */
export function fromColumns({ id, file, state, summary, error, crc }: Columns): CatalogueRow {
  if (typeof id !== 'string' || typeof file !== 'string') throw fileIsDamaged('catalogue-row');
  const [stateText, summaryText, errorText] = [textOrNull(state), textOrNull(summary), textOrNull(error)];
  const isIntact = crc === checksum([id, file, stateText, summaryText, errorText]);
  if (!isIntact) throw fileIsDamaged('catalogue-row');
  return {
    id,
    file,
    // The checksum says that these are what was written.
    state: stateText as StoredState | null,
    summary: summaryText === null ? null : (JSON.parse(summaryText) as RevocationSummary),
    error: errorText === null ? null : (JSON.parse(errorText) as AppError),
  };
}

/** As `fromColumns`; also the columns to filter and sort by, of which the checksum says nothing, have to be right. */
export function verifiedRow(columns: Columns): CatalogueRow {
  const row = fromColumns(columns);
  for (const [name, value] of Object.entries(toColumns(row))) {
    if (columns[name] !== value) throw fileIsDamaged('catalogue-row');
  }
  return row;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function toEntry({ id, file, state, summary, error }: CatalogueRow): CatalogueEntry {
  if (error) return { type: 'unreadable', id, file, error, summary };
  if (!state || !summary) throw fileIsDamaged('catalogue-row');
  return { type: 'readable', id, state, summary };
}

/** Text without the differences that a search does not make. */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** What was thrown by the catalogue. Its own damage names `catalogueName` as the cause: it can be built anew. */
export function catalogueFailure(thrown: unknown): Failure {
  const failed = storeFailure(thrown);
  return failed.error.code === 'store-damaged' ? fileIsDamaged(catalogueName) : failed;
}

function searchedTexts({ id, summary }: CatalogueRow): string[] {
  if (!summary) return [id];
  const { source, users, reason, ticket, operator } = summary;
  const sourceTexts = source.type === 'list' ? [source.name] : source.type === 'user' ? [source.userId] : [];
  return [...users, reason, ticket ?? '', operator, ...sourceTexts];
}

function checksum(values: readonly (string | null)[]): number {
  return crc32(JSON.stringify(values));
}
