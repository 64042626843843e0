import { failure } from '../../../contract/failure.ts';
import { type Exclusion, maxRows } from '../changes.ts';
import { type Edit, editRevocation } from '../edits/edit.ts';
import { hasExcludedBefore, startsExcluded, unitedWith } from '../edits/excluded-before.ts';
import {
  setExcluded,
  setIncluded,
  setLineExcluded,
  setUserExcluded,
  setUsersExcluded,
} from '../edits/matches.ts';
import { setFlag } from '../edits/user-changes.ts';
import type { OpenFile } from '../files/connection.ts';
import type { StoredCounts } from '../interface.ts';
import type { OperationProgress } from '../long-call.ts';
import type { LineId, TargetId } from '../records.ts';
import { choicesOf } from '../tables/choices.ts';
import { type LineResultType, lineResultOf, role, userFlag } from '../tables/codes.ts';
import { readCounts, readNumbers } from '../tables/counts.ts';
import { deleteExcludedBefore, excludedBeforeOf } from '../tables/excluded-before.ts';
import { type LineRow, readLines, toLines } from '../tables/lines.ts';
import { endOf, startOf, toId, toNumber } from '../tables/rows.ts';
import { buildIndex } from '../tables/schema.ts';
import { type TargetRow, targetColumns, toTargets } from '../tables/targets.ts';
import { toUndecided, type UndecidedRow, undecidedColumns } from '../tables/undecided.ts';
import { findUserIds } from '../tables/users.ts';
import { rowsInStep } from './steps.ts';

/** Excludes something from a draft, or includes it again. Repeatable. */
export function* exclude(
  file: OpenFile,
  rev: number,
  { exclusion, excluded }: { readonly exclusion: Exclusion; readonly excluded: boolean },
): Generator<OperationProgress, StoredCounts> {
  switch (exclusion.type) {
    case 'own':
      // First: sessions that are added from now on are excluded at once.
      editRevocation(file, rev, ({ counts }) => counts.set('own-excluded', Number(excluded)));
      yield { done: 0, of: 1 };
      yield* excludeUsersWith(file, rev, userFlag.own, excluded);
      break;
    case 'lines':
      yield* excludeLines(file, rev, exclusion.lines, excluded);
      break;
    case 'matches':
      yield* excludeMatches(file, rev, exclusion.matches, excluded);
      break;
    case 'undecided':
    case 'undecided-of-user':
    case 'undecided-rows':
      yield* includeUndecided(file, rev, exclusion, !excluded);
  }
  return readCounts(file, rev);
}

function* excludeLines(
  file: OpenFile,
  rev: number,
  numbers: readonly LineId[],
  excluded: boolean,
): Generator<OperationProgress, void> {
  const ids = [...new Set(numbers)].map((number) => toId(rev, number));
  if (!ids.some((id) => toLines(readLines(file, [id])).some(isExcludable))) throw selectsNothing();
  buildIndex(file.db, 'target_by_line');
  for (let done = 0; done < ids.length; done += rowsInStep) {
    const some = ids.slice(done, done + rowsInStep);
    const lines = toLines(readLines(file, some)).filter(isExcludable);
    const users = editRevocation(file, rev, (edit) => {
      for (const line of lines) setLineExcluded(edit, line, excluded);
      return setSelectedUsersExcluded(edit, lines, excluded);
    });
    yield { done, of: ids.length };
    if (!excluded) yield* forgetExcludedBefore(file, rev, users);
    yield* excludeRowsOf(
      file,
      rev,
      lines.map(({ id }) => id),
      excluded,
    );
  }
}

function isExcludable({ duplicateOf, result }: LineRow): boolean {
  return duplicateOf === null && canSelect(lineResultOf(result));
}

/** The users that these lines select as a whole: a user line for good, an ambiguous line by choice. Returns who they are. */
function setSelectedUsersExcluded(edit: Edit, lines: readonly LineRow[], excluded: boolean): number[] {
  const { file, users } = edit;
  const byLine = lines.flatMap(({ id, user }) =>
    [...(user === null ? [] : [user]), ...choicesOf(edit, id).map((choice) => choice.user)].map((owner) => ({
      line: id,
      owner,
    })),
  );
  users.loadNumbers(byLine.map(({ owner }) => owner));
  const selected = byLine
    .filter(({ line, owner }) => line === (users.get(owner).line ?? firstChoice(file, owner)))
    .map(({ owner }) => owner);
  for (const owner of selected) setUserExcluded(edit, users.get(owner), excluded);
  return selected;
}

/** Sessions of these users that were excluded before: the operator includes everything of the users. */
function* forgetExcludedBefore(
  file: OpenFile,
  rev: number,
  ids: readonly number[],
): Generator<OperationProgress, void> {
  for (;;) {
    const forgotten = editRevocation(file, rev, (edit) => {
      if (!hasExcludedBefore(edit)) return 0;
      edit.users.loadNumbers(ids);
      // Two of them can be united with one another.
      const users = [...new Set(ids.flatMap((id) => unitedWith(edit, edit.users.get(id))))];
      const rows = excludedBeforeOf(file, rev, { users, limit: rowsInStep });
      for (const { handle } of rows) deleteExcludedBefore(file, rev, handle);
      edit.counts.add('excluded-before', -rows.length);
      return rows.length;
    });
    if (forgotten === 0) return;
    yield { done: 0, of: 1 };
  }
}

function firstChoice(file: OpenFile, user: number): number | null {
  const row = file.prepare('SELECT min(line) AS line FROM choice WHERE user = ?').get(user);
  return typeof row?.line === 'number' ? row.line : null;
}

/** Each can have a row of its line, and one of what was excluded before. */
const rowsOfLines = Math.floor(maxRows / 3);

/** All sessions that these lines add. */
export function* excludeRowsOf(
  file: OpenFile,
  rev: number,
  lines: readonly number[],
  excluded: boolean,
): Generator<OperationProgress, void> {
  const from = excluded ? role.target : role.excluded;
  for (;;) {
    const rows = toTargets(
      file
        .prepare(
          `SELECT ${targetColumns} FROM json_each(?) AS j CROSS JOIN target AS t ON t.line = j.value AND t.role = ?
           LIMIT ${rowsOfLines}`,
        )
        .all(JSON.stringify(lines), from),
    );
    if (rows.length === 0) return;
    editRevocation(file, rev, (edit) => setExcluded(edit, rows, excluded));
    yield { done: 0, of: lines.length };
  }
}

function* excludeMatches(
  file: OpenFile,
  rev: number,
  numbers: readonly TargetId[],
  excluded: boolean,
): Generator<OperationProgress, void> {
  const ids = [...new Set(numbers)].map((number) => toId(rev, number));
  if (matchesOf(file, ids).length < ids.length) throw selectsNothing();
  for (let done = 0; done < ids.length; done += rowsInStep) {
    const rows = matchesOf(file, ids.slice(done, done + rowsInStep));
    const changing = rows.filter((row) => (row.role === role.excluded) !== excluded);
    editRevocation(file, rev, (edit) => setExcluded(edit, changing, excluded));
    yield { done, of: ids.length };
  }
}

function matchesOf(file: OpenFile, ids: readonly number[]): TargetRow[] {
  const rows = file
    .prepare(
      `SELECT ${targetColumns} FROM json_each(?) AS j
       CROSS JOIN target AS t ON t.id = j.value AND t.role <> ${role.newSession}`,
    )
    .all(JSON.stringify(ids));
  return toTargets(rows);
}

function selectsNothing() {
  return failure('bad-input', { reason: 'lines-add-nothing' });
}

/** So many rows are looked at in one step where few of them change. */
const maxRead = 50_000;

/** Excludes everything of the users with this flag, or includes it again. Such users are few. */
function* excludeUsersWith(
  file: OpenFile,
  rev: number,
  flag: number,
  excluded: boolean,
): Generator<OperationProgress, void> {
  const count = readNumbers(file, rev);
  const of = count('last.target');
  for (let after = 0; after < count('last.user'); after += maxRead) {
    const ids = file
      .prepare('SELECT id FROM user WHERE id > ? AND id <= ? AND flags & ? <> 0')
      .all(toId(rev, after), toId(rev, after + maxRead), flag)
      .map(({ id }) => Number(id));
    editRevocation(file, rev, (edit) => setUsersExcluded(edit, ids, excluded));
    yield { done: 0, of };
    if (!excluded) yield* forgetExcludedBefore(file, rev, ids);
  }
  const from = excluded ? role.target : role.excluded;
  let after = 0;
  while (after < of) {
    const to = Math.min(after + maxRead, of);
    const rows = toTargets(
      file
        .prepare(
          `SELECT ${targetColumns} FROM target AS t CROSS JOIN user AS u ON u.id = t.user
           WHERE t.id > ? AND t.id <= ? AND t.role = ? AND u.flags & ? <> 0 ORDER BY t.id LIMIT ${maxRows / 2}`,
        )
        .all(toId(rev, after), toId(rev, to), from, flag),
    );
    if (rows.length > 0) editRevocation(file, rev, (edit) => setExcluded(edit, rows, excluded));
    const last = rows.at(-1);
    after = rows.length === maxRows / 2 && last ? toNumber(last.id) : to;
    yield { done: after, of };
  }
}

/** Users who became the operator's own while everything of those is excluded. */
export function* excludeNewOwnUsers(file: OpenFile, rev: number): Generator<OperationProgress, void> {
  if (readNumbers(file, rev)('users-to-exclude') === 0) return;
  yield* excludeUsersWith(file, rev, userFlag.toExclude, true);
  const ids = file
    .prepare('SELECT id FROM user WHERE id > ? AND id <= ? AND flags & ? <> 0')
    .all(toId(rev, 0), toId(rev + 1, 0), userFlag.toExclude)
    .map(({ id }) => Number(id));
  editRevocation(file, rev, (edit) => {
    edit.users.loadNumbers(ids);
    for (const id of ids) setFlag(edit, edit.users.get(id), userFlag.toExclude, false);
    edit.counts.set('users-to-exclude', 0);
  });
}

/** Each has a row of its own and one of a target. */
const undecidedInStep = maxRows / 2;

type UndecidedSessions =
  | { readonly type: 'undecided' }
  | { readonly type: 'undecided-of-user'; readonly userId: string }
  | { readonly type: 'undecided-rows'; readonly rows: readonly number[] };

/** Includes sessions about which a rule is undecided, or excludes them again. Repeatable. */
function* includeUndecided(
  file: OpenFile,
  rev: number,
  exclusion: UndecidedSessions,
  included: boolean,
): Generator<OperationProgress, void> {
  const of = readNumbers(file, rev)('last.undecided');
  const { where, value } = conditionOf(file, rev, exclusion, included);
  for (let after = startOf(rev); ; ) {
    const rows = toUndecided(
      file
        .prepare(
          `SELECT ${undecidedColumns} FROM undecided AS w
           WHERE w.id > ?1 AND w.id <= ?2 AND ${where} AND ?3 IS NOT NULL ORDER BY w.id LIMIT ${undecidedInStep}`,
        )
        .all(after, endOf(rev), value),
    );
    const last = rows.at(-1);
    if (!last) return;
    editRevocation(file, rev, (edit) =>
      setIncluded(edit, whichOf(edit, exclusion, rows, included), included),
    );
    after = last.id;
    yield { done: after - startOf(rev), of };
  }
}

/** Who includes all of them does not mean those that were excluded before. */
function whichOf(
  edit: Edit,
  { type }: UndecidedSessions,
  rows: readonly UndecidedRow[],
  included: boolean,
): readonly UndecidedRow[] {
  if (type !== 'undecided' || !included) return rows;
  edit.users.loadNumbers(rows.map(({ user }) => user));
  return rows.filter(({ handle, user }) => !startsExcluded(edit, handle, edit.users.get(user)));
}

/** `value` is `?3`. */
function conditionOf(
  file: OpenFile,
  rev: number,
  exclusion: UndecidedSessions,
  included: boolean,
): { readonly where: string; readonly value: string | number } {
  switch (exclusion.type) {
    case 'undecided': {
      const withoutOwn = included && readNumbers(file, rev)('own-excluded') === 1;
      return { where: withoutOwn ? `NOT ${isOwnSql}` : 'TRUE', value: 0 };
    }
    case 'undecided-of-user':
      return {
        where: 'w.user = ?3',
        value: findUserIds(file, rev, [exclusion.userId]).get(exclusion.userId) ?? 0,
      };
    case 'undecided-rows':
      return {
        where: 'w.id IN (SELECT value FROM json_each(?3))',
        value: JSON.stringify(exclusion.rows.map((row) => toId(rev, row))),
      };
  }
}

const isOwnSql = `EXISTS (SELECT 1 FROM user AS u WHERE u.id = w.user AND u.flags & ${userFlag.own} <> 0)`;

/** Whether a line with this result can select sessions, when it is no duplicate. */
function canSelect(result: LineResultType): boolean {
  return result === 'session' || result === 'user' || result === 'ambiguous';
}
