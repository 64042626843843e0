import type { SQLInputValue } from 'node:sqlite';
import { lineKinds, targetStates } from '../../../contract/domain/stored-names.ts';
import { failure } from '../../../contract/failure.ts';
import type { OpenFile } from '../files/connection.ts';
import type { OperationProgress, ViewRequest } from '../interface.ts';
import {
  lineCode,
  lineExcluded,
  lineResults,
  role,
  stateCode,
  targetFlag,
  userFlag,
} from '../tables/codes.ts';
import { revSql, startOf, toId } from '../tables/rows.ts';
import { emailSql } from '../tables/users.ts';

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

/** How rows of one kind are selected and sorted, in SQL over the database `source`. */
interface ViewTable {
  readonly table: string;
  /** Of the row: its table has this name. */
  readonly row: string;
  readonly joins: string;
  /** Whether a row is ever shown. */
  readonly isShown: string;
  /** By the value of `show`. */
  readonly shows: Readonly<Record<string, string>>;
  /** What a column is sorted by. Named as the fields of the rows in `records.ts`. */
  readonly sorts: Readonly<Record<string, string>>;
  /** What is searched: all texts that are shown. */
  readonly texts: readonly string[];
}

const isOwn = `coalesce(u.flags & ${userFlag.own} <> 0, 0)`;
const isDuplicate = 'l.duplicate_of IS NOT NULL';
const result = `CASE WHEN ${isDuplicate} THEN 'duplicate' ELSE ${nameSql('l.result', lineResults)} END`;
const isOwnLine = `(NOT ${isDuplicate} AND (${isOwn} OR EXISTS (
  SELECT 1 FROM source.choice AS c JOIN source.user AS o ON o.id = c.user
  WHERE c.line = l.id AND o.flags & ${userFlag.own} <> 0)))`;
/** Nothing is selected by it: what it means is not known, or nobody chose. */
const isNotCovered = `NOT ${isDuplicate} AND (
  l.result IN (${lineCode.open}, ${lineCode.unknown}, ${lineCode.malformed}, ${lineCode.unread})
  OR l.result = ${lineCode.ambiguous} AND NOT EXISTS (
    SELECT 1 FROM source.choice AS c WHERE c.rev = ${revSql('l.id')} AND c.line = l.id))`;
const isLinked = `t.flags & ${targetFlag.linked} <> 0`;
const state = nameSql('t.state', targetStates);
const error = '(SELECT e.code FROM source.error AS e WHERE e.id = t.error)';

const lines: ViewTable = {
  table: 'source.line',
  row: 'l',
  joins: 'LEFT JOIN source.user AS u ON u.id = l.user',
  isShown: 'TRUE',
  shows: {
    open: `l.result = ${lineCode.open}`,
    duplicate: isDuplicate,
    ...Object.fromEntries(
      (['session', 'user', 'unknown', 'ambiguous', 'malformed', 'unread'] as const).map((name) => [
        name,
        `l.result = ${lineCode[name]} AND NOT ${isDuplicate}`,
      ]),
    ),
    excluded: `l.excluded <> ${lineExcluded.no}`,
    own: isOwnLine,
    'not-covered': isNotCovered,
    'to-try-again': `${isNotCovered} AND l.result <> ${lineCode.malformed}`,
  },
  sorts: {
    number: 'l.number',
    text: 'l.text',
    kind: nameSql('l.kind', lineKinds),
    result,
    handle: 'l.handle',
    tenantId: tenantSql('l.handle'),
    userId: 'u.user_id',
    name: 'u.name',
    createdAt: 'l.created',
    sessions: `CASE WHEN ${isDuplicate} THEN 0 WHEN l.result = ${lineCode.session} THEN 1 ELSE l.sessions END`,
    excluded: `l.excluded <> ${lineExcluded.no}`,
    own: isOwnLine,
  },
  texts: ['l.text', 'l.handle', tenantSql('l.handle'), 'u.user_id', 'u.name', 'l.reason', result],
};

/** "emailpassword", "thirdparty google". */
const loginMethodSql = `(SELECT trim(m.recipe || ' ' || m.third_party) FROM source.login_method AS m
  WHERE m.rev = ${revSql('t.id')} AND m.number = t.login_method)`;
const targetJoins = 'LEFT JOIN source.user AS u ON u.id = t.user';
const targetSorts = {
  handle: 't.handle',
  tenantId: tenantSql('t.handle'),
  userId: 'u.user_id',
  name: 'u.name',
  email: `nullif(${emailSql}, '')`,
  loginMethod: loginMethodSql,
  createdAt: 't.created',
  ip: 't.ip',
  userAgent: 't.user_agent',
} as const;
const targetTexts = [
  ...['t.handle', tenantSql('t.handle'), 'u.user_id', 'u.name', emailSql, loginMethodSql],
  ...['t.ip', 't.user_agent'],
];

const matches: ViewTable = {
  table: 'source.target',
  row: 't',
  joins: targetJoins,
  isShown: `t.role <> ${role.newSession}`,
  shows: { excluded: `t.role = ${role.excluded}`, own: isOwn },
  sorts: { ...targetSorts, expiry: 't.expiry', own: isOwn, excluded: `t.role = ${role.excluded}` },
  texts: targetTexts,
};

const undecided: ViewTable = {
  table: 'source.undecided',
  row: 'w',
  joins: 'LEFT JOIN source.user AS u ON u.id = w.user',
  isShown: 'TRUE',
  shows: {},
  sorts: {
    handle: 'w.handle',
    tenantId: tenantSql('w.handle'),
    userId: 'u.user_id',
    name: 'u.name',
    createdAt: 'w.created',
    expiry: 'w.expiry',
    ip: 'w.ip',
    userAgent: 'w.user_agent',
  },
  texts: ['w.handle', tenantSql('w.handle'), 'u.user_id', 'u.name', emailSql, 'w.ip', 'w.user_agent'],
};

const targets: ViewTable = {
  table: 'source.target',
  row: 't',
  joins: `${targetJoins} LEFT JOIN source.line AS l ON l.id = t.line`,
  isShown: `t.role <> ${role.excluded}`,
  shows: {
    'new-sessions': `t.role = ${role.newSession} AND NOT ${isLinked}`,
    'linked-sessions': `t.role = ${role.newSession} AND ${isLinked}`,
    ...Object.fromEntries(
      targetStates.map((name) => [name, `t.role = ${role.target} AND t.state = ${stateCode[name]}`]),
    ),
  },
  sorts: {
    ...targetSorts,
    state: 't.state',
    newSession: `t.role = ${role.newSession}`,
    endedAt: 't.ended_at',
    // Every row of a plan has the same lifetime of access tokens.
    exposureUntil: 't.ended_at',
    error,
    selectedBy: 'l.number',
  },
  texts: [...targetTexts, state, error, "'line ' || l.number", 'l.text'],
};

const viewTables: Readonly<Record<ViewRequest['of'], ViewTable>> = { lines, matches, undecided, targets };

/** The tenant that a handle names: see `session-handles.ts`. */
function tenantSql(handle: string): string {
  return `CASE WHEN ${handle} IS NULL THEN NULL
    WHEN instr(${handle}, '_') IN (0, length(${handle})) THEN 'public'
    ELSE substr(${handle}, instr(${handle}, '_') + 1) END`;
}

/** The name of a number in a column. */
function nameSql(column: string, names: readonly string[]): string {
  return `CASE ${column} ${names.map((name, code) => `WHEN ${code} THEN '${name}'`).join(' ')} END`;
}
