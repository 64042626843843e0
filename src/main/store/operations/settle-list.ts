import { countTarget, type Edit, editRevocation, thaw } from '../edits/edit.ts';
import { setExcluded } from '../edits/matches.ts';
import type { OpenFile } from '../files/connection.ts';
import type { StoredCounts } from '../interface.ts';
import type { OperationProgress } from '../long-call.ts';
import { lineCode, role, targetFlag, userFlag } from '../tables/codes.ts';
import { readCounts, readNumbers } from '../tables/counts.ts';
import { readLines, toLines } from '../tables/lines.ts';
import { distinct } from '../tables/rows.ts';
import { buildIndex } from '../tables/schema.ts';
import { deleteTarget, type TargetRow, targetsById, updateTargetDetails } from '../tables/targets.ts';
import { applyChoices } from './apply-choices.ts';
import { excludeNewOwnUsers } from './exclude.ts';
import { findFirstLines, settleLines } from './settle-lines.ts';
import { inSteps, rowsInStep } from './steps.ts';

/**
 * Removes what lines of a list select more than once: a session or a user stays with the earliest line. Each step leaves
 * what the steps before it did, and does nothing where nothing is left to do: ended in the middle, it is begun again.
 */
export function* settleList(file: OpenFile, rev: number): Generator<OperationProgress, StoredCounts> {
  const count = readNumbers(file, rev);
  const of = count('last.target') + 2 * count('last.line');
  editRevocation(file, rev, thaw);
  buildIndex(file.db, 'target_by_handle');
  yield { done: 0, of };
  for (const _ of findFirstLines(file, rev)) yield { done: 0, of };
  for (const done of removeDuplicates(file, rev)) yield { done, of };
  for (const _ of countUsers(file, rev)) yield { done: count('last.target'), of };
  buildIndex(file.db, 'target_by_line');
  yield { done: count('last.target'), of };
  for (const done of settleLines(file, rev)) yield { done: count('last.target') + done, of };
  for (const _ of applyChoices(file, rev)) yield { done: of, of };
  for (const _ of excludeNewOwnUsers(file, rev)) yield { done: of, of };
  editRevocation(file, rev, ({ counts }) => counts.set('unsettled', 0));
  return readCounts(file, rev);
}

/** Entries of the index that one step looks at. */
const entriesInStep = 4_000;

interface Entry {
  readonly id: number;
  readonly handle: string;
}

/** The last entry, and which of the rows before it with the same handle stays. */
interface Checkpoint extends Entry {
  readonly remainingId: number;
}

/**
 * Goes through the handles in their order and leaves one row of each: that of the earliest line, and of an ambiguous line
 * only where there is no other. Yields how many rows it has visited.
 */
function* removeDuplicates(file: OpenFile, rev: number): Generator<number, void> {
  let checkpoint: Checkpoint = { id: 0, handle: '', remainingId: 0 };
  for (let done = 0; ; ) {
    const entries = file
      .prepare(
        `SELECT id, handle FROM target INDEXED BY target_by_handle
         WHERE rev = ? AND (handle, id) > (?, ?) ORDER BY handle, id LIMIT ${entriesInStep}`,
      )
      .all(rev, checkpoint.handle, checkpoint.id) as unknown as readonly Entry[];
    if (entries.length === 0) return;
    const step = group(checkpoint, entries);
    const groups = step.groups.filter((ids) => ids.length > 1);
    const remaining = editRevocation(file, rev, (edit) => uniteGroups(edit, groups));
    checkpoint = { ...step.last, remainingId: remaining.get(step.remainingId) ?? step.remainingId };
    done += step.visited;
    yield done;
  }
}

/** Ids of rows with the same handle. Ends early when as many have to be removed as one step may change. */
function group(before: Checkpoint, entries: readonly Entry[]) {
  let { handle, remainingId } = before;
  let ids = [remainingId];
  const groups = [ids];
  let removed = 0;
  let visited = 0;
  let last: Entry = before;
  for (const entry of entries) {
    if (removed === rowsInStep) break;
    visited += 1;
    last = entry;
    if (entry.handle === handle) {
      ids.push(entry.id);
      removed += 1;
    } else {
      ({ handle, id: remainingId } = entry);
      ids = [remainingId];
      groups.push(ids);
    }
  }
  return { groups, visited, last, remainingId };
}

/** Leaves one row of each group. Returns, by the first row of a group, which one. */
function uniteGroups(edit: Edit, groups: readonly (readonly number[])[]): ReadonlyMap<number, number> {
  const rows = new Map(targetsById(edit.file, groups.flat()).map((row) => [row.id, row]));
  const rank = rankOf(edit, [...rows.values()]);
  const remaining = new Map<number, number>();
  for (const ids of groups) {
    const [first, ...others] = ids
      .map((id) => rows.get(id) as TargetRow)
      .sort((a, b) => rank(a) - rank(b) || a.id - b.id);
    if (!first) continue;
    for (const other of others) unite(edit, first, other);
    remaining.set(ids[0] as number, first.id);
  }
  return remaining;
}

/**
 * Of several rows of a session the one with the lowest rank stays: earlier lines first, lines that have it by a choice last.
 * A session of a user has the rank of the first line that selects the user.
 */
function rankOf({ file, users }: Edit, rows: readonly TargetRow[]): (row: TargetRow) => number {
  const lines = toLines(readLines(file, distinct(rows, 'line')));
  users.loadNumbers(distinct(rows, 'user'));
  const byChoice = new Set(lines.filter(({ result }) => result === lineCode.ambiguous).map(({ id }) => id));
  return ({ line, user }) => {
    const ofLine = line === null ? Number.MAX_SAFE_INTEGER : line;
    const ofUser = user === null ? null : users.get(user).line;
    const rank = line !== null && byChoice.has(line) ? line + Number.MAX_SAFE_INTEGER / 2 : ofLine;
    return ofUser === null ? rank : Math.min(rank, ofUser);
  };
}

/** What the operator excluded stays excluded, and what was read of either row stays. */
function unite(edit: Edit, remaining: TargetRow, removed: TargetRow): void {
  countTarget(edit, removed, -1);
  deleteTarget(edit.file, removed.id);
  countTarget(edit, remaining, -1);
  if (remaining.user === null || isLessKnown(edit, remaining.user, removed.user))
    remaining.user = removed.user ?? remaining.user;
  if (remaining.created === null) {
    const { created, expiry, ip, userAgent } = removed;
    Object.assign(remaining, { created, expiry, ip, userAgent });
  }
  remaining.loginMethod ??= removed.loginMethod;
  remaining.flags |= removed.flags & targetFlag.listed;
  countTarget(edit, remaining, 1);
  updateTargetDetails(edit.file, remaining);
  if (removed.role === role.excluded && remaining.role !== role.excluded)
    setExcluded(edit, [remaining], true);
}

/** A session names its user by one id; whoever selected the whole user knows all of them. */
function isLessKnown({ users }: Edit, remaining: number, removed: number | null): boolean {
  if (removed === null || remaining === removed) return false;
  const isWhole = (user: number) => (users.get(user).flags & userFlag.whole) !== 0;
  return !isWhole(remaining) && isWhole(removed);
}

/** Counts the sessions of users where loading a list left that to this. Repeatable. */
function* countUsers(file: OpenFile, rev: number): Generator<number, void> {
  const count = readNumbers(file, rev);
  if (count('users-to-count') === 0) return;
  buildIndex(file.db, 'target_by_user');
  yield 0;
  const sql = `SELECT at, matches FROM (
      SELECT u.id AS at, u.matches AS before, (SELECT count(*) FROM target AS t WHERE t.user = u.id) AS matches
      FROM user AS u WHERE u.id > ?1 AND u.id <= ?2
    ) WHERE matches <> before ORDER BY at LIMIT ?3`;
  yield* inSteps<{ readonly at: number; readonly matches: number }>(
    { file, rev, last: count('last.user'), sql },
    (rows) =>
      editRevocation(file, rev, ({ users }) => {
        users.loadNumbers(rows.map(({ at }) => at));
        for (const { at, matches } of rows) users.edit(users.get(at)).matches = matches;
      }),
  );
  editRevocation(file, rev, ({ counts }) => counts.set('users-to-count', 0));
}
