import { failure } from '../../../../contract/failure.ts';
import type { Exclusion } from '../../changes.ts';
import type { OperationProgress, StoredCounts } from '../../interface.ts';
import type { LineId, TargetId } from '../../records.ts';
import { bringsIn } from '../change/change-lines.ts';
import { setFlag } from '../change/change-users.ts';
import { choicesOf } from '../change/choices.ts';
import { type Edit, edit } from '../change/edit.ts';
import { setExcluded, setLineExcluded } from '../change/exclude-rows.ts';
import type { OpenFile } from '../open-file.ts';
import { readCounts } from '../read/counts.ts';
import { lineResultOf, role, userFlag } from '../rows/codes.ts';
import { toId } from '../rows/ids.ts';
import { type LineRow, readLines, toLines } from '../rows/line-row.ts';
import { type TargetRow, targetColumns, toTargets } from '../rows/target-row.ts';
import { buildIndex } from '../schema.ts';
import { excludeUsersWith } from './exclude-users.ts';
import { includeUndecided } from './include-undecided.ts';
import { rowsInStep } from './steps.ts';

/** Excludes something from a draft, or includes it again. Repeatable. */
export function* exclude(
  file: OpenFile,
  rev: number,
  { what, excluded }: { readonly what: Exclusion; readonly excluded: boolean },
): Generator<OperationProgress, StoredCounts> {
  switch (what.type) {
    case 'own':
      // First: what is found from now on is excluded as it is added.
      edit(file, rev, ({ counts }) => counts.set('own-excluded', Number(excluded)));
      yield { done: 0, of: 1 };
      yield* excludeUsersWith(file, rev, userFlag.own, excluded);
      break;
    case 'lines':
      yield* excludeLines(file, rev, what.lines, excluded);
      break;
    case 'matches':
      yield* excludeMatches(file, rev, what.matches, excluded);
      break;
    case 'undecided':
    case 'undecided-of-user':
    case 'undecided-rows':
      yield* includeUndecided(file, rev, what, !excluded);
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
  if (!ids.some((id) => toLines(readLines(file, [id])).some(isExcludable))) throw bringsNothing();
  buildIndex(file.db, 'target_by_line');
  for (let done = 0; done < ids.length; done += rowsInStep) {
    const some = ids.slice(done, done + rowsInStep);
    const lines = toLines(readLines(file, some)).filter(isExcludable);
    edit(file, rev, (open) => {
      for (const line of lines) setLineExcluded(open, line, excluded);
      setSelectedUsersExcluded(open, lines, excluded);
    });
    yield { done, of: ids.length };
    yield* excludeRowsOf(
      file,
      rev,
      lines.map(({ id }) => id),
      excluded,
    );
  }
}

function isExcludable({ duplicateOf, result }: LineRow): boolean {
  return duplicateOf === null && bringsIn(lineResultOf(result));
}

/** The users that these lines select as a whole: a user line for good, an ambiguous line by choice. */
function setSelectedUsersExcluded(edit: Edit, lines: readonly LineRow[], excluded: boolean): void {
  const { file, users } = edit;
  const byLine = lines.flatMap(({ id, user }) =>
    [...(user === null ? [] : [user]), ...choicesOf(edit, id).map((choice) => choice.user)].map((owner) => ({
      line: id,
      owner,
    })),
  );
  users.loadNumbers(byLine.map(({ owner }) => owner));
  for (const { line, owner } of byLine) {
    const user = users.get(owner);
    const selectedBy = user.line ?? firstChoice(file, owner);
    if (selectedBy === line) setFlag(edit, user, userFlag.excluded, excluded);
  }
}

function firstChoice(file: OpenFile, user: number): number | null {
  const row = file.prepare('SELECT min(line) AS line FROM choice WHERE user = ?').get(user);
  return typeof row?.line === 'number' ? row.line : null;
}

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
           LIMIT ${rowsInStep}`,
        )
        .all(JSON.stringify(lines), from),
    );
    if (rows.length === 0) return;
    edit(file, rev, (open) => setExcluded(open, rows, excluded));
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
  if (matchesOf(file, ids).length < ids.length) throw bringsNothing();
  for (let done = 0; done < ids.length; done += rowsInStep) {
    const rows = matchesOf(file, ids.slice(done, done + rowsInStep));
    const changing = rows.filter((row) => (row.role === role.excluded) !== excluded);
    edit(file, rev, (open) => setExcluded(open, changing, excluded));
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

function bringsNothing() {
  return failure('bad-input', 'These lines add no sessions that could be excluded.', {
    hint: 'To exclude what a duplicate line selects, exclude the line that it repeats.',
  });
}
