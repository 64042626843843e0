import type { Candidate } from '../../../../contract/domain/planning.ts';
import type { IdentityId } from '../../../../contract/domain/user.ts';
import { failure } from '../../../../contract/failure.ts';
import { mostRows } from '../../changes.ts';
import type { StoredCounts, WorkProgress } from '../../interface.ts';
import type { LineId } from '../../records.ts';
import { addUsers } from '../change/change-users.ts';
import { type Choice, setChoices } from '../change/choices.ts';
import { edit } from '../change/edit.ts';
import type { OpenFile } from '../open-file.ts';
import { readCounts } from '../read/counts.ts';
import { lineCode } from '../rows/codes.ts';
import { endOf, startOf, toId } from '../rows/ids.ts';
import { type LineRow, readLines, toLines } from '../rows/line-row.ts';
import { checkId, checkNumber } from '../rows/text.ts';
import { buildIndex } from '../schema.ts';
import { applyChoices } from './apply-choices.ts';

interface ChosenUser {
  readonly userId: string;
  readonly name: string;
  readonly identities: readonly IdentityId[];
  readonly own: boolean;
  readonly sessions: readonly { readonly handle: string; readonly createdAt: number | null }[];
}

/** What the operator chooses on an ambiguous line, with the sessions of the chosen users. */
export function* chooseUsers(
  file: OpenFile,
  rev: number,
  input: { readonly line: LineId; readonly users: readonly ChosenUser[] },
): Generator<WorkProgress, StoredCounts> {
  const id = toId(rev, input.line);
  const candidates = candidatesOf(lineOf(file, id));
  if (!input.users.every((user) => isAmong(candidates, user))) throw isNoCandidate();
  const choices: Choice[] = [];
  for (const user of input.users) choices.push(yield* keepSessions(file, rev, user));
  for (const name of ['target_by_handle', 'target_by_line'] as const) buildIndex(file.db, name);
  // Until here nothing has changed of what is chosen.
  edit(file, rev, (open) => setChoices(open, lineOf(file, id), choices));
  yield { done: 0, of: 1 };
  yield* applyChoices(file, rev);
  yield* forgetSessions(file, rev);
  return readCounts(file, rev);
}

/** Keeps the sessions for adding them whenever no other line has them. */
function* keepSessions(file: OpenFile, rev: number, user: ChosenUser): Generator<WorkProgress, Choice> {
  for (const { handle, createdAt } of user.sessions) {
    checkId(handle);
    checkNumber(createdAt);
  }
  const { identities, name, own, sessions, userId } = user;
  const choice = edit(file, rev, (open) => {
    addUsers(open, [{ userId, name, identities, own, whole: false }]);
    return { user: open.users.findOrAdd(userId).id, reading: open.counts.next('reading') };
  });
  for (let done = 0; done < sessions.length; done += mostRows) {
    for (const { handle, createdAt } of sessions.slice(done, done + mostRows))
      file
        .prepare('INSERT OR IGNORE INTO chosen_session VALUES (?, ?, ?, ?)')
        .run(choice.user, choice.reading, handle, createdAt);
    yield { done, of: sessions.length };
  }
  return choice;
}

/** Removes what was read of users and is not chosen any more. */
function* forgetSessions(file: OpenFile, rev: number): Generator<WorkProgress, void> {
  for (;;) {
    const { changes } = file
      .prepare(
        `DELETE FROM chosen_session WHERE (user, reading, handle) IN (
           SELECT s.user, s.reading, s.handle FROM chosen_session AS s
           WHERE s.user > ? AND s.user <= ? AND NOT EXISTS (
             SELECT 1 FROM choice AS c WHERE c.user = s.user AND c.reading = s.reading
           ) LIMIT ${mostRows}
         )`,
      )
      .run(startOf(rev), endOf(rev));
    if (Number(changes) === 0) return;
    yield { done: 1, of: 1 };
  }
}

function lineOf(file: OpenFile, id: number): LineRow {
  const [line] = toLines(readLines(file, [id]));
  if (line?.result !== lineCode.ambiguous || line.duplicateOf !== null) {
    throw failure('bad-input', 'There is nothing to choose on this line.');
  }
  return line;
}

function candidatesOf({ candidates }: LineRow): readonly Candidate[] {
  return JSON.parse(candidates ?? '[]');
}

/** The core may show a candidate by another id since the line was looked up. */
function isAmong(candidates: readonly Candidate[], { identities, userId }: ChosenUser): boolean {
  const ids = new Set([userId, ...identities.map(({ id }) => id)]);
  return candidates.some((candidate) => ids.has(candidate.userId));
}

function isNoCandidate() {
  return failure('bad-input', 'One of the chosen users is not among those that the line can mean.');
}
