import type { OpenFile } from '../files/connection.ts';
import type { ExclusionsPage, ExclusionsPlace } from '../interface.ts';
import type { ExcludedSession, ExcludedUser } from '../records.ts';
import { role, userFlag } from '../tables/codes.ts';
import { readNumbers } from '../tables/counts.ts';
import { readExcludedBefore } from '../tables/excluded-before.ts';
import { rowIsDamaged, toId, toNumber } from '../tables/rows.ts';
import { targetColumns, toTargets } from '../tables/targets.ts';
import {
  hasExcluded,
  isOwn,
  readUsers,
  toIdentities,
  toUsers,
  type UserRow,
  userColumns,
} from '../tables/users.ts';

/** Rows of one page. */
const mostRows = 2_000;
/** So many users are looked at for a page: of each row the checksum counts, because a flipped bit can hide an exclusion. */
const usersAtATime = 10_000;
/** So many targets are looked at for a page. Their number is counted: one that is not found is missed. */
const targetsAtATime = 50_000;

/** See `StoreReader`. */
export function readExclusions(
  file: OpenFile,
  rev: number,
  { after }: { readonly after: ExclusionsPlace | null },
): ExclusionsPage {
  const place = after ?? { of: 'users', after: 0 };
  const ownExcluded = readNumbers(file, rev)('own-excluded') === 1;
  const page = pageOf(file, rev, place);
  return { ownExcluded, users: [], sessions: [], ...page };
}

type Page = Pick<ExclusionsPage, 'next'> & Partial<Pick<ExclusionsPage, 'users' | 'sessions'>>;

function pageOf(file: OpenFile, rev: number, place: ExclusionsPlace): Page {
  switch (place.of) {
    case 'users':
      return pageOfUsers(file, rev, place.after);
    case 'targets':
      return pageOfTargets(file, rev, place);
    case 'excluded-before':
      return pageOfExcludedBefore(file, rev, place);
  }
}

function pageOfUsers(file: OpenFile, rev: number, after: number): Page {
  const last = readNumbers(file, rev)('last.user');
  const to = Math.min(after + usersAtATime, last);
  const rows = toUsers(
    file
      .prepare(`SELECT ${userColumns} FROM user AS u WHERE u.id > ? AND u.id <= ?`)
      .all(toId(rev, after), toId(rev, to)),
  );
  // No user is ever removed.
  if (rows.length !== to - after) throw rowIsDamaged();
  return {
    users: rows.filter(hasExcluded).map(toExcludedUser),
    next: to < last ? { of: 'users', after: to } : { of: 'targets', after: 0, found: 0 },
  };
}

function toExcludedUser(user: UserRow): ExcludedUser {
  const identities = (toIdentities(user) ?? []).filter(({ linked }) => linked !== true);
  return {
    userId: user.userId,
    ids: [...new Set([user.userId, ...identities.map(({ id }) => id)])],
    whole: (user.flags & userFlag.excluded) !== 0,
    own: isOwn(user),
  };
}

function pageOfTargets(
  file: OpenFile,
  rev: number,
  { after, found }: Extract<ExclusionsPlace, { of: 'targets' }>,
): Page {
  const count = readNumbers(file, rev);
  const last = count('excluded') === found ? after : count('last.target');
  const to = Math.min(after + targetsAtATime, last);
  const rows = toTargets(
    file
      .prepare(
        `SELECT ${targetColumns} FROM target AS t
         WHERE t.id > ? AND t.id <= ? AND t.role = ${role.excluded} ORDER BY t.id LIMIT ${mostRows}`,
      )
      .all(toId(rev, after), toId(rev, to)),
  );
  const lastRow = rows.at(-1);
  const seenTo = lastRow && rows.length === mostRows ? toNumber(lastRow.id) : to;
  const foundNow = found + rows.length;
  if (seenTo >= last && foundNow !== count('excluded')) throw rowIsDamaged();
  return {
    sessions: toExcludedSessions(file, rows),
    next:
      seenTo < last
        ? { of: 'targets', after: seenTo, found: foundNow }
        : { of: 'excluded-before', after: '', found: 0 },
  };
}

function pageOfExcludedBefore(
  file: OpenFile,
  rev: number,
  { after, found }: Extract<ExclusionsPlace, { of: 'excluded-before' }>,
): Page {
  const rows = readExcludedBefore(file, rev, { after, limit: mostRows });
  const foundNow = found + rows.length;
  const last = rows.length < mostRows ? undefined : rows.at(-1);
  if (!last && foundNow !== readNumbers(file, rev)('excluded-before')) throw rowIsDamaged();
  return {
    sessions: toExcludedSessions(
      file,
      rows.filter(({ included }) => included === 0),
    ),
    next: last ? { of: 'excluded-before', after: last.handle, found: foundNow } : null,
  };
}

function toExcludedSessions(
  file: OpenFile,
  rows: readonly { readonly handle: string; readonly user: number | null }[],
): ExcludedSession[] {
  const ids = [...new Set(rows.flatMap(({ user }) => user ?? []))];
  const users = new Map(toUsers(readUsers(file, ids)).map((user) => [user.id, user.userId]));
  if (users.size !== ids.length) throw rowIsDamaged();
  return rows.map(({ handle, user }) => ({
    handle,
    userId: user === null ? null : (users.get(user) ?? null),
  }));
}
