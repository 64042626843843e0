import { tenantOfHandle } from '../../identity/session-handles.ts';
import type { OpenFile } from '../files/connection.ts';
import { storeFailure } from '../files/store-failure.ts';
import type { StoreReader } from '../interface.ts';
import type { ReportTarget, StoredMatch, StoredUndecided } from '../records.ts';
import { fieldsOfCode, fieldsOfFlags, role, stateOf, targetFlag } from '../tables/codes.ts';
import { behindPlan, byState, type ReadCount, readNumbers, sumOf } from '../tables/counts.ts';
import { readErrors } from '../tables/errors.ts';
import { isLineIntact, type LineRow, lineColumns, type ReadLineRow } from '../tables/lines.ts';
import { readLoginMethods } from '../tables/login-methods.ts';
import { allRows, distinct, endOf, rowIsDamaged, startOf, toId, toNumber } from '../tables/rows.ts';
import { isTargetIntact, type ReadTargetRow, targetColumns } from '../tables/targets.ts';
import { isUndecidedIntact, type ReadUndecidedRow, undecidedColumns } from '../tables/undecided.ts';
import { isOwn, toEmail, usersOf } from '../tables/users.ts';

/** Rows of a page: by offset in the order in which they were added, or these ids, in this order. */
export type PageRows =
  | { readonly type: 'offset'; readonly offset: number; readonly limit: number }
  | { readonly type: 'ids'; readonly ids: readonly number[] };

/** Matches of a draft. A row that is damaged says nothing but that. */
export function matchesPage(file: OpenFile, rev: number, page: PageRows): StoredMatch[] {
  const rows = rowsOf(file, rev, page, `t.role <> ${role.newSession}`, 'matches');
  const users = usersOf(file, rows);
  return rows.map((row) => {
    const user = row.user === null ? null : users.get(row.user);
    if (!isTargetIntact(row) || user === undefined) return damagedMatch(row.id);
    return {
      id: toNumber(row.id),
      handle: row.handle,
      tenantId: tenantOfHandle(row.handle),
      userId: user?.userId ?? null,
      name: user?.name ?? null,
      createdAt: row.created,
      expiry: row.expiry,
      ip: row.ip,
      userAgent: row.userAgent,
      own: user !== null && isOwn(user),
      excluded: row.role === role.excluded,
      undecidedFor: fieldsOfFlags(row.flags),
      damaged: false,
    };
  });
}

/** Targets of the plan, then new sessions. A row that is damaged says nothing but that. */
export function targetsPage(file: OpenFile, rev: number, page: PageRows): ReportTarget[] {
  const rows = rowsOf(file, rev, page, `t.role <> ${role.excluded}`, 'targets');
  const users = usersOf(file, rows);
  const lines = linesOf(file, rows);
  const errors = readErrors(file, distinct(rows, 'error'));
  const methods = readLoginMethods(file, rev, distinct(rows, 'loginMethod'));
  return rows.map((row) => {
    const user = row.user === null ? null : users.get(row.user);
    const line = row.line === null ? null : lines.get(row.line);
    const error = row.error === null ? null : errors.get(row.error);
    const loginMethod = row.loginMethod === null ? null : methods.get(row.loginMethod);
    const isDamaged =
      user === undefined || line === undefined || error === undefined || loginMethod === undefined;
    if (!isTargetIntact(row) || isDamaged) return damagedTarget(row.id);
    return {
      id: toNumber(row.id),
      handle: row.handle,
      tenantId: tenantOfHandle(row.handle),
      userId: user?.userId ?? null,
      name: user?.name ?? null,
      email: user && toEmail(user),
      loginMethod,
      createdAt: row.created,
      state: stateOf(row.state),
      newSession: row.role === role.newSession && (row.flags & targetFlag.linked) === 0,
      linked: (row.flags & targetFlag.linked) !== 0,
      endedAt: row.endedAt,
      error,
      ip: row.ip,
      userAgent: row.userAgent,
      line: line && { number: line.number, text: line.text },
      undecidedFor: fieldsOfFlags(row.flags),
      damaged: false,
    };
  });
}

function rowsOf(
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

function linesOf(
  file: OpenFile,
  rows: readonly { readonly line: number | null }[],
): ReadonlyMap<number, LineRow> {
  const sql = `SELECT ${lineColumns} FROM json_each(?) AS j CROSS JOIN line AS l ON l.id = j.value`;
  const lines = allRows(file, sql, JSON.stringify(distinct(rows, 'line'))) as ReadLineRow[];
  return new Map(lines.filter(isLineIntact).map((line) => [line.id, line]));
}

const emptyRow = {
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

function damagedMatch(id: number): StoredMatch {
  return { id: toNumber(id), ...emptyRow, expiry: null, own: false, excluded: false };
}

function damagedTarget(id: number): ReportTarget {
  return {
    id: toNumber(id),
    ...emptyRow,
    email: null,
    loginMethod: null,
    state: 'unknown',
    newSession: false,
    linked: false,
    endedAt: null,
    error: null,
    line: null,
  };
}

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

interface Part {
  readonly offset: number;
  readonly limit: number;
}

/** How many of these targets of a report are damaged; all of them where the part cannot be read as a whole. */
export function countDamagedTargets(file: OpenFile, rev: number, { limit, offset }: Part): number {
  try {
    const rows = targetsPage(file, rev, { type: 'offset', offset, limit });
    return rows.filter(({ damaged }) => damaged).length;
  } catch (thrown) {
    if (storeFailure(thrown).error.code !== 'store-damaged') throw thrown;
    const count = readNumbers(file, rev);
    const all = sumOf(byState(count, 'plan')) + sumOf(byState(count, 'new'));
    return Math.max(0, Math.min(limit, all - offset));
  }
}

type UndecidedRequest = Omit<Parameters<StoreReader['undecided']>[0], 'id'>;

/** Sessions about which a rule is undecided. A row that is damaged says nothing but that. */
export function readUndecidedPage(
  file: OpenFile,
  rev: number,
  { limit, offset, which }: UndecidedRequest,
): StoredUndecided[] {
  const count = readNumbers(file, rev);
  const notIncluded = count('undecided');
  const all = notIncluded + count('undecided-included');
  const of = which === 'all' ? all : notIncluded;
  // Where none is missing and none is passed over, the number of a row is its position.
  const isPosition = of === count('last.undecided');
  const from = isPosition ? toId(rev, offset + 1) : startOf(rev);
  const skip = isPosition ? 0 : offset;
  const rows = allRows(
    file,
    `SELECT ${undecidedRowColumns} FROM undecided AS w
     WHERE w.id >= ? AND w.id <= ? AND ${which === 'all' ? 'TRUE' : 'w.included = 0'}
     ORDER BY w.id LIMIT ? OFFSET ?`,
    ...[from, endOf(rev), limit, skip],
  ) as UndecidedPageRow[];
  if (rows.length < Math.min(limit, of - offset)) throw rowIsDamaged();
  return toStoredUndecided(file, rows);
}

/** The same in pages, in their own order or in the order of a view. */
export function undecidedRowsPage(file: OpenFile, rev: number, page: PageRows): StoredUndecided[] {
  if (page.type === 'offset') return readUndecidedPage(file, rev, { ...page, which: 'all' });
  const ids = page.ids.map((number) => toId(rev, number));
  const sql = `SELECT ${undecidedRowColumns} FROM json_each(?) AS j CROSS JOIN undecided AS w ON w.id = j.value`;
  return toStoredUndecided(file, allRows(file, sql, JSON.stringify(ids)) as UndecidedPageRow[]);
}

type UndecidedPageRow = ReadUndecidedRow & { readonly isTarget: number };

const undecidedRowColumns = `${undecidedColumns}, EXISTS (
  SELECT 1 FROM target AS t WHERE t.rev = w.rev AND t.handle = w.handle AND t.role = ${role.target}) AS isTarget`;

function toStoredUndecided(file: OpenFile, rows: readonly UndecidedPageRow[]): StoredUndecided[] {
  const users = usersOf(file, rows);
  return rows.map((row) => {
    const user = users.get(row.user);
    if (!isUndecidedIntact(row) || user === undefined) return damagedUndecided(row.id);
    return {
      id: toNumber(row.id),
      handle: row.handle,
      tenantId: tenantOfHandle(row.handle),
      userId: user.userId,
      name: user.name,
      createdAt: row.created,
      expiry: row.expiry,
      ip: row.ip,
      userAgent: row.userAgent,
      undecidedFor: fieldsOfCode(row.fields),
      own: isOwn(user),
      isTarget: row.isTarget === 1,
      damaged: false,
    };
  });
}

function damagedUndecided(id: number): StoredUndecided {
  return {
    ...{ id: toNumber(id), handle: '', tenantId: '', userId: '', name: null, createdAt: null, expiry: null },
    ...{ ip: null, userAgent: null, undecidedFor: [], own: false, isTarget: false, damaged: true },
  };
}
