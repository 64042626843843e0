import type { AppError } from '../../../contract/errors.ts';
import { failure } from '../../../contract/failure.ts';
import type { OpenFile } from '../files/connection.ts';
import { fileIsDamaged } from '../files/store-failure.ts';
import { transaction } from '../files/transaction.ts';
import type { CatalogueEntry, CatalogueRequest } from '../interface.ts';
import {
  type CatalogueRow,
  type Columns,
  catalogueFailure,
  foldText,
  fromColumns,
  toColumns,
  toEntry,
  verifiedRow,
} from './catalogue-file.ts';

/** The catalogue as the writer changes it. Every method is a transaction of its own. */
export interface Catalogue {
  readonly find: (id: string) => CatalogueRow | null;
  readonly inFile: (file: string) => readonly CatalogueRow[];
  /** Rows behind this id, in the order of their ids. A row in which any column is wrong rejects with `store-damaged`. */
  readonly verify: (after: string, limit: number) => readonly CatalogueRow[];
  /** All rows in one transaction; as many as one file has. A file that is not known yet counts as at rest. */
  readonly put: (rows: readonly CatalogueRow[]) => void;
  /** Of all revocations in the file. */
  readonly setError: (file: string, error: AppError) => void;
  readonly files: () => readonly { readonly name: string; readonly open: boolean }[];
  readonly unreadableFiles: () => readonly string[];
  readonly isOpen: (file: string) => boolean;
  readonly setOpen: (file: string, open: boolean) => void;
  readonly forgetFile: (file: string) => void;
  readonly wasRemoved: (id: string) => boolean;
  /** Removes the row and leaves a tombstone with the file that it still has to be removed from. */
  readonly markRemoved: (row: { readonly id: string; readonly file: string }, at: number) => void;
  readonly toRemove: () => readonly { readonly id: string; readonly file: string }[];
  readonly setGone: (id: string) => void;
}

const put = `INSERT OR REPLACE INTO revocation
  (id, file, state, summary, error, crc, connection_id, created_at, started_at, ended_at, users, reason, ticket, operator,
   outcome, targets, search)
  VALUES (:id, :file, :state, :summary, :error, :crc, :connection_id, :created_at, :started_at, :ended_at, :users, :reason,
   :ticket, :operator, :outcome, :targets, :search)`;

export function createCatalogue(file: OpenFile): Catalogue {
  function putRows(rows: readonly CatalogueRow[]): void {
    for (const row of rows) {
      file.prepare('INSERT OR IGNORE INTO file (name, open) VALUES (?, 0)').run(row.file);
      file.prepare(put).run(toColumns(row));
    }
  }

  function inFile(name: string): CatalogueRow[] {
    const rows: Columns[] = file.prepare('SELECT * FROM revocation WHERE file = ?').all(name);
    return rows.map(fromColumns);
  }

  return withOwnDamage({
    find(id) {
      const row: Columns | undefined = file.prepare('SELECT * FROM revocation WHERE id = ?').get(id);
      return row ? fromColumns(row) : null;
    },
    inFile,
    verify: (after, limit) =>
      file
        .prepare('SELECT * FROM revocation WHERE id > ? ORDER BY id LIMIT ?')
        .all(after, limit)
        .map(verifiedRow),
    put: (rows) => transaction(file, () => putRows(rows)),
    setError: (name, error) =>
      transaction(file, () => putRows(inFile(name).map((row) => ({ ...row, error })))),
    files: () =>
      file
        .prepare('SELECT name, open FROM file')
        .all()
        .map(({ name, open }) => ({ name: String(name), open: open === 1 })),
    unreadableFiles: () =>
      file
        .prepare('SELECT DISTINCT file FROM revocation WHERE error IS NOT NULL')
        .all()
        .map((row) => String(row.file)),
    isOpen: (name) => file.prepare('SELECT open FROM file WHERE name = ?').get(name)?.open === 1,
    setOpen: (name, open) =>
      transaction(file, () => {
        file.prepare('INSERT OR REPLACE INTO file (name, open) VALUES (?, ?)').run(name, open ? 1 : 0);
      }),
    forgetFile: (name) =>
      transaction(file, () => {
        file.prepare('DELETE FROM file WHERE name = ?').run(name);
      }),
    wasRemoved: (id) => file.prepare('SELECT 1 FROM removed WHERE id = ?').get(id) !== undefined,
    markRemoved: (row, at) =>
      transaction(file, () => {
        file.prepare('DELETE FROM revocation WHERE id = ?').run(row.id);
        file
          .prepare('INSERT OR REPLACE INTO removed (id, at, file) VALUES (?, ?, ?)')
          .run(row.id, at, row.file);
      }),
    toRemove: () =>
      file
        .prepare('SELECT id, file FROM removed WHERE file IS NOT NULL')
        .all()
        .map((row) => ({ id: String(row.id), file: String(row.file) })),
    setGone: (id) =>
      transaction(file, () => {
        file.prepare('UPDATE removed SET file = NULL WHERE id = ?').run(id);
      }),
  });
}

/** Damage of the catalogue itself has a cause of its own: the catalogue can be built anew. */
function withOwnDamage(catalogue: Catalogue): Catalogue {
  const methods = Object.entries(catalogue).map(([name, method]: [string, (...args: never[]) => unknown]) => [
    name,
    (...args: never[]) => {
      try {
        return method(...args);
      } catch (thrown) {
        throw catalogueFailure(thrown);
      }
    },
  ]);
  return Object.fromEntries(methods) as unknown as Catalogue;
}

const sortColumns: Readonly<Record<CatalogueRequest['sort']['column'], string>> = {
  startedAt: 'started_at',
  endedAt: 'ended_at',
  createdAt: 'created_at',
  users: 'users',
  reason: 'reason',
  ticket: 'ticket',
  operator: 'operator',
  outcome: 'outcome',
  targets: 'targets',
};

/** A page of the catalogue. What has no value in the column of the order comes last. */
export function queryCatalogue(
  file: OpenFile,
  request: CatalogueRequest,
): { readonly total: number; readonly entries: readonly CatalogueEntry[] } {
  const { where, values } = conditions(request);
  const column = sortColumns[request.sort.column];
  const direction = request.sort.direction === 'ascending' ? 'ASC' : 'DESC';
  const total = file.prepare(`SELECT count(*) AS total FROM revocation WHERE ${where}`).get(values)?.total;
  const rows: Columns[] = file
    .prepare(
      `SELECT id, file, state, summary, error, crc FROM revocation WHERE ${where}
       ORDER BY ${column} ${direction} NULLS LAST, created_at DESC, id LIMIT :limit OFFSET :offset`,
    )
    .all({ ...values, limit: request.limit, offset: request.offset });
  return { total: Number(total), entries: rows.map((row) => toEntry(fromColumns(row))) };
}

/** Rejects with `not-found`; with `store-damaged` where the index does not lead to a row that is there. */
export function findInCatalogue(file: OpenFile, id: string): CatalogueRow {
  const row: Columns | undefined = file
    .prepare('SELECT id, file, state, summary, error, crc FROM revocation WHERE id = ?')
    .get(id);
  if (row) return fromColumns(row);
  // Lists go through the rows without the index, and must not show what nobody can open.
  const listed = file.prepare('SELECT 1 FROM revocation NOT INDEXED WHERE id = ?').get(id);
  if (listed) throw fileIsDamaged('catalogue-row');
  throw failure('not-found', { reason: 'revocation-unknown' });
}

/** A revocation of which nothing is known passes every filter but a search: nobody can say that it is not meant. */
function conditions(request: CatalogueRequest) {
  const { connectionId, exceptConnections, states, search, outcomes, from, to } = request;
  const where = ['(state IS NULL OR state IN (SELECT value FROM json_each(:states)))'];
  const values: Record<string, string | number> = { states: JSON.stringify(states) };
  function add(condition: string, name: string, value: string | number): void {
    where.push(condition);
    values[name] = value;
  }
  if (connectionId !== null)
    add('(summary IS NULL OR connection_id = :connection)', 'connection', connectionId);
  if (exceptConnections.length > 0)
    add(
      'connection_id NOT IN (SELECT value FROM json_each(:except))',
      'except',
      JSON.stringify(exceptConnections),
    );
  if (search !== null) add('instr(search, :search) > 0', 'search', foldText(search));
  if (outcomes !== null)
    add(
      '(summary IS NULL OR outcome IN (SELECT value FROM json_each(:outcomes)))',
      'outcomes',
      JSON.stringify(outcomes),
    );
  if (from !== null) add('(summary IS NULL OR started_at >= :from)', 'from', from);
  if (to !== null) add('(summary IS NULL OR started_at <= :to)', 'to', to);
  return { where: where.join(' AND '), values };
}
