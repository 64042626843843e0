import { tenantOfHandle } from '../../identity/session-handles.ts';
import type { OpenFile } from '../files/connection.ts';
import type { TargetCondition } from '../interface.ts';
import {
  type GoneTarget,
  isStorableId,
  type RunTarget,
  type RunUser,
  type TargetId,
  type TargetToEnd,
  type UnreadRecord,
  type UnreadRow,
} from '../records.ts';
import { oauthStateOf, role, stateCode, stateOf, targetFlag, userFlag } from '../tables/codes.ts';
import { readNumbers } from '../tables/counts.ts';
import { checksum, endOf, rowIsDamaged, toId, toNumber } from '../tables/rows.ts';
import { type TargetRow, targetColumns, toTargets } from '../tables/targets.ts';
import {
  findUserByOwnId,
  findUserIds,
  isUnitedSql,
  isWholeSql,
  isWholeUser,
  readUsers,
  toEmail,
  toIdentities,
  toUsers,
  type UserRow,
  userColumns,
  usersOf,
} from '../tables/users.ts';
import {
  conditionSql,
  countTargets,
  indexedBy,
  isNewAndNotGoneSql,
  isOfUserSql,
  isOpenSql,
} from './target-conditions.ts';

/** All that a run reads rejects with `store-damaged` when a row is damaged: it must not work on what may be wrong. */
export function runTargets(file: OpenFile, rev: number, page: PageOfTargets): RunTarget[] {
  return selectPage(file, rev, page).map(toRunTarget);
}

export function targetsToEnd(file: OpenFile, rev: number, page: PageOfTargets): TargetToEnd[] {
  const rows = selectPage(file, rev, page);
  const ownerOf = ownersOf(file, rows);
  return rows.map((row) => ({ ...toRunTarget(row), userId: ownerOf(row)?.userId ?? null }));
}

interface PageOfTargets {
  readonly where: TargetCondition;
  readonly after: TargetId;
  readonly limit: number;
}

function selectPage(file: OpenFile, rev: number, { after, limit, where }: PageOfTargets): TargetRow[] {
  const count = countTargets(file, rev, where);
  // Where there is none, looking for it would go through all rows.
  if (count === 0) return [];
  const rows = select(file, where, toId(rev, after), endOf(rev), limit);
  if (after === 0 && rows.length < Math.min(limit, count)) throw rowIsDamaged();
  return rows;
}

export function goneTargets(file: OpenFile, rev: number, page: PageOfTargets): GoneTarget[] {
  const rows = selectPage(file, rev, page);
  const ownerOf = ownersOf(file, rows);
  return rows.map((row) => {
    // What is gone has it.
    if (row.endedAt === null) throw rowIsDamaged();
    const owner = ownerOf(row);
    return {
      id: toNumber(row.id),
      handle: row.handle,
      userId: owner?.userId ?? null,
      email: owner && onlyEmail(toEmail(owner)),
      endedAt: row.state === stateCode.revoked ? row.endedAt : null,
      goneSince: row.endedAt,
    };
  });
}

/** Of several, nobody knows by which one a receiver knows the user. */
function onlyEmail(emails: string | null): string | null {
  return emails !== null && /^[^\s,]+@[^\s,]+$/.test(emails) ? emails : null;
}

/** The first of each of so many parts of the revocation. */
export function sampleTargets(
  file: OpenFile,
  rev: number,
  { where, count }: { readonly where: TargetCondition; readonly count: number },
): RunTarget[] {
  const total = countTargets(file, rev, where);
  if (total === 0 || count === 0) return [];
  if (total <= count) return runTargets(file, rev, { where, after: 0, limit: count });
  const last = readNumbers(file, rev)('last.target');
  const rows = Array.from({ length: count }, (_, part) => {
    const from = toId(rev, Math.floor((last * part) / count));
    const to = toId(rev, Math.floor((last * (part + 1)) / count));
    return select(file, where, from, to, 1);
  });
  return rows.flat().map(toRunTarget);
}

export function openTargetsOf(file: OpenFile, rev: number, { user }: { readonly user: number }): RunTarget[] {
  const rows = file
    .prepare(
      `SELECT ${targetColumns} FROM target AS t
       WHERE t.user = ? AND ${isOfUserSql} AND ${isOpenSql} ORDER BY t.id`,
    )
    .all(toId(rev, user));
  return toTargets(rows).map(toRunTarget);
}

/** Unknown and excluded handles are not in the result. */
export function findTargets(
  file: OpenFile,
  rev: number,
  { handles }: { readonly handles: readonly string[] },
): RunTarget[] {
  const rows = file
    .prepare(
      `SELECT ${targetColumns} FROM json_each(?) AS j
       CROSS JOIN target AS t ON t.rev = ? AND t.handle = j.value AND t.role <> ${role.excluded}`,
    )
    .all(JSON.stringify(handles.filter(isStorableId)), rev);
  return toTargets(rows).map(toRunTarget);
}

function select(
  file: OpenFile,
  where: TargetCondition,
  after: number,
  to: number,
  limit: number,
): TargetRow[] {
  const rows = file
    .prepare(
      `SELECT ${targetColumns} FROM target AS t ${indexedBy(file, where)}
       WHERE t.id > ? AND t.id <= ? AND ${conditionSql[where]} ORDER BY t.id LIMIT ?`,
    )
    .all(after, to, limit);
  return toTargets(rows);
}

function toRunTarget(row: TargetRow): RunTarget {
  return {
    id: toNumber(row.id),
    handle: row.handle,
    tenantId: tenantOfHandle(row.handle),
    state: stateOf(row.state),
    newSession: row.role === role.newSession,
    batchLimit: row.batchLimit,
    oauth: oauthStateOf(row.oauth),
  };
}

/** Null: the owner is not known. */
function ownersOf(file: OpenFile, rows: readonly TargetRow[]): (row: TargetRow) => UserRow | null {
  const users = usersOf(file, rows);
  return ({ user }) => {
    if (user === null) return null;
    const owner = users.get(user);
    // A target that names a user whose row is lost is not one without a known user.
    if (!owner) throw rowIsDamaged();
    return owner;
  };
}

interface UserQuery {
  readonly where: 'all' | 'to-list' | 'to-close';
  readonly minTargets: number;
}

const targetsSql = '(u.matches - u.excluded + u.new_sessions)';

/** Of each: `?1` is the first id, `?2` the last one, `?3` the least number of targets. */
const userConditions: Readonly<Record<UserQuery['where'], string>> = {
  all: `(${targetsSql} > 0 OR ${isWholeSql}) AND NOT ${isUnitedSql}`,
  // Counting the targets of a user ends as soon as there are enough.
  'to-list': `NOT ${isUnitedSql} AND (${isWholeSql} OR u.flags & ${userFlag.remembered} <> 0
    OR u.identities IS NOT NULL AND ${targetsSql} >= ?3 AND (
      SELECT count(*) FROM (
        SELECT 1 FROM target AS t WHERE t.user = u.id AND t.role <> ${role.excluded}
          AND t.flags & ${targetFlag.verified | targetFlag.listed} = ${targetFlag.listed} LIMIT ?3
      )) >= ?3)`,
  'to-close': `(${isWholeSql}
    AND EXISTS (SELECT 1 FROM target AS t WHERE t.user = u.id AND ${isOfUserSql} AND ${isOpenSql}))`,
};

/** Users behind a user, in the order in which they were added. */
export function runUsers(
  file: OpenFile,
  rev: number,
  { where, minTargets, after, limit }: UserQuery & { readonly after: number; readonly limit: number },
): RunUser[] {
  const rows = file
    .prepare(
      `SELECT ${userColumns} FROM user AS u
       WHERE u.id > ?1 AND u.id <= ?2 AND ${userConditions[where]} AND ?3 IS NOT NULL ORDER BY u.id LIMIT ?4`,
    )
    .all(toId(rev, after), endOf(rev), minTargets, limit);
  return toUsers(rows).map((user) => ({
    id: toNumber(user.id),
    userId: user.userId,
    name: user.name,
    whole: isWholeUser(user),
    identities: toIdentities(user),
    targets: user.matches - user.excluded + user.newSessions,
    remembered: (user.flags & userFlag.remembered) !== 0,
  }));
}

export function countUsers(file: OpenFile, rev: number, { where, minTargets }: UserQuery): number {
  const row = file
    .prepare(
      `SELECT count(*) AS n FROM user AS u
       WHERE u.id > ?1 AND u.id <= ?2 AND ${userConditions[where]} AND ?3 IS NOT NULL`,
    )
    .get(toId(rev, 0), endOf(rev), minTargets);
  return Number(row?.n ?? 0);
}

interface GivenUsers {
  readonly userIds: readonly string[];
}

/** Which of these users have a name: `emails` is null while a user was not read. */
export function readNamedUsers(file: OpenFile, rev: number, given: GivenUsers): string[] {
  return whichUsers(file, rev, given, ({ emails }) => emails !== null);
}

/** See `StoreReader`. */
export function readUsersToPassOver(file: OpenFile, rev: number, given: GivenUsers): string[] {
  return whichUsers(file, rev, given, (user) => isWholeUser(user) || (user.flags & userFlag.excluded) !== 0);
}

/** The ids as they were given: several of them can be of one user. */
function whichUsers(
  file: OpenFile,
  rev: number,
  { userIds }: GivenUsers,
  isWanted: (user: ReturnType<typeof toUsers>[number]) => boolean,
): string[] {
  const numbers = findUserIds(file, rev, userIds.filter(isStorableId));
  const users = toUsers(readUsers(file, [...new Set(numbers.values())]));
  const wanted = new Set(users.filter(isWanted).map(({ id }) => id));
  return [...numbers].filter(([, id]) => wanted.has(id)).map(([userId]) => userId);
}

export function readHandlesOfNoTarget(
  file: OpenFile,
  rev: number,
  { handles }: { readonly handles: readonly string[] },
): string[] {
  return file
    .prepare(
      `SELECT j.value AS handle FROM json_each(?) AS j
       WHERE NOT EXISTS (SELECT 1 FROM target AS t WHERE t.rev = ? AND t.handle = j.value)`,
    )
    .all(JSON.stringify(handles.filter(isStorableId)), rev)
    .map(({ handle }) => String(handle));
}

interface NotListed {
  readonly userIds: readonly string[];
  readonly handles: readonly string[];
  readonly after: TargetId;
  readonly limit: number;
}

/** See `StoreReader`. */
export function readNewSessionsNotListed(
  file: OpenFile,
  rev: number,
  { userIds, handles, after, limit }: NotListed,
): RunTarget[] {
  // An id can lead to a user who was united with the one that has it as the own id.
  const users = new Set([
    ...findUserIds(file, rev, userIds).values(),
    ...userIds.flatMap((userId) => findUserByOwnId(file, rev, userId) ?? []),
  ]);
  const rows = file
    .prepare(
      `SELECT ${targetColumns} FROM json_each(?) AS j
       CROSS JOIN target AS t ON t.user = j.value AND t.id > ? AND ${isNewAndNotGoneSql}
       WHERE t.handle NOT IN (SELECT value FROM json_each(?)) ORDER BY t.id LIMIT ?`,
    )
    .all(JSON.stringify([...users]), toId(rev, after), JSON.stringify(handles), limit);
  return toTargets(rows).map(toRunTarget);
}

/** What could not be read, behind a user id. */
export function readUnread(
  file: OpenFile,
  rev: number,
  { after, limit }: { readonly after: string; readonly limit: number },
): UnreadRecord[] {
  const rows = selectUnread(file, rev, 'user_id > ? ORDER BY user_id LIMIT ?', [after, limit]);
  const isAll = after === '' && rows.length < limit;
  const counted = rows.reduce((sum, { handles }) => sum + (handles?.length ?? 1), 0);
  const count = readNumbers(file, rev);
  if (isAll && counted !== count('unread-users') + count('unread-sessions')) throw rowIsDamaged();
  return rows;
}

/** Each user and each session that could not be read, in the order of the users. Of a damaged row, that it is damaged. */
export function readUnreadPage(
  file: OpenFile,
  rev: number,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): UnreadRow[] {
  return file
    .prepare(
      `SELECT u.user_id AS userId, u.handles, u.crc, j.value AS handle FROM unread AS u
       LEFT JOIN json_each(CASE WHEN json_valid(u.handles) THEN u.handles END) AS j
       WHERE u.rev = ? ORDER BY u.user_id, j.key LIMIT ? OFFSET ?`,
    )
    .all(rev, limit, offset)
    .map(({ crc, handle, handles, userId }) => {
      const damaged = checksum(rev, String(userId), typeof handles === 'string' ? handles : null) !== crc;
      if (damaged) return { userId: '', handle: null, damaged };
      return { userId: String(userId), handle: typeof handle === 'string' ? handle : null, damaged };
    });
}

/** Throws `store-damaged` when the checksum of a row is wrong. */
export function selectUnread(
  file: OpenFile,
  rev: number,
  where: string,
  values: readonly (string | number)[],
): UnreadRecord[] {
  return file
    .prepare(`SELECT user_id, handles, crc FROM unread WHERE rev = ? AND ${where}`)
    .all(rev, ...values)
    .map(({ user_id: userId, handles, crc }) => {
      const isText = typeof handles === 'string';
      if (typeof userId !== 'string' || checksum(rev, userId, isText ? handles : null) !== crc)
        throw rowIsDamaged();
      return { userId, handles: isText ? JSON.parse(handles) : null };
    });
}
