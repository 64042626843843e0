import type { ExcludedSession, ExcludedUser } from '../records.ts';
import { userFlag } from '../tables/codes.ts';
import { excludedBeforeOf, findExcludedBefore, putExcludedBefore } from '../tables/excluded-before.ts';
import { checkId } from '../tables/rows.ts';
import type { TargetRow } from '../tables/targets.ts';
import { findUserByOwnId, isOwn, toIdentities, type UserRow } from '../tables/users.ts';
import type { Edit } from './edit.ts';

/** Takes over what was excluded from the revocation whose gaps the draft tries again. Nothing was found yet. */
export function addExcludedBefore(
  edit: Edit,
  change: { readonly users: readonly ExcludedUser[]; readonly sessions: readonly ExcludedSession[] },
): void {
  const { users } = edit;
  users.load([
    ...change.users.flatMap(({ ids, userId }) => [userId, ...ids]),
    ...change.sessions.flatMap(({ userId }) => userId ?? []),
  ]);
  for (const user of change.users) addUser(edit, user);
  for (const session of change.sessions) addSession(edit, session);
}

function addUser(edit: Edit, { ids, own, userId, whole }: ExcludedUser): void {
  const { counts, users } = edit;
  const user = users.findOrAdd(userId);
  // Two users can have been united since: then an id leads to the other one already.
  const all = new Set([user, ...ids.flatMap((id) => users.find(id) ?? [])]);
  const wasCounted = [...all].some(({ flags }) => (flags & userFlag.excludedBefore) !== 0);
  for (const one of all) {
    const flags = whole ? wholeFlags : userFlag.partlyExcludedBefore;
    users.edit(one).flags |= flags | (own ? userFlag.own : 0);
  }
  for (const id of ids) users.addAlias(user, id);
  if (whole && !wasCounted) counts.add('carried-users', 1);
}

const wholeFlags = userFlag.excluded | userFlag.excludedBefore;
const beforeFlags = userFlag.excludedBefore | userFlag.partlyExcludedBefore;

function addSession({ counts, file, rev, users }: Edit, { handle, userId }: ExcludedSession): void {
  checkId(handle);
  if (findExcludedBefore(file, rev, handle)) return;
  const user = userId === null ? null : users.findOrAdd(userId).id;
  putExcludedBefore(file, rev, { handle, user, included: 0 });
  counts.add('excluded-before', 1);
  counts.add('carried-sessions', 1);
}

/** Whether something was excluded before at all. */
export function hasExcludedBefore({ counts }: Pick<Edit, 'counts'>): boolean {
  return counts.get('carried-sessions') > 0 || counts.get('carried-users') > 0;
}

/** Whether a session that is found starts excluded. */
export function startsExcluded(edit: Edit, handle: string, user: UserRow | null): boolean {
  if (user !== null && isOwn(user) && edit.counts.get('own-excluded') === 1) return true;
  if (!hasExcludedBefore(edit)) return false;
  const row = findExcludedBefore(edit.file, edit.rev, handle);
  if (row) return row.included === 0;
  return user !== null && (user.flags & userFlag.excludedBefore) !== 0;
}

/** The same of everything of a user. */
export function userStartsExcluded({ counts }: Edit, user: UserRow): boolean {
  return (isOwn(user) && counts.get('own-excluded') === 1) || (user.flags & userFlag.excludedBefore) !== 0;
}

/** The operator includes these sessions: found again, they do not start excluded. */
export function includeExcludedBefore(edit: Edit, rows: readonly Pick<TargetRow, 'handle' | 'user'>[]): void {
  if (!hasExcludedBefore(edit)) return;
  const { counts, file, rev, users } = edit;
  users.loadNumbers(rows.flatMap(({ user }) => user ?? []));
  for (const { handle, user } of rows) {
    const row = findExcludedBefore(file, rev, handle);
    const isOfExcluded = user !== null && (users.get(user).flags & userFlag.excludedBefore) !== 0;
    if (row?.included === 1 || (!row && !isOfExcluded)) continue;
    putExcludedBefore(file, rev, { handle, user: row?.user ?? user, included: 1 });
    if (!row) counts.add('excluded-before', 1);
  }
  for (const id of new Set(rows.map(({ user }) => user))) if (id !== null) clearPart(edit, users.get(id));
}

/** Nothing of the user is left that was excluded before. */
function clearPart(edit: Edit, user: UserRow): void {
  if ((user.flags & userFlag.partlyExcludedBefore) === 0) return;
  if (excludedBeforeOf(edit.file, edit.rev, { users: unitedWith(edit, user), limit: 1 }).length > 0) return;
  edit.users.edit(user).flags &= ~userFlag.partlyExcludedBefore;
}

/** The operator includes everything of the user; sessions that were excluded before are forgotten by `forgetExcludedBefore`. */
export function includeUser({ users }: Edit, user: UserRow): void {
  if ((user.flags & beforeFlags) !== 0) users.edit(user).flags &= ~beforeFlags;
}

/** The user, and other users whose sessions are those of this user since they were linked. */
export function unitedWith({ file, rev }: Edit, user: UserRow): number[] {
  const ids = (toIdentities(user) ?? []).map(({ id }) => id);
  return [...new Set([user.id, ...ids.flatMap((id) => findUserByOwnId(file, rev, id) ?? [])])];
}
