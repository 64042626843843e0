import type { UnreadRecord } from '../../records.ts';
import { isStorableId } from '../../storable.ts';
import type { OpenFile } from '../open-file.ts';

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
  return file
    .prepare(
      'SELECT user_id AS userId, handles FROM unread WHERE rev = ? AND user_id > ? ORDER BY user_id LIMIT ?',
    )
    .all(rev, after, limit)
    .map(({ userId, handles }) => ({
      userId: String(userId),
      handles: typeof handles === 'string' ? JSON.parse(handles) : null,
    }));
}
