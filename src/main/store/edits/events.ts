import type { OAuthState } from '../../../contract/domain/stored-names.ts';
import type { TargetId } from '../records.ts';
import { oauthCode, role, stateCode, stateOf, targetFlag, userFlag } from '../tables/codes.ts';
import { checkId, rowIsDamaged, toId, toNumber } from '../tables/rows.ts';
import {
  type ChangingColumns,
  changedChecksumSql,
  checksumChange,
  type TargetRow,
  targetColumns,
  toTargets,
} from '../tables/targets.ts';
import { hasExcluded } from '../tables/users.ts';
import {
  flagsAfter,
  isGone,
  mayHaveBeenActive,
  nextState,
  type TargetEvent,
  verifiedAfter,
} from '../target-state.ts';
import { countState, type Edit } from './edit.ts';
import { addTarget, isKnownHandle } from './matches.ts';

interface RecordedEvent {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly event: TargetEvent;
  /** Of those that are given up: an error that the target has stays its error. */
  readonly keepError?: boolean | undefined;
}

interface EventOnTargets extends RecordedEvent {
  readonly on: readonly TargetId[];
  /** See `Change`. */
  readonly halve?: true;
}

/** The same event for targets by number. Those to which it cannot happen stay as they are. */
export function recordEvent(edit: Edit, { on, halve, ...recorded }: EventOnTargets): void {
  if (on.length === 0) return;
  recordOn(edit, groupTargets(edit, on), recorded, halve ? on.length : null);
}

/** The same for rows that were read in this transaction. */
export function recordEventOnRows(edit: Edit, rows: readonly TargetRow[], recorded: RecordedEvent): void {
  recordOn(edit, groupRows(rows), recorded, null);
}

/** `failed`: how many targets the batch had that failed as a whole; null: none failed. */
function recordOn(
  edit: Edit,
  groups: readonly TargetGroup[],
  recorded: RecordedEvent,
  failed: number | null,
): void {
  let changed = 0;
  for (const group of groups) {
    const next = applyEvent(edit, group, recorded);
    const batchLimit = failed === null ? group.batchLimit : halved(group.batchLimit, failed);
    const to = { ...(next ?? group), batchLimit };
    // Reading again what is known already writes nothing, however often it is repeated.
    if (isSameStatus(group, to)) continue;
    if (next) changed += group.targets;
    changeGroup(edit, group, to);
  }
  insertEvent(edit, recorded, changed);
}

/** One that failed alone gets a second try alone: the core may have been away. */
function halved(batchLimit: number, failed: number): number {
  return failed === 1 && batchLimit > 1 ? 1 : Math.min(batchLimit, Math.floor(failed / 2));
}

/** The new values of the rows; keeps when one of them may have been active last. Null: the event cannot happen to targets in this state. */
function applyEvent(
  edit: Edit,
  group: TargetGroup,
  { at, event, keepError }: RecordedEvent,
): StatusColumns | null {
  const { counts, errors } = edit;
  const from = {
    state: stateOf(group.state),
    error: group.error === null ? null : errors.get(group.error),
    wasLost: (group.flags & targetFlag.lost) !== 0,
    wasActive: (group.flags & targetFlag.active) !== 0,
  };
  const ownError = keepError ? from.error : null;
  const recorded = ownError && event.type === 'given-up' ? { ...event, error: ownError } : event;
  const next = group.role === role.excluded ? null : nextState(from, recorded);
  if (!next) return null;
  const { wasActive, wasLost } = flagsAfter(from, event);
  const isVerified = verifiedAfter(event) ?? (group.flags & targetFlag.verified) !== 0;
  const endedAt = isGone(from.state) ? group.endedAt : at;
  const to: StatusColumns = {
    role: group.role,
    state: stateCode[next.state],
    flags: withFlags(group.flags, [
      [targetFlag.lost, wasLost],
      [targetFlag.active, wasActive],
      [targetFlag.verified, isVerified],
      // What receivers were told is not true of a session that is not gone after all.
      [targetFlag.signalled, (group.flags & targetFlag.signalled) !== 0 && isGone(next.state)],
    ]),
    batchLimit: group.batchLimit,
    endedAt: isGone(next.state) ? endedAt : null,
    error: next.error === from.error ? group.error : next.error && errors.idOf(next.error),
    // New tokens can be issued on a session that is not gone after all.
    oauth: isGone(next.state) ? group.oauth : oauthCode['not-asked'],
  };
  const isLater = mayHaveBeenActive(from.state, event) && at > counts.get('last-active');
  if (isLater && !isSameStatus(group, to)) counts.set('last-active', at);
  return to;
}

/**
 * What became of the OAuth2 tokens of these targets. Targets that are not gone stay as they are: their tokens are asked for once
 * they are.
 */
export function recordOAuth(
  edit: Edit,
  { on, state }: { readonly on: readonly TargetId[]; readonly state: OAuthState },
): void {
  if (on.length === 0) return;
  for (const group of groupTargets(edit, on)) {
    if (group.role === role.excluded || !isGone(stateOf(group.state))) continue;
    const to = { ...group, oauth: oauthCode[state] };
    if (!isSameStatus(group, to)) changeGroup(edit, group, to);
  }
}

/**
 * The events of these targets are in the queues of the signal receivers. Targets that are not known to be gone by now stay as
 * they are.
 */
export function recordSignalled(edit: Edit, { on }: { readonly on: readonly TargetId[] }): void {
  if (on.length === 0) return;
  for (const group of groupTargets(edit, on)) {
    const isKnownGone = isGone(stateOf(group.state)) && (group.flags & targetFlag.verified) !== 0;
    if (group.role === role.excluded || !isKnownGone) continue;
    const to = { ...group, flags: group.flags | targetFlag.signalled };
    if (!isSameStatus(group, to)) changeGroup(edit, group, to);
  }
}

/** Writes that something happened, for the history of the revocation. */
function insertEvent({ counts, file, rev }: Edit, { at, event }: RecordedEvent, targets: number): void {
  if (targets === 0) return;
  file
    .prepare('INSERT INTO event VALUES (?, ?, ?, ?)')
    .run(toId(rev, counts.next('event')), at, event.type, targets);
}

interface NewSessions {
  readonly at: number;
  readonly userId: string;
  readonly handles: readonly string[];
  readonly seen: 'active' | 'ended';
  /** Of an account that was linked meanwhile: not known to have begun after that. */
  readonly linked?: boolean;
}

/** Adds sessions that began after the plan was frozen; known handles are passed over. Returns how many were added. */
export function addNewSessions(edit: Edit, sessions: NewSessions): number {
  return addUnknownSessions(edit, sessions, sessions.linked ? targetFlag.linked : 0);
}

/** The same for sessions that the order covers: see `Change`. */
export function addOrderedSessions(edit: Edit, sessions: NewSessions, under: string): void {
  const user = edit.users.find(sessions.userId);
  if (user && (user.flags & userFlag.excluded) !== 0) return;
  const isOfExcluded = edit.users.isOfExcluded(under, user);
  // When a session of a user was excluded, the order does not cover the new sessions of this user.
  const isOrdered = !(user && hasExcluded(user)) && !isOfExcluded;
  const known = knownTargets(edit, sessions.handles);
  if (isOrdered) {
    for (const group of groupRows(known.filter((row) => row.role === role.newSession)))
      changeGroup(edit, group, { ...group, flags: group.flags | targetFlag.ordered });
  }
  const on = known.map(({ id }) => toNumber(id));
  recordEvent(edit, { on, at: sessions.at, event: { type: 'read-active' } });
  if (isOfExcluded) addNewSessions(edit, { ...sessions, linked: true });
  else addUnknownSessions(edit, sessions, isOrdered ? targetFlag.ordered : 0);
}

function addUnknownSessions(edit: Edit, { at, userId, handles, seen }: NewSessions, flags: number): number {
  const { file, rev, users } = edit;
  for (const handle of handles) checkId(handle);
  const added = [...new Set(handles)].filter((handle) => !isKnownHandle(file, rev, handle));
  if (added.length === 0) return 0;
  const user = users.findOrAdd(userId).id;
  const events = seen === 'active' ? seenActive : namedAsEnded;
  const on = added.map((handle) =>
    toNumber(addTarget(edit, { handle, user, ...nothingRead, flags, role: role.newSession }).id),
  );
  for (const event of events) recordEvent(edit, { on, at, event });
  return added.length;
}

/** Targets with these handles that are not excluded. Throws `store-damaged` when one is damaged. */
function knownTargets({ file, rev }: Edit, handles: readonly string[]): TargetRow[] {
  for (const handle of handles) checkId(handle);
  return toTargets(
    file
      .prepare(
        `SELECT ${targetColumns} FROM json_each(?) AS j
         CROSS JOIN target AS t ON t.rev = ? AND t.handle = j.value AND t.role <> ${role.excluded}`,
      )
      .all(JSON.stringify([...new Set(handles)]), rev),
  );
}

const seenActive: readonly TargetEvent[] = [{ type: 'read-active' }];
// The core names what it ended.
const namedAsEnded: readonly TargetEvent[] = [{ type: 'sent' }, { type: 'confirmed' }];

const nothingRead = {
  created: null,
  expiry: null,
  ip: null,
  userAgent: null,
  loginMethod: null,
  line: null,
} as const;

function withFlags(flags: number, changes: readonly (readonly [flag: number, on: boolean])[]): number {
  return changes.reduce((all, [flag, on]) => (on ? all | flag : all & ~flag), flags);
}

/** The columns that decide how an event changes a row. */
type StatusColumns = Omit<ChangingColumns, 'user'> & Pick<TargetRow, 'role'>;

/**
 * Targets that have the same in these columns, and change in the same way: with one statement for all of them, instead of
 * reading and writing each.
 */
interface TargetGroup extends StatusColumns {
  readonly targets: number;
  /** JSON. */
  readonly ids: string;
}

/**
 * The targets with these numbers. Their checksums are not read: of a damaged row, the checksum stays wrong. Throws
 * `store-damaged` when one is not there.
 */
export function groupTargets({ file, rev }: Edit, on: readonly TargetId[]): TargetGroup[] {
  const groups = file
    .prepare(
      `SELECT t.role, t.state, t.flags, t.batch_limit AS batchLimit, t.ended_at AS endedAt, t.error, t.oauth,
         count(*) AS targets, json_group_array(t.id) AS ids
       FROM json_each(?) AS j CROSS JOIN target AS t ON t.id = j.value GROUP BY 1, 2, 3, 4, 5, 6, 7`,
    )
    .all(JSON.stringify(on.map((number) => toId(rev, number)))) as unknown as TargetGroup[];
  if (groups.reduce((sum, { targets }) => sum + targets, 0) !== on.length) throw rowIsDamaged();
  return groups;
}

/** The same of rows that were read in this transaction. */
function groupRows(rows: readonly TargetRow[]): TargetGroup[] {
  const groups: TargetRow[][] = [];
  for (const row of rows) {
    // Targets that were in one batch have the same, and come one after the other.
    const group = groups.findLast(([first]) => first && isSameStatus(first, row));
    if (group) group.push(row);
    else groups.push([row]);
  }
  return groups.map((group) => ({
    ...(group[0] as TargetRow),
    targets: group.length,
    ids: JSON.stringify(group.map(({ id }) => id)),
  }));
}

function isSameStatus(one: StatusColumns, other: StatusColumns): boolean {
  return (
    one.state === other.state &&
    one.flags === other.flags &&
    one.endedAt === other.endedAt &&
    one.role === other.role &&
    one.batchLimit === other.batchLimit &&
    one.error === other.error &&
    one.oauth === other.oauth
  );
}

/** Writes what changes of these targets, and the numbers that count them. */
export function changeGroup(edit: Edit, group: TargetGroup, to: StatusColumns): void {
  countState(edit, group, -group.targets);
  countState(edit, to, group.targets);
  const user = null;
  edit.file
    .prepare(
      `UPDATE target SET state = :state, flags = :flags, batch_limit = :batchLimit, ended_at = :endedAt, error = :error, oauth = :oauth,
         crc = ${changedChecksumSql}
       WHERE id IN (SELECT value FROM json_each(:ids))`,
    )
    .run({
      state: to.state,
      flags: to.flags,
      batchLimit: to.batchLimit,
      endedAt: to.endedAt,
      error: to.error,
      oauth: to.oauth,
      change: checksumChange({ ...group, user }, { ...to, user }),
      ids: group.ids,
    });
}
