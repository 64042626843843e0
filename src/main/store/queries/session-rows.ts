import { tenantOfHandle } from '../../identity/session-handles.ts';
import type { OpenFile } from '../files/connection.ts';
import { behindPlan, byState, type ReadCount, readNumbers, sumOf } from '../tables/counts.ts';
import { allRows, endOf, revSql, rowIsDamaged, startOf, toId, toNumber } from '../tables/rows.ts';
import { type ReadTargetRow, targetColumns } from '../tables/targets.ts';
import { emailSql, type UserRow } from '../tables/users.ts';
import { addressKeySql, tenantSql } from './view-table.ts';

// The table of targets has the matches of a draft too. Here is what pages and views of both have in common.

/** Rows of a page: by offset in the order in which they were added, or these ids, in this order. */
export type PageRows =
  | { readonly type: 'offset'; readonly offset: number; readonly limit: number }
  | { readonly type: 'ids'; readonly ids: readonly number[] };

export function readSessionRows(
  file: OpenFile,
  rev: number,
  page: PageRows,
  isShown: string,
  of: 'matches' | 'targets',
): ReadTargetRow[] {
  if (page.type === 'ids') {
    const ids = page.ids.map((number) => toId(rev, number));
    const sql = `SELECT ${targetColumns} FROM json_each(?) AS j CROSS JOIN target AS t ON t.id = j.value`;
    return allRows(file, sql, JSON.stringify(ids)) as ReadTargetRow[];
  }
  const { from, shown, skip } = findOffset(file, rev, of, page.offset);
  const sql = `SELECT ${targetColumns} FROM target AS t
    WHERE t.id >= ? AND t.id <= ? AND ${isShown} ORDER BY t.id LIMIT ? OFFSET ?`;
  const rows = allRows(file, sql, from, endOf(rev), page.limit, skip) as ReadTargetRow[];
  if (rows.length < Math.min(page.limit, shown - page.offset)) throw rowIsDamaged();
  return rows;
}

/** A row of a session, whatever table it is in. */
interface SessionColumns {
  readonly id: number;
  readonly handle: string;
  readonly created: number | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/** What each row of a session says. Null: the user is not known. */
export function sessionFields(
  { created, handle, id, ip, userAgent }: SessionColumns,
  user: Pick<UserRow, 'userId' | 'name'> | null,
) {
  return {
    id: toNumber(id),
    handle,
    tenantId: tenantOfHandle(handle),
    userId: user?.userId ?? null,
    name: user?.name ?? null,
    createdAt: created,
    ip,
    userAgent,
    damaged: false,
  };
}

/** What a damaged row says. */
export const emptySession = {
  handle: '',
  tenantId: '',
  userId: null,
  name: null,
  createdAt: null,
  ip: null,
  userAgent: null,
  undecidedFor: [],
  damaged: true,
} as const;

/** "emailpassword", "thirdparty google". */
const loginMethodSql = `(SELECT trim(m.recipe || ' ' || m.third_party) FROM source.login_method AS m
  WHERE m.rev = ${revSql('t.id')} AND m.number = t.login_method)`;
export const sessionJoins = 'LEFT JOIN source.user AS u ON u.id = t.user';
/** What sessions are sorted by: see `ViewTable`. */
export const sessionSorts = {
  handle: 't.handle',
  tenantId: tenantSql('t.handle'),
  userId: 'u.user_id',
  name: 'u.name',
  email: `nullif(${emailSql}, '')`,
  loginMethod: loginMethodSql,
  createdAt: 't.created',
  ip: addressKeySql('t.ip'),
  userAgent: 't.user_agent',
} as const;
/** What is searched. */
export const sessionTexts = [
  ...['t.handle', tenantSql('t.handle'), 'u.user_id', 'u.name', emailSql, loginMethodSql],
  ...['t.ip', 't.user_agent'],
];

/** Where to begin to read: at this id, passing over so many rows that are shown. */
interface Offset {
  readonly from: number;
  readonly skip: number;
  /** So many rows are shown in all. */
  readonly shown: number;
}

/** A plan has a mark at every so many of its targets; a page passes over fewer than that. */
export const pageMarkStep = 4_096;

/** Finds an offset in the order in which rows were added, without going through all rows before it where that can be. */
function findOffset(file: OpenFile, rev: number, of: 'matches' | 'targets', offset: number): Offset {
  const count = readNumbers(file, rev);
  const targets = sumOf(byState(count, 'plan'));
  const ofPlan = of === 'matches' ? count('matches') : targets;
  const shown = of === 'matches' ? ofPlan : targets + behindPlan(count);
  // When none of them is missing, the number of a row is its position.
  if (ofPlan === lastOfPlan(count)) return { from: toId(rev, offset + 1), skip: 0, shown };
  const planEnd = count('plan-end');
  if (of === 'matches' || planEnd === 0) return { from: startOf(rev), skip: offset, shown };
  if (offset >= targets) return { from: toId(rev, planEnd + 1 + offset - targets), skip: 0, shown };
  const mark = file
    .prepare('SELECT at, id FROM page_mark WHERE rev = ? AND at <= ? ORDER BY at DESC LIMIT 1')
    .get(rev, offset);
  if (!mark) return { from: startOf(rev), skip: offset, shown };
  return { from: Number(mark.id), skip: offset - Number(mark.at), shown };
}

/** The number of the last row that is not a new session. */
function lastOfPlan(count: ReadCount): number {
  return count('plan-end') || count('last.target') - behindPlan(count);
}
