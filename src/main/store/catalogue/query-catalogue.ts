import { failure } from '../../../contract/failure.ts';
import type { CatalogueEntry, CatalogueRequest } from '../interface.ts';
import type { OpenFile } from '../tables/open-file.ts';
import { type Columns, foldText, fromColumns, toEntry } from './catalogue-file.ts';

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

/** Rejects with `not-found`. */
export function findInCatalogue(file: OpenFile, id: string): ReturnType<typeof fromColumns> {
  const row: Columns | undefined = file
    .prepare('SELECT id, file, state, summary, error, crc FROM revocation WHERE id = ?')
    .get(id);
  if (!row) throw failure('not-found', 'There is no such revocation.');
  return fromColumns(row);
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
