import type { OpenFile } from '../files/connection.ts';
import { isStorableId, type UnreadRecord, type UnreadRow } from '../records.ts';
import { readNumbers } from '../tables/counts.ts';
import { checksum, rowIsDamaged } from '../tables/rows.ts';

/** Which of these users were scanned already. */
export function readScanned(
  file: OpenFile,
  rev: number,
  { userIds }: { readonly userIds: readonly string[] },
): string[] {
  return file
    .prepare(
      'SELECT s.user_id AS userId FROM json_each(?) AS j CROSS JOIN scanned AS s ON s.rev = ? AND s.user_id = j.value',
    )
    .all(JSON.stringify(userIds.filter(isStorableId)), rev)
    .map(({ userId }) => String(userId));
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
