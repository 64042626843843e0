import type { OpenFile } from '../files/connection.ts';
import type { MatchRecord, UndecidedRecord } from '../records.ts';
import {
  fieldsToCode,
  fieldsToFlags,
  lineCode,
  lineExcluded,
  oauthCode,
  role,
  targetFlag,
  userFlag,
} from '../tables/codes.ts';
import { type LineRow, readLines, toLines, updateLine } from '../tables/lines.ts';
import { checkId, checkNumber, cut, toId } from '../tables/rows.ts';
import {
  deleteTarget,
  insertTarget,
  largestBatchLimit,
  type TargetRow,
  targetColumns,
  toTargets,
  updateTargetOwner,
} from '../tables/targets.ts';
import {
  deleteUndecided,
  findUndecided,
  insertUndecided,
  type UndecidedRow,
  updateUndecided,
} from '../tables/undecided.ts';
import type { UserRow } from '../tables/users.ts';
import { countTarget, type Edit, tenantIdOf, thaw } from './edit.ts';
import { includeExcludedBefore, includeUser, startsExcluded } from './excluded-before.ts';
import { setFlag } from './user-changes.ts';

/** Adds sessions that were selected. Except in a list, a known handle is passed over. */
export function addMatches(edit: Edit, matches: readonly MatchRecord[]): void {
  const { counts, file, loginMethods, rev, users } = edit;
  for (const { handle } of matches) checkId(handle);
  const isList = counts.get('is-list') === 1;
  if (isList) counts.set('unsettled', 1);
  users.load(matches.flatMap(({ userId }) => userId ?? []));
  for (const match of matches) {
    if (!isList) {
      if (isKnownHandle(file, rev, match.handle)) continue;
      deleteDecided(edit, match.handle);
    }
    const user = match.userId === null ? null : users.findOrAdd(match.userId);
    addMatch(edit, {
      handle: match.handle,
      user,
      created: match.createdAt,
      expiry: match.expiry,
      ip: cut(match.ip),
      userAgent: cut(match.userAgent),
      loginMethod: loginMethods.numberOf(match.loginMethod),
      line: match.line === null ? null : toId(rev, match.line),
      excluded: startsExcluded(edit, match.handle, user),
    });
  }
}

/** Whether the session is in the file, be it as a target, excluded, or as a new session. */
export function isKnownHandle(file: OpenFile, rev: number, handle: string): boolean {
  return file.prepare('SELECT 1 FROM target WHERE rev = ? AND handle = ?').get(rev, handle) !== undefined;
}

interface NewMatch {
  readonly handle: string;
  readonly user: UserRow | null;
  readonly created: number | null;
  readonly expiry: number | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly loginMethod: number | null;
  readonly line: number | null;
  readonly excluded: boolean;
  /** Beside those that it gets as a match; none: 0. */
  readonly flags?: number;
}

/** Adds a row of a session that is not there. */
export function addMatch(edit: Edit, match: NewMatch): TargetRow {
  checkNumber(match.created);
  checkNumber(match.expiry);
  return addTarget(edit, {
    ...match,
    user: match.user?.id ?? null,
    role: match.excluded ? role.excluded : role.target,
    // When the ids of the user are known, the sessions were listed under all of them.
    flags: (match.flags ?? 0) | (match.user && match.user.identities !== null ? targetFlag.listed : 0),
  });
}

type NewTarget = Pick<
  TargetRow,
  'handle' | 'user' | 'created' | 'expiry' | 'ip' | 'userAgent' | 'loginMethod' | 'line' | 'role' | 'flags'
>;

export function addTarget(edit: Edit, target: NewTarget): TargetRow {
  const { counts, file, rev } = edit;
  if (target.role !== role.newSession) thaw(edit);
  const row: TargetRow = {
    id: toId(rev, counts.next('target')),
    handle: target.handle,
    tenant: tenantIdOf(edit, target.handle),
    user: target.user,
    created: target.created,
    expiry: target.expiry,
    ip: target.ip,
    userAgent: target.userAgent,
    loginMethod: target.loginMethod,
    line: target.line,
    role: target.role,
    state: 0,
    flags: target.flags,
    batchLimit: largestBatchLimit,
    endedAt: null,
    error: null,
    oauth: oauthCode['not-asked'],
  };
  insertTarget(file, rev, row);
  countTarget(edit, row, 1);
  return row;
}

/** Excludes rows of a draft, or includes them again; with each also the line of which it is the only session. */
export function setExcluded(edit: Edit, rows: readonly TargetRow[], excluded: boolean): void {
  thaw(edit);
  for (const row of rows) {
    countTarget(edit, row, -1);
    row.role = excluded ? role.excluded : role.target;
    countTarget(edit, row, 1);
    updateTargetOwner(edit.file, row);
  }
  if (!excluded) includeExcludedBefore(edit, rows);
  const ids = [...new Set(rows.map(({ line }) => line).filter((line) => line !== null))];
  for (const line of toLines(readLines(edit.file, ids)))
    if (line.result === lineCode.session) setLineExcluded(edit, line, excluded);
}

/** Marks the line; its sessions are excluded one by one. */
export function setLineExcluded({ file }: Edit, line: LineRow, excluded: boolean): void {
  const next = excluded ? lineExcluded.yes : lineExcluded.no;
  if (line.excluded === next) return;
  line.excluded = next;
  updateLine(file, line);
}

/** Marks users as excluded as a whole, with the lines that select them; their sessions are excluded one by one. */
export function setUsersExcluded(edit: Edit, ids: readonly number[], excluded: boolean): void {
  const { file, users } = edit;
  users.loadNumbers(ids);
  const lines = ids.map((id) => users.get(id).line).filter((line) => line !== null);
  for (const line of toLines(readLines(file, lines)))
    if (line.result === lineCode.user) setLineExcluded(edit, line, excluded);
  for (const id of ids) setUserExcluded(edit, users.get(id), excluded);
}

/** Marks a user as excluded as a whole, or includes everything of the user again. */
export function setUserExcluded(edit: Edit, user: UserRow, excluded: boolean): void {
  setFlag(edit, user, userFlag.excluded, excluded);
  if (!excluded) includeUser(edit, user);
}

/** Adds sessions about which the rule is undecided. Known handles are passed over: a scan can come to a user twice. */
export function addUndecided(edit: Edit, sessions: readonly UndecidedRecord[]): void {
  const { counts, file, loginMethods, rev, users } = edit;
  for (const { createdAt, expiry, handle } of sessions) {
    checkId(handle);
    checkNumber(createdAt);
    checkNumber(expiry);
  }
  users.load(sessions.map(({ userId }) => userId));
  for (const session of sessions) {
    const { handle } = session;
    if (isKnownHandle(file, rev, handle) || findUndecided(file, rev, handle)) continue;
    insertUndecided(file, rev, {
      id: toId(rev, counts.next('undecided')),
      handle,
      user: users.findOrAdd(session.userId).id,
      created: session.createdAt,
      expiry: session.expiry,
      ip: cut(session.ip),
      userAgent: cut(session.userAgent),
      loginMethod: loginMethods.numberOf(session.loginMethod),
      fields: fieldsToCode(session.undecidedFor),
      included: 0,
    });
    counts.add('undecided', 1);
  }
}

/** Makes undecided sessions matches, or excludes them again. */
export function setIncluded(edit: Edit, rows: readonly UndecidedRow[], included: boolean): void {
  edit.users.loadNumbers(rows.map(({ user }) => user));
  for (const row of rows) {
    const target = findTarget(edit, row.handle);
    if (included) include(edit, row, target);
    else removeIncluded(edit, row, target);
  }
}

function include(edit: Edit, row: UndecidedRow, target: TargetRow | undefined): void {
  if (!target) {
    const { created, expiry, handle, ip, loginMethod, userAgent } = row;
    const added = addMatch(edit, {
      ...{ handle, created, expiry, ip, userAgent, loginMethod },
      user: edit.users.get(row.user),
      line: null,
      excluded: false,
      flags: fieldsToFlags(row.fields),
    });
    includeExcludedBefore(edit, [added]);
  } else if (target.role === role.excluded) setExcluded(edit, [target], false);
  markIncluded(edit, row, 1);
}

function removeIncluded(edit: Edit, row: UndecidedRow, target: TargetRow | undefined): void {
  if (row.included === 0) return;
  thaw(edit);
  if (target) {
    countTarget(edit, target, -1);
    deleteTarget(edit.file, target.id);
  }
  markIncluded(edit, row, 0);
}

function markIncluded({ counts, file }: Edit, row: UndecidedRow, included: 0 | 1): void {
  if (row.included === included) return;
  counts.add('undecided', included === 1 ? -1 : 1);
  counts.add('undecided-included', included === 1 ? 1 : -1);
  row.included = included;
  updateUndecided(file, row);
}

function findTarget({ file, rev }: Edit, handle: string): TargetRow | undefined {
  const rows = file
    .prepare(`SELECT ${targetColumns} FROM target AS t WHERE t.rev = ? AND t.handle = ?`)
    .all(rev, handle);
  return toTargets(rows)[0];
}

/** The rule selects this session by now: it is not undecided any more. */
function deleteDecided({ counts, file, rev }: Edit, handle: string): void {
  if (counts.get('undecided') === 0) return;
  const row = findUndecided(file, rev, handle);
  if (!row || row.included === 1) return;
  deleteUndecided(file, row.id);
  counts.add('undecided', -1);
}
