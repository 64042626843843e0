import type { RunUser } from '../../records.ts';
import type { OpenFile } from '../open-file.ts';
import { role, targetFlag, userFlag } from '../rows/codes.ts';
import { endOf, toId, toNumber } from '../rows/ids.ts';
import { isWholeSql, isWholeUser, toIdentities, toUsers, userColumns } from '../rows/user-row.ts';
import { isOfUserSql, isOpenSql } from './conditions.ts';

interface UserQuery {
  readonly where: 'all' | 'to-list' | 'to-close';
  readonly leastTargets: number;
}

const targetsSql = '(u.matches - u.excluded + u.new_sessions)';

/** Of each: `?1` is the first id, `?2` the last one, `?3` the least number of targets. */
const userConditions: Readonly<Record<UserQuery['where'], string>> = {
  all: `(${targetsSql} > 0 OR ${isWholeSql})`,
  // Counting the targets of a user ends as soon as there are enough.
  'to-list': `(${isWholeSql} OR u.flags & ${userFlag.remembered} <> 0
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
  { where, leastTargets, after, limit }: UserQuery & { readonly after: number; readonly limit: number },
): RunUser[] {
  const rows = file
    .prepare(
      `SELECT ${userColumns} FROM user AS u
       WHERE u.id > ?1 AND u.id <= ?2 AND ${userConditions[where]} AND ?3 IS NOT NULL ORDER BY u.id LIMIT ?4`,
    )
    .all(toId(rev, after), endOf(rev), leastTargets, limit);
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

export function countUsers(file: OpenFile, rev: number, { where, leastTargets }: UserQuery): number {
  const row = file
    .prepare(
      `SELECT count(*) AS n FROM user AS u
       WHERE u.id > ?1 AND u.id <= ?2 AND ${userConditions[where]} AND ?3 IS NOT NULL`,
    )
    .get(toId(rev, 0), endOf(rev), leastTargets);
  return Number(row?.n ?? 0);
}
