import type { IdentityId } from '../../../contract/domain/user.ts';
import { otherSideOf } from '../../identity/user-ids.ts';
import { maxRows } from '../changes.ts';
import { countOwner, type Edit, editRevocation } from '../edits/edit.ts';
import { addNewSessions, recordEventOnRows } from '../edits/events.ts';
import { forgetRemembered, rememberHandles, setFlag, setWatched } from '../edits/user-changes.ts';
import type { OpenFile } from '../files/connection.ts';
import type { ListedUnderId, StoredCounts } from '../interface.ts';
import type { OperationProgress } from '../long-call.ts';
import { role, targetFlag, userFlag } from '../tables/codes.ts';
import { behindPlan, readCounts, readNumbers } from '../tables/counts.ts';
import { deleteRemembered, isAllRemembered, isRememberedIntact } from '../tables/remembered.ts';
import { checkId, rowIsDamaged, startOf, toId } from '../tables/rows.ts';
import {
  changedChecksumSql,
  checksumChange,
  type TargetRow,
  targetColumns,
  toTargets,
} from '../tables/targets.ts';
import {
  findUserByOwnId,
  findUserIds,
  hasExcluded,
  isWholeUser,
  readUsers,
  toUsers,
  type UserRow,
} from '../tables/users.ts';

interface LinkedList extends ListedUnderId {
  readonly isNew: boolean;
  readonly otherSide?: readonly string[];
}

interface ComparedList {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly userId: string;
  readonly handles: readonly string[];
  readonly linked: readonly LinkedList[];
  readonly onlyListed: boolean;
  readonly addNew: boolean;
  readonly knownBefore: number;
}

/** What a list of all sessions of a user says about the targets of the user, and which other sessions it has. */
export function* compareWithList(
  file: OpenFile,
  rev: number,
  list: ComparedList,
): Generator<OperationProgress, { readonly counts: StoredCounts; readonly newSessions: number | null }> {
  checkId(list.userId);
  const handles = [...new Set(list.handles)];
  for (const handle of handles) checkId(handle);
  const user = findUserIds(file, rev, [list.userId]).get(list.userId);
  // It was read under the ids of this user, whomever its id leads to: of another user it may miss sessions.
  const listed = findUserByOwnId(file, rev, list.userId) ?? user;
  const of = handles.length;
  // What one transaction may change is shared by the rows of both loops: a short list is one transaction.
  let rows = listed === undefined ? 0 : yield* compareTargets(file, rev, listed, new Set(handles), list);
  const linked = linkedHandles(file, rev, listed, list);
  let newSessions = 0;
  let isChecked = false;
  for (let done = 0; done < of; done += maxRows) {
    if (done > 0) {
      yield { done, of };
      rows = 0;
    }
    const unknown = unknownHandles(file, rev, user, handles.slice(done, done + maxRows));
    // Of whom everything is ordered, nothing is remembered. Where all are known, it does not matter what is damaged.
    if (list.onlyListed && list.addNew && unknown.length > 0 && user !== undefined && !isChecked) {
      isChecked = true;
      if (yield* forgetIfDamaged(file, rev, user))
        return { counts: readCounts(file, rev), newSessions: null };
    }
    newSessions += unknown.length;
    if (!list.addNew || unknown.length === 0) continue;
    if (rows + unknown.length > maxRows) {
      yield { done, of };
      rows = 0;
    }
    rows += unknown.length;
    const { at, userId } = list;
    editRevocation(file, rev, (edit) => {
      const of = (kind: LinkedAs | undefined) =>
        unknown.filter((handle) => linked.kinds.get(handle) === kind);
      const add = { at, userId, seen: 'active' } as const;
      addNewSessions(edit, { ...add, handles: of(undefined) });
      addNewSessions(edit, { ...add, handles: of('of-excluded'), linked: true });
      for (const owner of linked.wholeUsers)
        addNewSessions(edit, { ...add, userId: owner.userId, handles: of(owner) });
      // Only some sessions of the user were ordered: what the user had beside them is remembered.
      if (list.onlyListed) rememberHandles(edit, edit.users.findOrAdd(userId), of('not-known-to-be-new'));
      else addNewSessions(edit, { ...add, handles: of('not-known-to-be-new'), linked: true });
    });
  }
  markWatched(file, rev, listed, list);
  return { counts: readCounts(file, rev), newSessions };
}

/**
 * Of whom a row of what is remembered is damaged, a session that was there before cannot be told from a new one, which may be
 * ended: the user counts as one whose sessions were not listed yet. Returns whether that is so.
 */
function* forgetIfDamaged(file: OpenFile, rev: number, id: number): Generator<OperationProgress, boolean> {
  const [user] = toUsers(readUsers(file, [id]));
  if (!user) throw rowIsDamaged();
  const of = user.remembered;
  let done = 0;
  const check = isAllRemembered(file, user);
  let step = check.next();
  for (; !step.done; step = check.next()) {
    done += step.value;
    yield { done, of };
  }
  if (step.value) return false;
  // The number of its rows goes last: until then, rows are missing.
  while (deleteRemembered(file, id, maxRows)) yield { done: of, of };
  editRevocation(file, rev, (edit) => forgetRemembered(edit, edit.users.get(id)));
  return true;
}

/** A user: it is a session of that other user, of whom everything is ordered. */
type LinkedAs = 'not-known-to-be-new' | 'of-excluded' | UserRow;

interface LinkedHandles {
  readonly kinds: ReadonlyMap<string, LinkedAs>;
  /** The users among the kinds. */
  readonly wholeUsers: readonly UserRow[];
}

/**
 * Handles under ids that the user got by a link. What is under an id of another user of whom everything is ordered is
 * ordered, whoever it is linked with; of whom something was excluded, the order does not cover what begins later either.
 */
function linkedHandles(
  file: OpenFile,
  rev: number,
  user: number | undefined,
  { linked }: ComparedList,
): LinkedHandles {
  if (linked.length === 0) return { kinds: new Map(), wholeUsers: [] };
  const owners = findUserIds(file, rev, linked.flatMap(bothSidesOf));
  const others = [...new Set(owners.values())].filter((owner) => owner !== user);
  const rows = new Map(toUsers(readUsers(file, others)).map((row) => [row.id, row]));
  const kindOf = (list: LinkedList): LinkedAs | null => {
    const { isNew } = list;
    const owner = rows.get(ownerOf(owners, bothSidesOf(list)) ?? 0);
    if (owner && isWholeUser(owner)) return owner;
    if (isNew) return 'not-known-to-be-new';
    return owner && hasExcluded(owner) ? 'of-excluded' : null;
  };
  const kinds = new Map(
    linked.flatMap((list) => {
      const kind = kindOf(list);
      return kind === null ? [] : list.handles.map((handle) => [handle, kind] as const);
    }),
  );
  return { kinds, wholeUsers: [...rows.values()].filter(isWholeUser) };
}

function bothSidesOf({ id, otherSide = [] }: LinkedList): string[] {
  return [id, ...otherSide];
}

/** The user whom an id leads to; of an id that leads to nobody, whom the other side of its mapping leads to. */
function ownerOf(owners: ReadonlyMap<string, number>, sides: readonly string[]): number | undefined {
  return sides.map((id) => owners.get(id)).find((owner) => owner !== undefined);
}

/** The first list of a user since the plan was frozen; of a user of whom only some sessions are ordered that is `rememberList`. */
function markWatched(
  file: OpenFile,
  rev: number,
  user: number | undefined,
  { at, onlyListed }: ComparedList,
): void {
  if (user === undefined || onlyListed) return;
  const [row] = toUsers(readUsers(file, [user]));
  if (!row || (row.flags & userFlag.watched) !== 0) return;
  editRevocation(file, rev, (edit) => setWatched(edit, edit.users.get(user), at));
}

/** Returns how many rows it has read since it last yielded. */
function* compareTargets(
  file: OpenFile,
  rev: number,
  user: number,
  listed: ReadonlySet<string>,
  { at, knownBefore, onlyListed }: ComparedList,
): Generator<OperationProgress, number> {
  const count = readNumbers(file, rev);
  // Sessions beside the plan are behind it, in the order in which they were added.
  const lastKnown = toId(rev, count('last.target') - behindPlan(count) + knownBefore);
  for (let after = startOf(rev); ; ) {
    const rows = targetsOf(file, user, after);
    const active = rows.filter(({ handle }) => listed.has(handle));
    const absent = rows.filter(
      ({ flags, handle, id }) =>
        id <= lastKnown && !listed.has(handle) && (!onlyListed || (flags & targetFlag.listed) !== 0),
    );
    editRevocation(file, rev, (edit) => {
      recordEventOnRows(edit, active, { at, event: { type: 'read-active' } });
      recordEventOnRows(edit, absent, { at, event: { type: 'read-absent' } });
    });
    if (rows.length < maxRows) return rows.length;
    after = rows[maxRows - 1]?.id ?? after;
    yield { done: 0, of: listed.size };
  }
}

function targetsOf(file: OpenFile, user: number, after: number): TargetRow[] {
  return toTargets(
    file
      .prepare(
        `SELECT ${targetColumns} FROM target AS t
         WHERE t.user = ? AND t.id > ? AND t.role <> ${role.excluded} ORDER BY t.id LIMIT ${maxRows}`,
      )
      .all(user, after),
  );
}

interface RememberedList {
  readonly at: number;
  readonly userId: string;
  readonly identities: readonly IdentityId[];
  readonly handles: readonly string[];
  readonly underOthers?: readonly ListedUnderId[];
  readonly maxRemembered: number;
  readonly evenWithoutTargets: boolean;
}

/**
 * What a list of all sessions of a user says before anything is ended: the owner of the targets in it, and which
 * sessions are not new later.
 */
export function* rememberList(
  file: OpenFile,
  rev: number,
  list: RememberedList,
): Generator<
  OperationProgress,
  { readonly counts: StoredCounts; readonly targets: number; readonly remembered: boolean }
> {
  for (const handle of list.handles) checkId(handle);
  const ofOthers = handlesOfWholeUsers(file, rev, list);
  const handles = [...new Set(list.handles)].filter((handle) => !ofOthers.has(handle));
  const parts = inParts(handles);
  const of = parts.length * 2;
  const partsRead: ListPart[] = [];
  for (const part of parts) {
    if (partsRead.length > 0) yield { done: partsRead.length, of };
    partsRead.push(readPart(file, rev, list.userId, part));
  }
  const targets = partsRead.reduce((sum, part) => sum + part.targets, 0);
  if (targets === 0 && !list.evenWithoutTargets)
    return { counts: readCounts(file, rev), targets: 0, remembered: false };
  const others = partsRead.flatMap((part) => part.others);
  const remembers = readNumbers(file, rev)('remembered') + others.length <= list.maxRemembered;
  for (const [at, part] of partsRead.entries()) {
    if (at > 0) yield { done: parts.length + at, of };
    editRevocation(file, rev, (edit) => {
      const user = userOf(edit, list);
      setOwner(edit, part.handles, user.id);
      // Of whom everything is ordered, everything is ordered that is no target yet.
      if (!remembers || isWholeUser(user)) return;
      rememberHandles(edit, user, part.others);
      if (at < partsRead.length - 1) return;
      setFlag(edit, user, userFlag.remembered, true);
      setWatched(edit, user, list.at);
    });
  }
  return { counts: readCounts(file, rev), targets, remembered: remembers };
}

/** Handles under ids of other users of whom everything is ordered: a link with them makes these no sessions of this user. */
function handlesOfWholeUsers(
  file: OpenFile,
  rev: number,
  { identities, underOthers = [], userId }: RememberedList,
): ReadonlySet<string> {
  if (underOthers.length === 0) return new Set();
  const sidesOf = (id: string) => [id, ...otherSideOf(id, identities)];
  const owners = findUserIds(file, rev, [userId, ...underOthers.flatMap(({ id }) => sidesOf(id))]);
  const others = [...new Set(owners.values())].filter((owner) => owner !== owners.get(userId));
  const whole = new Set(
    toUsers(readUsers(file, others))
      .filter(isWholeUser)
      .map(({ id }) => id),
  );
  const isOfWhole = (id: string) => whole.has(ownerOf(owners, sidesOf(id)) ?? 0);
  return new Set(underOthers.flatMap(({ handles, id }) => (isOfWhole(id) ? handles : [])));
}

/** The same for many users: the lists of most are so short that one transaction takes many of them. */
export function* rememberLists(
  file: OpenFile,
  rev: number,
  { lists }: { readonly lists: readonly Omit<RememberedList, 'maxRemembered' | 'evenWithoutTargets'>[] },
): Generator<OperationProgress, StoredCounts> {
  const limits = { maxRemembered: Number.MAX_SAFE_INTEGER, evenWithoutTargets: true };
  let rows = 0;
  for (const [done, list] of lists.entries()) {
    // The user, an alias for each id, and a target or a remembered session for each handle.
    const more = 1 + list.identities.length + list.handles.length;
    if (rows > 0 && rows + more > maxRows) {
      yield { done, of: lists.length };
      rows = 0;
    }
    rows += more;
    yield* rememberList(file, rev, { ...list, ...limits });
  }
  return readCounts(file, rev);
}

interface ListPart {
  /** JSON. */
  readonly handles: string;
  /** So many of them are targets. */
  readonly targets: number;
  /** Sessions that are neither in the file nor remembered. */
  readonly others: readonly string[];
}

function readPart(file: OpenFile, rev: number, userId: string, part: readonly string[]): ListPart {
  const handles = JSON.stringify(part);
  const rows = file
    .prepare(
      `SELECT j.value AS handle, t.role FROM json_each(?) AS j
       LEFT JOIN target AS t ON t.rev = ? AND t.handle = j.value
       WHERE t.role IS NULL OR t.role = ${role.excluded}`,
    )
    .all(handles, rev);
  const user = findUserIds(file, rev, [userId]).get(userId);
  const missing = rows.filter((row) => row.role === null).map(({ handle }) => String(handle));
  return {
    handles,
    targets: part.length - rows.length,
    others: missing.length === 0 ? [] : unknownHandles(file, rev, user, missing),
  };
}

/** Those of which the file has no row, and which are not remembered as sessions that the user had before. */
function unknownHandles(
  file: OpenFile,
  rev: number,
  user: number | undefined,
  handles: readonly string[],
): string[] {
  return file
    .prepare(
      `SELECT j.value AS handle, r.crc FROM json_each(?) AS j
       LEFT JOIN remembered AS r ON r.user = ? AND r.handle = j.value
       WHERE NOT EXISTS (SELECT 1 FROM target AS t WHERE t.rev = ? AND t.handle = j.value)`,
    )
    .all(JSON.stringify(handles), user ?? null, rev)
    .filter(({ crc, handle }) => user === undefined || !isRememberedIntact(user, handle, crc))
    .map(({ handle }) => String(handle));
}

function userOf({ users }: Edit, { identities, userId }: RememberedList): UserRow {
  const user = users.findOrAdd(userId);
  users.addIdentities(user, identities);
  return user;
}

/** The user of these sessions is known by now; rows that have the same in the columns that decide it change together. */
function setOwner(edit: Edit, handles: string, user: number): void {
  const { file, rev } = edit;
  const groups = file
    .prepare(
      `SELECT t.role, t.user, t.flags, count(*) AS targets, json_group_array(t.id) AS ids
       FROM json_each(?) AS j CROSS JOIN target AS t ON t.rev = ? AND t.handle = j.value
       WHERE t.role <> ${role.excluded} GROUP BY 1, 2, 3`,
    )
    .all(handles, rev) as unknown as OwnedTargets[];
  for (const { ids, targets, ...group } of groups) {
    const to = { ...group, user, flags: group.flags | targetFlag.listed };
    countOwner(edit, group, -targets);
    countOwner(edit, to, targets);
    file
      .prepare(
        `UPDATE target SET user = :user, flags = :flags, crc = ${changedChecksumSql}
         WHERE id IN (SELECT value FROM json_each(:ids))`,
      )
      .run({
        user,
        flags: to.flags,
        change: checksumChange({ ...unchangedColumns, ...group }, { ...unchangedColumns, ...to }),
        ids,
      });
  }
}

interface OwnedTargets extends Pick<TargetRow, 'role' | 'user' | 'flags'> {
  readonly targets: number;
  /** JSON. */
  readonly ids: string;
}

// Whatever they are, they do not change.
const unchangedColumns = { state: 0, batchLimit: 0, endedAt: null, error: null, oauth: 0 } as const;

/** At least one part, which can be empty. */
function inParts(handles: readonly string[]): string[][] {
  const parts = [handles.slice(0, maxRows)];
  for (let at = maxRows; at < handles.length; at += maxRows) parts.push(handles.slice(at, at + maxRows));
  return parts;
}
