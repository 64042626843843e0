import type { UnreadRecord } from '../../records.ts';
import { isStorableId } from '../../storable.ts';
import { selectUnread } from '../change/scan-notes.ts';
import type { OpenFile } from '../open-file.ts';
import { rowIsDamaged } from '../rows/checksum.ts';
import { readNumbers } from './counts.ts';

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
