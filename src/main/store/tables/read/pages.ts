import { tenantOfHandle } from '../../../identity/session-handles.ts';
import type { ReportTarget, StoredMatch } from '../../records.ts';
import { readErrors } from '../change/errors.ts';
import { isOwn } from '../change/users.ts';
import type { OpenFile, PageRows } from '../open-file.ts';
import { allRows, distinct } from '../rows/all-rows.ts';
import { rowIsDamaged } from '../rows/checksum.ts';
import { fieldsOfFlags, role, stateOf, targetFlag } from '../rows/codes.ts';
import { endOf, toId, toNumber } from '../rows/ids.ts';
import { isLineIntact, type LineRow, lineColumns, type ReadLineRow } from '../rows/line-row.ts';
import { readLoginMethods } from '../rows/login-method-row.ts';
import { isTargetIntact, type ReadTargetRow, targetColumns } from '../rows/target-row.ts';
import { isUserIntact, type ReadUserRow, toEmail, type UserRow, userColumns } from '../rows/user-row.ts';
import { findOffset } from './find-offset.ts';

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

/** Without those that are damaged. */
export function usersOf(
  file: OpenFile,
  rows: readonly { readonly user: number | null }[],
): ReadonlyMap<number, UserRow> {
  const sql = `SELECT ${userColumns} FROM json_each(?) AS j CROSS JOIN user AS u ON u.id = j.value`;
  const users = allRows(file, sql, JSON.stringify(distinct(rows, 'user'))) as ReadUserRow[];
  return new Map(users.filter(isUserIntact).map((user) => [user.id, user]));
}

function linesOf(
  file: OpenFile,
  rows: readonly { readonly line: number | null }[],
): ReadonlyMap<number, LineRow> {
  const sql = `SELECT ${lineColumns} FROM json_each(?) AS j CROSS JOIN line AS l ON l.id = j.value`;
  const lines = allRows(file, sql, JSON.stringify(distinct(rows, 'line'))) as ReadLineRow[];
  return new Map(lines.filter(isLineIntact).map((line) => [line.id, line]));
}

const nothing = {
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
  return { id: toNumber(id), ...nothing, expiry: null, own: false, excluded: false };
}

function damagedTarget(id: number): ReportTarget {
  return {
    id: toNumber(id),
    ...nothing,
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
