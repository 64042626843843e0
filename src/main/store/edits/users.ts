import { otherSideOf } from '../../identity/user-ids.ts';
import type { OpenFile } from '../files/connection.ts';
import type { UserIdentity } from '../records.ts';
import { userFlag } from '../tables/codes.ts';
import type { CountRepository } from '../tables/counts.ts';
import { checkId, cut, rowIsDamaged, toId } from '../tables/rows.ts';
import {
  findUserIds,
  fromEmails,
  fromIdentities,
  hasExcluded,
  insertAlias,
  insertUser,
  isOwn,
  isSelectedWhole,
  isWholeUser,
  readUsers,
  renameUser,
  toEmail,
  toIdentities,
  toUsers,
  type UserRow,
  updateUser,
} from '../tables/users.ts';

/** Users during one transaction: read once, changed in memory, written by `flush` with the numbers of users. */
export interface UserRepository {
  /** Reads the users with these ids at once. */
  readonly load: (userIds: readonly string[]) => void;
  readonly loadNumbers: (ids: readonly number[]) => void;
  /** By any id that is known of the user. */
  readonly find: (userId: string) => UserRow | undefined;
  /** By any id that is known of the user; a user who is not there is added. */
  readonly findOrAdd: (userId: string) => UserRow;
  readonly get: (id: number) => UserRow;
  /** Whether this transaction added the user. */
  readonly isAdded: (user: UserRow) => boolean;
  /** To be changed: `flush` writes it. */
  readonly edit: (user: UserRow) => UserRow;
  /**
   * Whether the ids of this user stay with the user, whoever is linked with whom since the plan was frozen: what was excluded is not
   * covered by a later link, and of whom everything was ordered, everything stays ordered.
   */
  readonly keepsIds: (user: UserRow) => boolean;
  /** Whether an id is that of another user of whom something was excluded, whoever it is linked with by now. */
  readonly isOfExcluded: (id: string, user: UserRow | undefined) => boolean;
  /** Unites the ids with those that are known. `leave`: one that leads to another user goes on to lead there. */
  readonly addIdentities: (
    user: UserRow,
    identities: readonly UserIdentity[],
    ofOthers?: 'take' | 'leave',
  ) => void;
  /** An id that leads to nobody leads to this user from now on. */
  readonly addAlias: (user: UserRow, id: string) => void;
  /** A user that was known by another id, as the core shows it by now. */
  readonly rename: (user: UserRow, userId: string) => void;
  readonly flush: () => void;
}

type Counted = Pick<UserRow, 'matches' | 'flags' | 'excluded'>;
const nothing: Counted = { matches: 0, flags: 0, excluded: 0 };

export function createUserRepository(file: OpenFile, rev: number, counts: CountRepository): UserRepository {
  const byId = new Map<number, UserRow>();
  /** Null: looked for, and not there. */
  const byUserId = new Map<string, UserRow | null>();
  /** Of users that change: what they were counted as. */
  const before = new Map<UserRow, Counted>();
  const added = new Set<UserRow>();

  function loadNumbers(ids: readonly number[]): void {
    const missing = [...new Set(ids)].filter((id) => !byId.has(id));
    const rows = toUsers(readUsers(file, missing));
    if (rows.length !== missing.length) throw rowIsDamaged();
    for (const row of rows) byId.set(row.id, row);
  }

  function get(id: number): UserRow {
    if (!byId.has(id)) loadNumbers([id]);
    return byId.get(id) as UserRow;
  }

  function load(userIds: readonly string[]): void {
    const missing = [...new Set(userIds)].filter((userId) => !byUserId.has(userId));
    for (const userId of missing) checkId(userId);
    const numbers = findUserIds(file, rev, missing);
    loadNumbers([...numbers.values()]);
    for (const userId of missing) {
      const id = numbers.get(userId);
      byUserId.set(userId, id === undefined ? null : get(id));
    }
  }

  function find(userId: string): UserRow | undefined {
    if (!byUserId.has(userId)) load([userId]);
    return byUserId.get(userId) ?? undefined;
  }

  function edit(user: UserRow): UserRow {
    if (!before.has(user)) before.set(user, { ...user });
    return user;
  }

  function add(userId: string): UserRow {
    const user: UserRow = {
      id: toId(rev, counts.next('user')),
      userId,
      name: null,
      emails: null,
      identities: null,
      flags: 0,
      line: null,
      matches: 0,
      excluded: 0,
      newSessions: 0,
      remembered: 0,
    };
    byId.set(user.id, user);
    byUserId.set(userId, user);
    before.set(user, nothing);
    added.add(user);
    return user;
  }

  function addAlias(user: UserRow, id: string): void {
    insertAlias(file, rev, id, user.id);
    byUserId.set(id, user);
  }

  /**
   * The user whom this id leads to, unless that is `user`. One that leads to nobody is that of the user who has the other side of its
   * mapping. `identities`: ids that were read with it.
   */
  function otherUserOf(
    id: string,
    user: UserRow | undefined,
    identities: readonly UserIdentity[] = [],
  ): UserRow | undefined {
    const leadsTo = find(id) ?? otherSideOf(id, identities).map(find).find(isThere);
    return leadsTo === user ? undefined : leadsTo;
  }

  function isOfExcluded(id: string, user: UserRow | undefined): boolean {
    const other = otherUserOf(id, user);
    return other !== undefined && hasExcluded(other);
  }

  function keepsIds(user: UserRow): boolean {
    return isFrozen() && (hasExcluded(user) || isWholeUser(user));
  }

  function isFrozen(): boolean {
    return counts.get('plan-end') !== 0;
  }

  /**
   * Of these ids, those that stay with another user. In a draft a user can be excluded and included again, so that every selected one
   * who was read keeps them.
   */
  function stayingIds(user: UserRow, identities: readonly UserIdentity[]): ReadonlyMap<string, UserRow> {
    const staying = new Map<string, UserRow>();
    const stay = (other: UserRow) =>
      isFrozen() ? keepsIds(other) : other.identities !== null && isSelectedWhole(other.flags);
    for (const { id } of identities) {
      const other = id === user.userId ? undefined : otherUserOf(id, user, identities);
      if (other && stay(other)) staying.set(id, other);
    }
    return staying;
  }

  /** Of a user who was excluded before, and is known to be the same by now, everything stays excluded. */
  function takeExclusions(user: UserRow, identities: readonly UserIdentity[]): void {
    // Who is linked with an excluded user of a plan keeps its own ids.
    if (isFrozen()) return;
    for (const { id } of identities) {
      const other = id === user.userId ? undefined : otherUserOf(id, user, identities);
      const flags = (other?.flags ?? 0) & (userFlag.excludedBefore | userFlag.partlyExcludedBefore);
      if ((user.flags & flags) === flags) continue;
      edit(user).flags |= flags;
      if ((flags & userFlag.excludedBefore) === 0) continue;
      // Any number of sessions can have been added before: they are excluded when the draft is settled or frozen.
      edit(user).flags |= userFlag.excluded | userFlag.toExclude;
      counts.set('users-to-exclude', 1);
    }
  }

  function count(user: UserRow, was: Counted): void {
    counts.add('users', Number(isCounted(user)) - Number(isCounted(was)));
    counts.add('whole-users', Number(isWholeUser(user)) - Number(isWholeUser(was)));
    counts.add('own', ownMatches(user) - ownMatches(was));
  }

  return {
    load,
    loadNumbers,
    find,
    findOrAdd: (userId) => find(userId) ?? add(userId),
    get,
    isAdded: (user) => added.has(user),
    edit,
    keepsIds,
    isOfExcluded,
    addIdentities: (user, identities, ofOthers = 'take') => {
      for (const { id } of identities) checkId(id);
      const known = toIdentities(user);
      const staying = stayingIds(user, identities);
      const more = identities.map((one) => (staying.has(one.id) ? { ...one, linked: true } : one));
      const united = unite(known ?? [], more);
      const next = fromIdentities(user.userId, united);
      if (next === user.identities) return;
      edit(user).identities = next;
      takeExclusions(user, identities);
      for (const { id } of identities) {
        const leadsTo = find(id);
        if (id === user.userId || leadsTo === user || (leadsTo && ofOthers === 'leave')) continue;
        const other = staying.get(id);
        if (other === undefined) addAlias(user, id);
        else if (leadsTo === undefined) addAlias(other, id);
      }
    },
    addAlias: (user, id) => {
      if (!find(id)) addAlias(user, id);
    },
    rename: (user, userId) => {
      const identities = toIdentities(user);
      const oldId = user.userId;
      edit(user).userId = userId;
      if (!added.has(user)) renameUser(file, user);
      if (identities) user.identities = fromIdentities(userId, identities);
      byUserId.set(userId, user);
      addAlias(user, oldId);
    },
    flush: () => {
      for (const [user, was] of before) {
        count(user, was);
        if (added.has(user)) insertUser(file, rev, user);
        else updateUser(file, user);
      }
      before.clear();
      added.clear();
    },
  };
}

function isThere(user: UserRow | undefined): user is UserRow {
  return user !== undefined;
}

/** An id that was known before a link was not got by it, and one that was got by it stays so. */
function unite(known: readonly UserIdentity[], more: readonly UserIdentity[]): UserIdentity[] {
  const byId = new Map(known.map((one) => [one.id, one]));
  for (const { linked: isLinked, ...one } of more) {
    const before = byId.get(one.id);
    const linked = before ? before.linked : isLinked;
    byId.set(one.id, linked ? { ...one, linked } : one);
  }
  return [...byId.values()];
}

/** What was not read leaves what is known. */
export function setName(
  users: UserRepository,
  user: UserRow,
  name: string | null,
  emails: readonly string[] | null | undefined = null,
): void {
  const nextName = cut(name) ?? user.name;
  const nextEmails = emails === null ? emailsFor(user, nextName) : fromEmails(nextName, emails);
  if (nextName === user.name && nextEmails === user.emails) return;
  Object.assign(users.edit(user), { name: nextName, emails: nextEmails });
}

/** Stored by the name, e-mails change with it. */
function emailsFor(user: UserRow, nextName: string | null): string | null {
  const email = toEmail(user);
  return nextName === user.name || email === null
    ? user.emails
    : fromEmails(nextName, email === '' ? [] : [email]);
}

function isCounted({ matches, flags }: Counted): boolean {
  return matches > 0 || isSelectedWhole(flags);
}

function ownMatches(user: Counted): number {
  return isOwn(user) ? user.matches : 0;
}
