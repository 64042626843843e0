import { mostUnread } from '../../changes.ts';
import type { UnreadRecord } from '../../records.ts';
import type { OpenFile } from '../open-file.ts';
import { checksum, rowIsDamaged } from '../rows/checksum.ts';
import { userFlag } from '../rows/codes.ts';
import { checkId } from '../rows/text.ts';
import type { UserRow } from '../rows/user-row.ts';
import { setFlag } from './change-users.ts';
import type { CountRepository } from './counts.ts';
import type { Edit } from './edit.ts';

/** Users that a rule scanned. */
export function addScanned({ file, rev }: Edit, userIds: readonly string[], forget: boolean): void {
  for (const userId of userIds) checkId(userId);
  if (forget) file.prepare('DELETE FROM scanned WHERE rev = ?').run(rev);
  for (const userId of userIds) file.prepare('INSERT OR IGNORE INTO scanned VALUES (?, ?)').run(rev, userId);
}

/** What could not be read of a user: null: the user as a whole; no handles: nothing any more. */
export function setUnread(
  { counts, file, rev }: Edit,
  userId: string,
  handles: readonly string[] | null,
): void {
  checkId(userId);
  for (const before of selectUnread(file, rev, 'user_id = ?', [userId]))
    countUnread(counts, before.handles, -1);
  if (handles?.length === 0) {
    file.prepare('DELETE FROM unread WHERE rev = ? AND user_id = ?').run(rev, userId);
    return;
  }
  const json = handles && JSON.stringify(handles);
  file
    .prepare('INSERT OR REPLACE INTO unread VALUES (?, ?, ?, ?)')
    .run(rev, userId, json, checksum(rev, userId, json));
  countUnread(counts, handles, 1);
}

/** Adds to what could not be read of a user. */
export function addUnread(edit: Edit, userId: string, handles: readonly string[]): void {
  checkId(userId);
  const [before] = selectUnread(edit.file, edit.rev, 'user_id = ?', [userId]);
  const isWhole = before?.handles === null;
  const all = isWhole ? null : [...new Set([...(before?.handles ?? []), ...handles])];
  setUnread(edit, userId, all && all.length > mostUnread ? null : all);
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

/** Sessions that a user had beside the targets before anything was ended. */
export function rememberSessions(edit: Edit, userId: string, handles: readonly string[]): void {
  for (const handle of handles) checkId(handle);
  const user = edit.users.findOrAdd(userId);
  setFlag(edit, user, userFlag.remembered, true);
  rememberHandles(edit, user, handles);
}

export function rememberHandles({ counts, file }: Edit, user: UserRow, handles: readonly string[]): void {
  if (handles.length === 0) return;
  const { changes } = file
    .prepare('INSERT OR IGNORE INTO remembered SELECT ?, value FROM json_each(?)')
    .run(user.id, JSON.stringify(handles));
  counts.add('remembered', Number(changes));
}

function countUnread(counts: CountRepository, handles: readonly string[] | null, by: 1 | -1): void {
  if (handles === null) counts.add('unread-users', by);
  else counts.add('unread-sessions', by * handles.length);
}
