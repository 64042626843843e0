import { countTarget, type Edit, editRevocation } from '../edits/edit.ts';
import { countLine, setChoices } from '../edits/lines.ts';
import { setLineExcluded, setUsersExcluded } from '../edits/matches.ts';
import type { OpenFile } from '../files/connection.ts';
import { choicesOf } from '../tables/choices.ts';
import { lineCode, lineExcluded, role } from '../tables/codes.ts';
import { readNumbers } from '../tables/counts.ts';
import { type LineRow, readLines, toLines, updateLine } from '../tables/lines.ts';
import { type ReadTargetRow, targetColumns, toTargets, updateTargetOwner } from '../tables/targets.ts';
import { setSessions } from './apply-choices.ts';
import { excludeRowsOf } from './exclude.ts';
import { inSteps } from './steps.ts';

const { ambiguous, session, user } = lineCode;
const range = 'l.id > ?1 AND l.id <= ?2';

/**
 * What each line is beside the others, after the duplicates among the sessions were removed. Yields how many lines it
 * has gone through, up to twice their number.
 */
export function* settleLines(file: OpenFile, rev: number): Generator<number, void> {
  const last = readNumbers(file, rev)('last.line');
  for (const _ of moveSessions(file, rev)) yield 0;
  for (const done of findDuplicates(file, rev, last)) yield done;
  for (const done of excludeTransferred(file, rev, last)) yield last + done;
  if (readNumbers(file, rev)('result.user') > 0)
    for (const done of countSessions(file, rev, last)) yield last + done;
}

/** A user is of the first line that selects the user. A line that was looked up again may not select it any more. */
export function* findFirstLines(file: OpenFile, rev: number): Generator<number, void> {
  const count = readNumbers(file, rev);
  // The first line of a user is no duplicate.
  if (count('result.user') === 0) return;
  const last = count('last.line');
  const sql = `SELECT l.id AS at, l.user FROM line AS l CROSS JOIN user AS u ON u.id = l.user
    LEFT JOIN line AS f ON f.id = u.line
    WHERE ${range} AND l.result = ${user}
      AND (u.line IS NULL OR u.line > l.id OR f.result <> ${user} OR f.user <> l.user)
    ORDER BY l.id LIMIT ?3`;
  yield* inSteps<{ readonly at: number; readonly user: number }>({ file, rev, last, sql }, (lines) =>
    editRevocation(file, rev, ({ users }) => {
      users.loadNumbers(lines.map((line) => line.user));
      const seen = new Set<number>();
      for (const line of lines) {
        if (!seen.has(line.user)) users.edit(users.get(line.user)).line = line.at;
        seen.add(line.user);
      }
    }),
  );
}

/** All sessions of a user are of the first line that selects the user, unless an earlier line selects the session. */
function* moveSessions(file: OpenFile, rev: number): Generator<number, void> {
  const count = readNumbers(file, rev);
  if (count('result.user') === 0) return;
  const sql = `SELECT t.id AS at, u.line AS first, f.excluded AS isExcluded, ${targetColumns}
    FROM target AS t CROSS JOIN user AS u ON u.id = t.user CROSS JOIN line AS f ON f.id = u.line
    CROSS JOIN line AS l ON l.id = t.line
    WHERE t.id > ?1 AND t.id <= ?2 AND (t.line > u.line OR l.result = ${ambiguous}) ORDER BY t.id LIMIT ?3`;
  yield* inSteps<ReadTargetRow & { readonly first: number; readonly isExcluded: number }>(
    { file, rev, last: count('last.target'), sql },
    (rows) =>
      editRevocation(file, rev, (edit) => {
        for (const row of toTargets(rows)) {
          const { first, isExcluded } = row as (typeof rows)[number];
          countTarget(edit, row, -1);
          row.line = first;
          if (isExcluded !== lineExcluded.no) row.role = role.excluded;
          countTarget(edit, row, 1);
          updateTargetOwner(file, row);
        }
      }),
  );
}

/** The line that a line repeats; null: none. */
const originalSql = `CASE l.result
  WHEN ${session} THEN (
    SELECT t.line FROM target AS t CROSS JOIN line AS f ON f.id = t.line
    WHERE t.rev = ?4 AND t.handle = l.handle AND t.line < l.id AND f.result <> ${ambiguous})
  WHEN ${user} THEN (SELECT nullif(u.line, l.id) FROM user AS u WHERE u.id = l.user)
  WHEN ${ambiguous} THEN (
    SELECT nullif(min(f.id), l.id) FROM line AS f
    WHERE f.candidate_key = l.candidate_key AND f.id > ?5 AND f.id <= l.id)
END`;

function findDuplicates(file: OpenFile, rev: number, last: number): Generator<number, void> {
  const sql = `SELECT at, original FROM (
      SELECT l.id AS at, l.duplicate_of AS before, ${originalSql} AS original FROM line AS l WHERE ${range}
    ) WHERE original IS NOT before ORDER BY at LIMIT ?3`;
  const values = [rev, rev * 2 ** 32];
  return inSteps<{ readonly at: number; readonly original: number | null }>(
    { file, rev, last, sql, values },
    (duplicates) =>
      editRevocation(file, rev, (edit) => {
        const originals = new Map(duplicates.map(({ at, original }) => [at, original]));
        for (const line of toLines(readLines(file, [...originals.keys()]))) {
          const original = originals.get(line.id) ?? null;
          countLine(edit, line, -1);
          line.duplicateOf = original;
          countLine(edit, line, 1);
          if (original !== null) transferToOriginal(edit, line, original);
          line.sessions = 0;
          updateLine(file, line);
        }
      }),
  );
}

/** What the operator did to a line that turns out to repeat another one, that line gets. */
function transferToOriginal(edit: Edit, line: LineRow, id: number): void {
  const choices = line.result === ambiguous ? choicesOf(edit, line.id) : [];
  const isExcluded = line.excluded !== lineExcluded.no;
  line.excluded = lineExcluded.no;
  if (!isExcluded && choices.length === 0) return;
  const [original] = toLines(readLines(edit.file, [id]));
  if (!original) return;
  // Of a session that a user line has, its row alone is excluded.
  if (isExcluded && original.result === line.result) {
    original.excluded = lineExcluded.toDo;
    updateLine(edit.file, original);
  }
  if (choices.length === 0) return;
  setChoices(edit, line, []);
  if (choicesOf(edit, id).length === 0) setChoices(edit, original, choices);
}

function* excludeTransferred(file: OpenFile, rev: number, last: number): Generator<number, void> {
  const sql = `SELECT l.id AS at FROM line AS l WHERE ${range} AND l.excluded = ${lineExcluded.toDo}
    ORDER BY l.id LIMIT ?3`;
  let ids: readonly number[] = [];
  const steps = inSteps<{ readonly at: number }>({ file, rev, last, sql }, (lines) => {
    ids = lines.map(({ at }) => at);
  });
  for (const done of steps) {
    if (ids.length > 0) {
      for (const _ of excludeRowsOf(file, rev, ids, true)) yield done;
      editRevocation(file, rev, (edit) => {
        const lines = toLines(readLines(file, ids));
        for (const line of lines) setLineExcluded(edit, line, true);
        setUsersExcluded(
          edit,
          lines.map((line) => (line.result === user ? line.user : null)).filter((id) => id !== null),
          true,
        );
      });
      ids = [];
    }
    yield done;
  }
}

/** How many sessions user lines add; ambiguous lines are counted when their choices were added. */
function countSessions(file: OpenFile, rev: number, last: number): Generator<number, void> {
  const sql = `SELECT at, sessions FROM (
      SELECT l.id AS at, l.sessions AS before,
        CASE WHEN l.duplicate_of IS NULL THEN (SELECT count(*) FROM target AS t WHERE t.line = l.id) ELSE 0 END
          AS sessions
      FROM line AS l WHERE ${range} AND l.result = ${user}
    ) WHERE sessions <> before ORDER BY at LIMIT ?3`;
  return inSteps<{ readonly at: number; readonly sessions: number }>({ file, rev, last, sql }, (lines) =>
    setSessions(file, lines),
  );
}
