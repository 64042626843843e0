import type { Candidate } from '../../../contract/domain/planning/list-lines.ts';
import { lineKinds } from '../../../contract/domain/stored-names.ts';
import type { AppError } from '../../../contract/errors.ts';
import { tenantOfHandle } from '../../identity/session-handles.ts';
import type { OpenFile } from '../files/connection.ts';
import type { AmbiguousLine, LineId, OpenLine, StoredLine } from '../records.ts';
import { lineCode, lineExcluded, lineResultOf, lineResults, userFlag } from '../tables/codes.ts';
import { readNumbers } from '../tables/counts.ts';
import { readErrors } from '../tables/errors.ts';
import {
  isLineIntact,
  kindOf,
  type LineRow,
  lineColumns,
  type ReadLineRow,
  readLinesOfPage,
  resultOfRow,
  toLines,
} from '../tables/lines.ts';
import { allRows, distinct, endOf, revSql, rowIsDamaged, toId, toNumber } from '../tables/rows.ts';
import {
  isOwn,
  isUserIntact,
  type ReadUserRow,
  type UserRow,
  userColumns,
  usersOf,
} from '../tables/users.ts';
import type { PageRows } from './session-rows.ts';
import { isOwnSql, nameSql, tenantSql, type ViewTable } from './view-table.ts';

/** Source lines. A row that is damaged says nothing but that. */
export function linesPage(file: OpenFile, rev: number, page: PageRows): StoredLine[] {
  const rows = rowsOf(file, rev, page);
  const parts: RelatedRows = {
    users: usersOf(file, rows),
    originals: originalsOf(file, rows),
    errors: readErrors(file, distinct(rows, 'error')),
    chosen: chosenOf(file, rev, rows),
    isCounted: readNumbers(file, rev)('unsettled') === 0,
  };
  return rows.map((row) => (isLineIntact(row) ? toStoredLine(row, parts) : null) ?? damagedLine(row.id));
}

/** Lines that wait for their look-up, or could not be read. */
export function openLines(
  file: OpenFile,
  rev: number,
  {
    result,
    after,
    limit,
  }: { readonly result: 'open' | 'unread'; readonly after: LineId; readonly limit: number },
): OpenLine[] {
  // Where there is none, looking for it would go through all lines.
  const count = readNumbers(file, rev)(result === 'open' ? 'open-lines' : 'result.unread');
  if (count === 0) return [];
  const rows = file
    .prepare(
      `SELECT ${lineColumns} FROM line AS l
       WHERE l.result = ${lineCode[result]} AND l.id > ? AND l.id <= ? ORDER BY l.id LIMIT ?`,
    )
    .all(toId(rev, after), endOf(rev), limit);
  if (after === 0 && rows.length < Math.min(limit, count)) throw rowIsDamaged();
  return toLines(rows).map((row) => ({
    id: toNumber(row.id),
    number: row.number,
    text: row.text,
    kind: kindOf(row),
  }));
}

/** Lines on which users can be chosen. */
export function ambiguousLines(
  file: OpenFile,
  rev: number,
  { after, limit }: { readonly after: LineId; readonly limit: number },
): AmbiguousLine[] {
  const rows = file
    .prepare(
      `SELECT ${lineColumns}, EXISTS (SELECT 1 FROM choice AS c WHERE c.rev = ? AND c.line = l.id) AS isChosen
       FROM line AS l WHERE l.result = ${lineCode.ambiguous} AND l.duplicate_of IS NULL AND l.id > ? AND l.id <= ?
       ORDER BY l.id LIMIT ?`,
    )
    .all(rev, toId(rev, after), endOf(rev), limit) as unknown as (ReadLineRow & { isChosen: number })[];
  return rows.map((row) => {
    if (!isLineIntact(row)) throw rowIsDamaged();
    const { candidates, id, isChosen } = row;
    return {
      id: toNumber(id),
      kind: kindOf(row),
      candidates: JSON.parse(candidates ?? '[]') as Candidate[],
      isChosen: isChosen === 1,
    };
  });
}

interface RelatedRows {
  readonly users: ReadonlyMap<number, UserRow>;
  readonly originals: ReadonlyMap<number, number>;
  readonly errors: ReadonlyMap<number, AppError>;
  /** By line; null: one of them is damaged. */
  readonly chosen: ReadonlyMap<number, readonly UserRow[] | null>;
  /** Whether the sessions of users are counted: they are when all lines were read. */
  readonly isCounted: boolean;
}

function rowsOf(file: OpenFile, rev: number, page: PageRows): ReadLineRow[] {
  if (page.type === 'ids') {
    const ids = page.ids.map((number) => toId(rev, number));
    return readLinesOfPage(file, ids);
  }
  // No line is ever removed: its number is its position.
  const sql = `SELECT ${lineColumns} FROM line AS l WHERE l.id > ? AND l.id <= ? ORDER BY l.id`;
  const first = toId(rev, page.offset);
  const rows = allRows(file, sql, first, Math.min(first + page.limit, endOf(rev))) as ReadLineRow[];
  if (rows.length < Math.min(page.limit, readNumbers(file, rev)('lines') - page.offset)) throw rowIsDamaged();
  return rows;
}

/** Null: something that the line refers to is damaged. */
function toStoredLine(
  row: LineRow,
  { chosen, errors, isCounted, originals, users }: RelatedRows,
): StoredLine | null {
  const user = row.user === null ? null : users.get(row.user);
  const original = row.duplicateOf === null ? null : originals.get(row.duplicateOf);
  const error = row.error === null ? null : errors.get(row.error);
  const chosenUsers = chosen.get(row.id) ?? [];
  const isDamaged = user === undefined || original === undefined || error === undefined;
  if (isDamaged || chosen.get(row.id) === null) return null;
  const isDuplicate = row.duplicateOf !== null;
  return {
    id: toNumber(row.id),
    number: row.number,
    text: row.text,
    isCut: row.isCut === 1,
    kind: kindOf(row),
    result: resultOfRow(row),
    excluded: row.excluded !== lineExcluded.no,
    own: !isDuplicate && ((user !== null && isOwn(user)) || chosenUsers.some(isOwn)),
    handle: row.handle,
    tenantId: row.handle === null ? null : tenantOfHandle(row.handle),
    userId: user?.userId ?? null,
    name: user?.name ?? null,
    createdAt: row.created,
    sessions: isDuplicate ? 0 : lineResultOf(row.result) === 'session' ? 1 : row.sessions,
    sessionsOfUser: isCounted && user !== null ? user.matches : null,
    excludedOfUsers: isCounted ? excludedOf(user === null ? chosenUsers : [user]) : null,
    duplicateOf:
      row.duplicateOf === null || original === null
        ? null
        : { id: toNumber(row.duplicateOf), number: original },
    candidates: row.candidates === null ? [] : (JSON.parse(row.candidates) as Candidate[]),
    chosen: isDuplicate ? [] : chosenUsers.map(({ userId }) => userId),
    reason: row.reason,
    error,
    damaged: false,
  };
}

function excludedOf(users: readonly UserRow[]): number | null {
  return users.length === 0 ? null : users.reduce((sum, { excluded }) => sum + excluded, 0);
}

/** The number in the file of the lines that others repeat. */
function originalsOf(file: OpenFile, rows: readonly ReadLineRow[]): ReadonlyMap<number, number> {
  const originals = readLinesOfPage(file, distinct(rows, 'duplicateOf'));
  return new Map(originals.filter(isLineIntact).map(({ id, number }) => [id, number]));
}

function chosenOf(
  file: OpenFile,
  rev: number,
  rows: readonly ReadLineRow[],
): ReadonlyMap<number, readonly UserRow[] | null> {
  const ids = rows.filter(({ result }) => result === lineCode.ambiguous).map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const sql = `SELECT c.line AS chosenOn, ${userColumns} FROM json_each(?) AS j
    CROSS JOIN choice AS c ON c.rev = ? AND c.line = j.value CROSS JOIN user AS u ON u.id = c.user`;
  const users = allRows(file, sql, JSON.stringify(ids), rev) as (ReadUserRow & { chosenOn: number })[];
  const chosen = new Map<number, UserRow[] | null>();
  for (const { chosenOn: line, ...user } of users) {
    const others = chosen.get(line);
    if (!isUserIntact(user) || others === null) chosen.set(line, null);
    else chosen.set(line, [...(others ?? []), user]);
  }
  return chosen;
}

function damagedLine(id: number): StoredLine {
  return {
    id: toNumber(id),
    number: 0,
    text: '',
    isCut: false,
    kind: null,
    result: 'unread',
    excluded: false,
    own: false,
    handle: null,
    tenantId: null,
    userId: null,
    name: null,
    createdAt: null,
    sessions: 0,
    sessionsOfUser: null,
    excludedOfUsers: null,
    duplicateOf: null,
    candidates: [],
    chosen: [],
    reason: null,
    error: null,
    damaged: true,
  };
}

const isDuplicate = 'l.duplicate_of IS NOT NULL';
const result = `CASE WHEN ${isDuplicate} THEN 'duplicate' ELSE ${nameSql('l.result', lineResults)} END`;
const isOwnLine = `(NOT ${isDuplicate} AND (${isOwnSql} OR EXISTS (
  SELECT 1 FROM source.choice AS c JOIN source.user AS o ON o.id = c.user
  WHERE c.line = l.id AND o.flags & ${userFlag.own} <> 0)))`;
/** Nothing is selected by it: what it means is not known, or nobody chose. */
const isNotCovered = `NOT ${isDuplicate} AND (
  l.result IN (${lineCode.open}, ${lineCode.unknown}, ${lineCode.malformed}, ${lineCode.unread})
  OR l.result = ${lineCode.ambiguous} AND NOT EXISTS (
    SELECT 1 FROM source.choice AS c WHERE c.rev = ${revSql('l.id')} AND c.line = l.id))`;
/** How source lines are found and sorted. */
export const linesView: ViewTable = {
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
    'to-try-again': `${isNotCovered} AND l.result <> ${lineCode.malformed} AND l.excluded = ${lineExcluded.no}`,
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
