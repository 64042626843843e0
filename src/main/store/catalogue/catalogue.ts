import type { AppError } from '../../../contract/errors.ts';
import { transaction } from '../files/transaction.ts';
import type { OpenFile } from '../tables/open-file.ts';
import {
  type CatalogueRow,
  type Columns,
  catalogueFailure,
  fromColumns,
  toColumns,
  verified,
} from './catalogue-file.ts';

/** The catalogue as the writer keeps it. Every method is a transaction of its own. */
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
        .map(verified),
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

/** Damage of the catalogue itself is told apart from damage of a file: it can be built anew. */
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
