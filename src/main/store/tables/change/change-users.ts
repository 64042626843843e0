import type { IdentityId } from '../../../../contract/domain/user.ts';
import type { UserIdentity, UserRecord } from '../../records.ts';
import { userFlag } from '../rows/codes.ts';
import type { UserRow } from '../rows/user-row.ts';
import type { Edit } from './edit.ts';
import { isOwn, setName } from './users.ts';

export function addUsers(edit: Edit, records: readonly UserRecord[]): void {
  const { users } = edit;
  users.load(
    records.flatMap(({ userId, identities }) => [userId, ...(identities ?? []).map(({ id }) => id)]),
  );
  for (const { userId, name, emails, identities, whole, own } of records) {
    const user = findOrAdd(edit, userId, identities ?? []);
    setName(users, user, name, emails);
    if (identities) users.addIdentities(user, identities);
    if (whole) setFlag(edit, user, userFlag.whole, true);
    if (own) becomeOwn(edit, user);
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

export function becomeOwn(edit: Edit, user: UserRow): void {
  if (isOwn(user)) return;
  setFlag(edit, user, userFlag.own, true);
  if (edit.counts.get('own-excluded') === 0) return;
  setFlag(edit, user, userFlag.excluded, true);
  // Any number of sessions can have been added before: they are excluded when the draft is settled or frozen.
  if (user.matches === user.excluded) return;
  setFlag(edit, user, userFlag.toExclude, true);
  edit.counts.set('users-to-exclude', 1);
}

/** A session may have named the user by another id before: then the user gets the id that the core shows. */
function findOrAdd({ users }: Edit, userId: string, identities: readonly IdentityId[]): UserRow {
  const known = users.find(userId);
  if (known) return known;
  for (const { id } of identities) {
    const other = users.find(id);
    if (!other) continue;
    users.rename(other, userId);
    return other;
  }
  return users.findOrAdd(userId);
}
