import type { IdentityId } from '../../../contract/domain/user.ts';
import { otherSideOf } from '../../identity/user-ids.ts';
import { toUnread } from '../changes.ts';
import { selectUnread } from '../queries/run-queries.ts';
import type { UserIdentity, UserRecord } from '../records.ts';
import { userFlag } from '../tables/codes.ts';
import type { CountRepository } from '../tables/counts.ts';
import { insertRemembered } from '../tables/remembered.ts';
import { checkId, checksum } from '../tables/rows.ts';
import { isOwn, type UserRow } from '../tables/users.ts';
import type { Edit } from './edit.ts';
import { setName } from './users.ts';

export function addUsers(edit: Edit, records: readonly UserRecord[]): void {
  const { users } = edit;
  users.load(
    records.flatMap(({ userId, alias, identities }) => [
      userId,
      ...(alias === undefined ? [] : [alias]),
      ...(identities ?? []).map(({ id }) => id),
    ]),
  );
  for (const { userId, name, emails, alias, identities, whole, own } of records) {
    const user = findOrAdd(edit, userId, identities ?? []);
    setName(users, user, name, emails);
    if (alias !== undefined) users.addAlias(user, alias);
    if (identities) users.addIdentities(user, identities);
    if (whole) setFlag(edit, user, userFlag.whole, true);
    if (own) setOwn(edit, user);
  }
}

/** Unites the ids of a user with those that are known; a user who is not there is added. A linked account can be a user of the plan, and stays one. */
export function addUserIds({ users }: Edit, userId: string, identities: readonly UserIdentity[]): void {
  users.addIdentities(users.findOrAdd(userId), identities, 'leave');
}

/** A list of all sessions of this user was read at this moment. The first one since the plan was frozen counts. */
export function setWatched(edit: Edit, user: UserRow, at: number): void {
  if ((user.flags & userFlag.watched) !== 0) return;
  setFlag(edit, user, userFlag.watched, true);
  const { counts } = edit;
  const isFirst = counts.get('watched-users') === 0;
  counts.add('watched-users', 1);
  counts.set('watched-from', isFirst ? at : Math.min(counts.get('watched-from'), at));
  counts.set('watched-to', Math.max(counts.get('watched-to'), at));
}

export function setFlag({ users }: Edit, user: UserRow, flag: number, on: boolean): void {
  const flags = on ? user.flags | flag : user.flags & ~flag;
  if (flags !== user.flags) users.edit(user).flags = flags;
}

function setOwn(edit: Edit, user: UserRow): void {
  if (isOwn(user)) return;
  setFlag(edit, user, userFlag.own, true);
  if (edit.counts.get('own-excluded') === 0) return;
  setFlag(edit, user, userFlag.excluded, true);
  // Any number of sessions can have been added before: they are excluded when the draft is settled or frozen.
  // While a list is loaded, the user's numbers do not have all of them.
  if (user.matches === user.excluded && !edit.isLoading()) return;
  setFlag(edit, user, userFlag.toExclude, true);
  edit.counts.set('users-to-exclude', 1);
}

/** A session may have named the user by another id before: then the user gets the id that the core shows. */
function findOrAdd({ users }: Edit, userId: string, identities: readonly IdentityId[]): UserRow {
  const known = users.find(userId);
  if (known) return known;
  const otherSide = otherSideOf(userId, identities);
  for (const { id } of identities) {
    const other = users.find(id);
    // One who keeps the ids is another user, as far as the plan goes; both sides of a mapping are one account.
    if (!other || (users.keepsIds(other) && !otherSide.includes(id))) continue;
    users.rename(other, userId);
    return other;
  }
  return users.findOrAdd(userId);
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
  setUnread(edit, userId, all && toUnread(all));
}

/** Sessions that a user had beside the targets before anything was ended. */
export function rememberSessions(edit: Edit, userId: string, handles: readonly string[]): void {
  for (const handle of handles) checkId(handle);
  const user = edit.users.findOrAdd(userId);
  setFlag(edit, user, userFlag.remembered, true);
  rememberHandles(edit, user, handles);
}

export function rememberHandles(
  { counts, file, users }: Edit,
  user: UserRow,
  handles: readonly string[],
): void {
  const added = insertRemembered(file, user.id, handles);
  if (added === 0) return;
  users.edit(user).remembered += added;
  counts.add('remembered', added);
}

/** The user is one whose sessions were not listed yet. The rows are gone already. */
export function forgetRemembered(edit: Edit, user: UserRow): void {
  const { counts, users } = edit;
  counts.add('remembered', -user.remembered);
  if ((user.flags & userFlag.watched) !== 0) counts.add('watched-users', -1);
  users.edit(user).remembered = 0;
  setFlag(edit, user, userFlag.remembered | userFlag.watched, false);
}

function countUnread(counts: CountRepository, handles: readonly string[] | null, by: 1 | -1): void {
  if (handles === null) counts.add('unread-users', by);
  else counts.add('unread-sessions', by * handles.length);
}
