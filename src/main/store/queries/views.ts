import type { SQLInputValue } from 'node:sqlite';
import { failure } from '../../../contract/failure.ts';
import type { OpenFile } from '../files/connection.ts';
import type { ViewRequest } from '../interface.ts';
import type { OperationProgress } from '../long-call.ts';
import { startOf, toId } from '../tables/rows.ts';
import { linesView } from './line-pages.ts';
import { matchesView } from './match-pages.ts';
import { targetsView } from './target-pages.ts';
import { undecidedView } from './undecided-pages.ts';
import { addAddressKey, type ViewTable } from './view-table.ts';

const viewTables: Readonly<Record<ViewRequest['of'], ViewTable>> = {
  lines: linesView,
  matches: matchesView,
  undecided: undecidedView,
  targets: targetsView,
};

/** So many rows are looked at in one step. */
const rowsInStep = 20_000;

/**
 * Finds and sorts rows of a revocation. `file` is an empty one in which the file of the revocation is attached as
 * `source`: it gets a table `row (pos, id)` with the numbers of the rows, `pos` from 0. Resolves with how many there are.
 */
export function* selectView(
  file: OpenFile,
  rev: number,
  request: ViewRequest,
): Generator<OperationProgress, number> {
  const { sort } = request;
  const view = viewTables[request.of];
  const sortedBy = sort && view.sorts[sort.column];
  if (sort && sortedBy === undefined) throw isUnknown('sort.column');
  addAddressKey(file);
  file.db.exec('CREATE TABLE row (pos INTEGER PRIMARY KEY, id INTEGER NOT NULL) STRICT');
  // The next row gets the position after the last one: 0 after this.
  file.db.exec('INSERT INTO row VALUES (-1, 0)');
  file.db.exec('CREATE TABLE matching (key COLLATE NOCASE, id INTEGER NOT NULL)');
  const steps = selectRows(file, rev, request, sortedBy ?? null);
  const last = lastNumber(file, rev, view);
  const of = sort ? last * 2 : last;
  for (const done of steps) yield { done, of };
  if (sort) {
    const order = sort.direction === 'ascending' ? 'ASC' : 'DESC';
    // What is not known comes last in either direction.
    file.db.exec(`INSERT INTO row (id) SELECT id FROM matching ORDER BY key IS NULL, key ${order}, id`);
    yield { done: of, of };
  }
  file.db.exec('DELETE FROM row WHERE pos = -1');
  return Number(file.prepare('SELECT count(*) AS n FROM row').get()?.n ?? 0);
}

function* selectRows(
  file: OpenFile,
  rev: number,
  { of, search, show }: ViewRequest,
  sortedBy: string | null,
): Generator<number, void> {
  const view = viewTables[of];
  const { isShown, joins, row, table, texts } = view;
  const shows = show === null ? 'TRUE' : view.shows[show];
  if (shows === undefined) throw isUnknown('show');
  const pattern = search === null || search === '' ? null : `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const matches = texts.map((text) => `${text} LIKE ?4 ESCAPE '\\'`).join(' OR ');
  const into = sortedBy === null ? 'row (id)' : 'matching (key, id)';
  const key = sortedBy === null ? '' : `${sortedBy},`;
  const sql = `INSERT INTO ${into} SELECT ${key} ${row}.id - ?3 FROM ${table} AS ${row} ${joins}
    WHERE ${row}.id > ?1 AND ${row}.id <= ?2 AND ${isShown} AND (${shows})
      AND (${pattern === null ? '?3 IS NOT NULL' : matches}) ORDER BY ${row}.id`;
  const last = lastNumber(file, rev, view);
  for (let after = 0; after < last; after += rowsInStep) {
    const values: SQLInputValue[] = [toId(rev, after), toId(rev, after + rowsInStep), startOf(rev)];
    file.prepare(sql).run(...values, ...(pattern === null ? [] : [pattern]));
    yield Math.min(after + rowsInStep, last);
  }
}

function lastNumber(file: OpenFile, rev: number, { table }: ViewTable): number {
  const row = file
    .prepare(`SELECT max(id) - ?1 AS last FROM ${table} WHERE id > ?1 AND id < ?2`)
    .get(startOf(rev), startOf(rev + 1));
  return Number(row?.last ?? 0);
}

function isUnknown(field: string) {
  return failure('bad-input', { reason: 'rows-not-orderable', params: { order: field } });
}
