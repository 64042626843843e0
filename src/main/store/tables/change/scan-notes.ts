import { userFlag } from '../rows/codes.ts';
import { checkId } from '../rows/text.ts';
import { setFlag } from './change-users.ts';
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
  const before = file.prepare('SELECT handles FROM unread WHERE rev = ? AND user_id = ?').get(rev, userId);
  if (before) counts.add('unread', -countOf(parse(before.handles)));
  if (handles?.length === 0) {
    file.prepare('DELETE FROM unread WHERE rev = ? AND user_id = ?').run(rev, userId);
    return;
  }
  file
    .prepare('INSERT OR REPLACE INTO unread VALUES (?, ?, ?)')
    .run(rev, userId, handles && JSON.stringify(handles));
  counts.add('unread', countOf(handles));
}

/** Sessions that a user had beside the targets before anything was ended. */
export function rememberSessions(edit: Edit, userId: string, handles: readonly string[]): void {
  const { counts, file, users } = edit;
  const user = users.findOrAdd(userId);
  setFlag(edit, user, userFlag.remembered, true);
  for (const handle of handles) {
    checkId(handle);
    const { changes } = file.prepare('INSERT OR IGNORE INTO remembered VALUES (?, ?)').run(user.id, handle);
    counts.add('remembered', Number(changes));
  }
}

function parse(handles: unknown): readonly string[] | null {
  return typeof handles === 'string' ? JSON.parse(handles) : null;
}

function countOf(handles: readonly string[] | null): number {
  return handles?.length ?? 1;
}
