import type { Candidate } from '../../../contract/domain/planning/list-lines.ts';
import { failure } from '../../../contract/failure.ts';
import { maxRows } from '../changes.ts';
import { type Edit, editRevocation } from '../edits/edit.ts';
import { setChoices } from '../edits/lines.ts';
import { addUsers } from '../edits/user-changes.ts';
import type { OpenFile } from '../files/connection.ts';
import type { ChosenSession, ChosenUser, StoredCounts } from '../interface.ts';
import type { OperationProgress } from '../long-call.ts';
import type { LineId } from '../records.ts';
import { type Choice, type ChosenSessionRow, insertChosenSession } from '../tables/choices.ts';
import { lineCode } from '../tables/codes.ts';
import { readCounts } from '../tables/counts.ts';
import { type LineRow, readLines, toLines } from '../tables/lines.ts';
import type { LoginMethodRepository } from '../tables/login-methods.ts';
import { checkId, checkNumber, cut, endOf, startOf, toId } from '../tables/rows.ts';
import { buildIndex } from '../tables/schema.ts';
import { toIdentities } from '../tables/users.ts';
import { applyChangedChoices, applyChoices } from './apply-choices.ts';
import { rowsInStep } from './steps.ts';

/** What the operator chooses on an ambiguous line, with the sessions of the chosen users. */
export function* chooseUsers(
  file: OpenFile,
  rev: number,
  input: { readonly line: LineId; readonly users: readonly ChosenUser[] },
): Generator<OperationProgress, StoredCounts> {
  const id = toId(rev, input.line);
  const candidates = candidatesOf(lineOf(file, id));
  if (!input.users.every((user) => isAmong(candidates, user))) throw isNoCandidate();
  const choices = [...(yield* storeChosenUsers(file, rev, input.users)).values()];
  for (const name of ['target_by_handle', 'target_by_line'] as const) buildIndex(file.db, name);
  // Until here nothing has changed of what is chosen.
  editRevocation(file, rev, (edit) => setChoices(edit, lineOf(file, id), choices));
  yield { done: 0, of: 1 };
  yield* applyChoices(file, rev);
  yield* deleteUnchosenSessions(file, rev);
  return readCounts(file, rev);
}

/** Stores the sessions, to add them when no other line has them. Returns the choice of each user, by user id. */
function* storeChosenUsers(
  file: OpenFile,
  rev: number,
  users: readonly ChosenUser[],
): Generator<OperationProgress, ReadonlyMap<string, Choice>> {
  for (const { handle, createdAt, expiry } of users.flatMap(({ sessions }) => sessions)) {
    checkId(handle);
    checkNumber(createdAt);
    checkNumber(expiry ?? null);
  }
  const choices = new Map<string, Choice>();
  for (let from = 0; from < users.length; from += rowsInStep) {
    const some = users.slice(from, from + rowsInStep);
    editRevocation(file, rev, (edit) => {
      addUsers(
        edit,
        some.map(({ emails = null, identities, name, own, userId }) => ({
          ...{ userId, name, emails, identities, own },
          whole: false,
        })),
      );
      for (const { userId } of some)
        choices.set(userId, {
          user: edit.users.findOrAdd(userId).id,
          snapshot: edit.counts.next('snapshot'),
        });
    });
    yield { done: 0, of: 1 };
  }
  let rows = 0;
  for (const { sessions, userId } of users) {
    const { snapshot, user } = choices.get(userId) as Choice;
    for (let from = 0; from < sessions.length; from += rowsInStep) {
      const some = sessions.slice(from, from + rowsInStep);
      editRevocation(file, rev, ({ loginMethods }) => {
        for (const session of some)
          insertChosenSession(file, { user, snapshot }, toRow(session, loginMethods));
      });
      rows += some.length;
      if (rows < maxRows / 2) continue;
      rows = 0;
      yield { done: 0, of: 1 };
    }
  }
  return choices;
}

function toRow(session: ChosenSession, loginMethods: LoginMethodRepository): ChosenSessionRow {
  const { createdAt, expiry = null, handle, ip = null, loginMethod, userAgent = null } = session;
  return {
    ...{ handle, created: createdAt, expiry, ip: cut(ip), userAgent: cut(userAgent) },
    loginMethod: loginMethods.numberOf(loginMethod),
  };
}

/** Removes sessions of users that are not chosen any more. */
function* deleteUnchosenSessions(file: OpenFile, rev: number): Generator<OperationProgress, void> {
  for (;;) {
    const { changes } = file
      .prepare(
        `DELETE FROM chosen_session WHERE (user, snapshot, handle) IN (
           SELECT s.user, s.snapshot, s.handle FROM chosen_session AS s
           WHERE s.user > ? AND s.user <= ? AND NOT EXISTS (
             SELECT 1 FROM choice AS c WHERE c.user = s.user AND c.snapshot = s.snapshot
           ) LIMIT ${maxRows}
         )`,
      )
      .run(startOf(rev), endOf(rev));
    if (Number(changes) === 0) return;
    yield { done: 1, of: 1 };
  }
}

/** What the operator chooses on many ambiguous lines at once. */
interface ChosenForLines {
  readonly lines: readonly { readonly line: LineId; readonly userIds: readonly string[] }[];
  readonly users: readonly ChosenUser[];
  readonly apply: boolean;
}

/**
 * The same on many lines. Lines that are not ambiguous any more are passed over. Sessions are added and removed when all
 * lines are through, with `apply`, because that goes through all lines of the list. Ended before that, it is done when
 * the list is settled or frozen.
 */
export function* chooseForLines(
  file: OpenFile,
  rev: number,
  { apply, lines, users }: ChosenForLines,
): Generator<OperationProgress, StoredCounts> {
  const read = yield* storeChosenUsers(file, rev, users);
  for (const some of inParts(lines)) {
    editRevocation(file, rev, (edit) => {
      const rows = new Map(
        toLines(
          readLines(
            file,
            some.map(({ line }) => toId(rev, line)),
          ),
        ).map((row) => [row.id, row]),
      );
      for (const { line, userIds } of some) {
        const row = rows.get(toId(rev, line));
        if (!row || !canBeChosenOn(row)) continue;
        const chosen = userIds.map((userId) => ({
          userId,
          choice: read.get(userId) ?? choiceOnOtherLine(edit, userId),
        }));
        if (!chosen.every(({ userId }) => isCandidate(edit, row, userId))) throw isNoCandidate();
        setChoices(
          edit,
          row,
          chosen.map(({ choice }) => choice),
        );
      }
    });
    yield { done: 0, of: 1 };
  }
  if (!apply) return readCounts(file, rev);
  for (const name of ['target_by_handle', 'target_by_line'] as const) buildIndex(file.db, name);
  yield* applyChangedChoices(file, rev);
  yield* deleteUnchosenSessions(file, rev);
  return readCounts(file, rev);
}

/** Lines with so many choices that one transaction can have them. */
function* inParts(lines: ChosenForLines['lines']): Generator<ChosenForLines['lines']> {
  let part: ChosenForLines['lines'][number][] = [];
  let rows = 0;
  for (const line of lines) {
    const more = 1 + line.userIds.length;
    if (part.length > 0 && rows + more > rowsInStep) {
      yield part;
      part = [];
      rows = 0;
    }
    part.push(line);
    rows += more;
  }
  if (part.length > 0) yield part;
}

/** The choice of a user on another line, with the newest list of sessions. */
function choiceOnOtherLine({ file, rev, users }: Edit, userId: string): Choice {
  const user = users.find(userId);
  const row =
    user &&
    file.prepare('SELECT max(snapshot) AS snapshot FROM choice WHERE rev = ? AND user = ?').get(rev, user.id);
  if (!user || typeof row?.snapshot !== 'number') throw isNoCandidate();
  return { user: user.id, snapshot: row.snapshot };
}

/** The core may show a candidate by another id since the line was looked up, or as another user with whom that one was linked. */
function isCandidate({ users }: Edit, line: LineRow, userId: string): boolean {
  const user = users.find(userId);
  const ids = new Set((user && toIdentities(user))?.map(({ id }) => id));
  return candidatesOf(line).some(
    (candidate) =>
      candidate.userId === userId ||
      ids.has(candidate.userId) ||
      (user !== undefined && users.find(candidate.userId) === user),
  );
}

function canBeChosenOn({ duplicateOf, result }: LineRow): boolean {
  return result === lineCode.ambiguous && duplicateOf === null;
}

function lineOf(file: OpenFile, id: number): LineRow {
  const [line] = toLines(readLines(file, [id]));
  if (!line || !canBeChosenOn(line)) throw failure('bad-input', { reason: 'nothing-to-choose' });
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
  return failure('bad-input', { reason: 'choice-not-offered' });
}
