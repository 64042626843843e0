import { countTarget, editRevocation, thaw } from '../edits/edit.ts';
import { startsExcluded } from '../edits/excluded-before.ts';
import { addMatch } from '../edits/matches.ts';
import type { OpenFile } from '../files/connection.ts';
import type { OperationProgress } from '../long-call.ts';
import { type Choice, choicesOf, chosenSessionColumns, toChosenSessions } from '../tables/choices.ts';
import { lineCode, lineExcluded } from '../tables/codes.ts';
import { readNumbers } from '../tables/counts.ts';
import { type LineRow, readLines, toLines, updateLine } from '../tables/lines.ts';
import {
  deleteTarget,
  type ReadTargetRow,
  targetColumns,
  targetsById,
  toTargets,
  updateTargetOwner,
} from '../tables/targets.ts';
import { inSteps, rowsInStep } from './steps.ts';

const isAmbiguous = `l.result = ${lineCode.ambiguous}`;

/** Rows after which sessions of other users go into the next transaction. */
const maxTogether = rowsInStep / 2;

/** Adds what was chosen on ambiguous lines when that may not have been done. */
export function* applyChangedChoices(file: OpenFile, rev: number): Generator<OperationProgress, void> {
  if (readNumbers(file, rev)('choices-changed') === 1) yield* applyChoices(file, rev);
}

/**
 * Adds the sessions of the users that the operator chose on ambiguous lines, as far as no line has them for good: of
 * several ambiguous lines the first one gets them. Removes what is not chosen any more.
 */
export function* applyChoices(file: OpenFile, rev: number): Generator<OperationProgress, void> {
  const count = readNumbers(file, rev);
  // The first line with the same candidates is no duplicate.
  const of = count('result.ambiguous') === 0 ? 0 : count('last.line');
  for (const steps of [release(file, rev, of), add(file, rev, of), countSessions(file, rev, of)])
    for (const done of steps) yield { done, of };
  editRevocation(file, rev, ({ counts }) => counts.set('choices-changed', 0));
}

function release(file: OpenFile, rev: number, last: number): Generator<number, void> {
  const sql = `SELECT l.id AS at, ${targetColumns} FROM line AS l CROSS JOIN target AS t ON t.line = l.id
    WHERE ${isAmbiguous} AND l.id > ?1 AND l.id <= ?2 AND NOT EXISTS (
      SELECT 1 FROM choice AS c
      JOIN chosen_session AS s ON s.user = c.user AND s.snapshot = c.snapshot AND s.handle = t.handle
      WHERE c.rev = ?4 AND c.line = l.id
    ) ORDER BY l.id LIMIT ?3`;
  return inSteps<ReadTargetRow>({ file, rev, last, sql, values: [rev], severalForOneRow: true }, (rows) =>
    editRevocation(file, rev, (edit) => {
      thaw(edit);
      for (const row of toTargets(rows)) {
        countTarget(edit, row, -1);
        deleteTarget(file, row.id);
      }
    }),
  );
}

function* add(file: OpenFile, rev: number, last: number): Generator<number, void> {
  const sql = `SELECT l.id AS at FROM line AS l WHERE ${isAmbiguous} AND l.duplicate_of IS NULL
    AND l.id > ?1 AND l.id <= ?2 AND EXISTS (SELECT 1 FROM choice AS c WHERE c.rev = ?4 AND c.line = l.id)
    ORDER BY l.id LIMIT ?3`;
  let selected: readonly { readonly at: number }[] = [];
  let rows = 0;
  const steps = inSteps<{ readonly at: number }>({ file, rev, last, sql, values: [rev] }, (lines) => {
    selected = lines;
  });
  for (const done of steps) {
    for (const line of toLines(
      readLines(
        file,
        selected.map(({ at }) => at),
      ),
    ))
      for (const choice of choicesOf({ file, rev }, line.id))
        for (const sessions of addChosen(file, rev, line, choice)) {
          // Most users have few sessions: those of many users are added in one transaction.
          rows += 1 + sessions;
          if (rows < maxTogether) continue;
          rows = 0;
          yield done;
        }
    selected = [];
    rows = 0;
    yield done;
  }
}

/** Where a chosen session is already. */
interface RowOfSession {
  /** Of the row that has the session; null: none. */
  readonly id: number | null;
  readonly line: number | null;
  /** Whether that line only has it by a choice. */
  readonly isByChoice: number;
}

/** Yields how many sessions it added or took, at most `rowsInStep` at a time. */
function* addChosen(
  file: OpenFile,
  rev: number,
  line: LineRow,
  { snapshot, user }: Choice,
): Generator<number, void> {
  let after = '';
  for (;;) {
    const sessions = toChosenSessions<RowOfSession>(
      file
        .prepare(
          `SELECT ${chosenSessionColumns}, t.id, t.line,
             EXISTS (SELECT 1 FROM line AS l WHERE l.id = t.line AND ${isAmbiguous}) AS isByChoice
           FROM chosen_session AS s LEFT JOIN target AS t ON t.rev = ? AND t.handle = s.handle
           WHERE s.user = ? AND s.snapshot = ? AND s.handle > ? ORDER BY s.handle LIMIT ${rowsInStep}`,
        )
        .all(rev, user, snapshot, after),
    );
    const lastSession = sessions.at(-1);
    if (!lastSession) return;
    after = lastSession.handle;
    editRevocation(file, rev, (edit) => {
      const owner = edit.users.get(user);
      // A line that selects the user for good has all sessions of the user.
      const [selecting = line] = owner.line === null ? [] : toLines(readLines(file, [owner.line]));
      const isLineExcluded = selecting.excluded !== lineExcluded.no;
      const transferred: number[] = [];
      const added = sessions.filter(({ id }) => id === null).length;
      for (const { id, isByChoice, line: selectedBy, ...session } of sessions) {
        const excluded = isLineExcluded || startsExcluded(edit, session.handle, owner);
        if (id === null) addMatch(edit, { ...session, user: owner, line: selecting.id, excluded });
        else if (isByChoice === 1 && selectedBy !== null && selectedBy > line.id) transferred.push(id);
      }
      // Those of ambiguous lines are counted behind this.
      if (selecting !== line && added > 0)
        setSessions(file, [{ at: selecting.id, sessions: selecting.sessions + added }]);
      for (const row of targetsById(file, transferred)) {
        row.line = line.id;
        updateTargetOwner(file, row);
      }
    });
    yield sessions.length;
  }
}

function countSessions(file: OpenFile, rev: number, last: number): Generator<number, void> {
  const sql = `SELECT at, sessions FROM (
      SELECT l.id AS at, l.sessions AS before, (SELECT count(*) FROM target AS t WHERE t.line = l.id) AS sessions
      FROM line AS l WHERE ${isAmbiguous} AND l.id > ?1 AND l.id <= ?2
    ) WHERE sessions <> before ORDER BY at LIMIT ?3`;
  return inSteps<{ readonly at: number; readonly sessions: number }>({ file, rev, last, sql }, (lines) =>
    setSessions(file, lines),
  );
}

/** How many sessions lines add. */
export function setSessions(
  file: OpenFile,
  lines: readonly { readonly at: number; readonly sessions: number }[],
): void {
  const sessions = new Map(lines.map((line) => [line.at, line.sessions]));
  for (const row of toLines(readLines(file, [...sessions.keys()]))) {
    row.sessions = sessions.get(row.id) ?? 0;
    updateLine(file, row);
  }
}
