import { createHash } from 'node:crypto';
import type { Candidate } from '../../../contract/domain/planning/list-lines.ts';
import type { OpenFile } from '../files/connection.ts';
import type { LineResult, NewLine, ResolvedLine } from '../records.ts';
import { type Choice, choicesOf, insertChoice } from '../tables/choices.ts';
import { kindCode, lineCode, lineExcluded, userFlag } from '../tables/codes.ts';
import {
  insertLine,
  kindOf,
  type LineRow,
  readLines,
  resultOfRow,
  toLines,
  updateLine,
} from '../tables/lines.ts';
import { checkId, checkNumber, cut, cutText, rowIsDamaged, toId } from '../tables/rows.ts';
import type { UserRow } from '../tables/users.ts';
import { type Edit, thaw } from './edit.ts';
import { startsExcluded, userStartsExcluded } from './excluded-before.ts';
import { setFlag } from './user-changes.ts';
import { setName } from './users.ts';

export function addLines(edit: Edit, lines: readonly NewLine[]): void {
  const { counts, errors, file, rev } = edit;
  for (const { number, text, kind, result } of lines) {
    checkNumber(number);
    const short = cutText(text);
    const row: LineRow = {
      id: toId(rev, counts.next('line')),
      number,
      text: short.text,
      isCut: Number(short.isCut),
      kind: kind && kindCode[kind],
      result: lineCode[result.type],
      excluded: lineExcluded.no,
      ...noResult,
      reason: result.type === 'malformed' ? cut(result.reason) : null,
      error: result.type === 'unread' ? errors.idOf(result.error) : null,
    };
    insertLine(file, row);
    countLine(edit, row, 1);
  }
}

export function resolveLines(edit: Edit, lines: readonly ResolvedLine[]): void {
  const { counts, file, rev, users } = edit;
  counts.set('unsettled', 1);
  users.load(lines.flatMap(({ result }) => ('userId' in result ? result.userId : [])));
  const rows = toLines(
    readLines(
      file,
      lines.map(({ id }) => toId(rev, id)),
    ),
  );
  if (rows.length !== lines.length) throw rowIsDamaged();
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const { id, kind, result } of lines) {
    const row = byId.get(toId(rev, id)) as LineRow;
    countLine(edit, row, -1);
    if (row.result === lineCode.ambiguous) setChoices(edit, row, []);
    Object.assign(row, noResult, { kind: kind && kindCode[kind], result: lineCode[result.type] });
    setResult(edit, row, result);
    updateLine(file, row);
    countLine(edit, row, 1);
  }
}

/** Counts the line as it is now: 1 after it was added or changed, -1 before it is changed. */
export function countLine({ counts }: Edit, row: LineRow, by: 1 | -1): void {
  counts.add('lines', by);
  const kind = kindOf(row);
  if (kind) counts.add(`kind.${kind}`, by);
  const result = resultOfRow(row);
  counts.add(result === 'open' ? 'open-lines' : `result.${result}`, by);
}

const noResult = {
  duplicateOf: null,
  handle: null,
  user: null,
  created: null,
  sessions: 0,
  candidates: null,
  candidateKey: null,
  reason: null,
  error: null,
} as const;

function setResult(edit: Edit, row: LineRow, result: LineResult): void {
  const { errors, users } = edit;
  switch (result.type) {
    case 'session': {
      checkId(result.handle);
      checkNumber(result.createdAt);
      const user = users.findOrAdd(result.userId);
      row.handle = result.handle;
      row.user = user.id;
      row.created = result.createdAt;
      if (startsExcluded(edit, result.handle, user)) row.excluded = lineExcluded.yes;
      break;
    }
    case 'user': {
      const user = users.edit(users.findOrAdd(result.userId));
      setName(users, user, result.name);
      if (user.line === null || user.line > row.id) user.line = row.id;
      row.user = user.id;
      if (userStartsExcluded(edit, user)) row.excluded = lineExcluded.yes;
      break;
    }
    case 'ambiguous':
      row.candidates = JSON.stringify(result.candidates.map(withShortTexts));
      row.candidateKey = keyOf(result.candidates);
      break;
    case 'malformed':
      row.reason = cut(result.reason);
      break;
    case 'unread':
      row.error = errors.idOf(result.error);
      break;
    case 'unknown':
      break;
  }
}

function withShortTexts({ userId, name, tenantIds }: Candidate): Candidate {
  checkId(userId);
  return { userId, name: cut(name), tenantIds: tenantIds.map((tenantId) => cut(tenantId)) };
}

function keyOf(candidates: readonly Candidate[]): string {
  const userIds = [...new Set(candidates.map(({ userId }) => userId))].sort();
  return createHash('sha256').update(JSON.stringify(userIds)).digest('hex').slice(0, 32);
}

/** What the operator chooses on this line from now on. Its sessions are added and removed by `applyChoices`. */
export function setChoices(edit: Edit, line: LineRow, next: readonly Choice[]): void {
  const { counts, file, rev, users } = edit;
  const before = choicesOf(edit, line.id);
  if (before.length === 0 && next.length === 0) return;
  thaw(edit);
  counts.set('choices-changed', 1);
  file.prepare('DELETE FROM choice WHERE rev = ? AND line = ?').run(rev, line.id);
  for (const choice of next) insertChoice(file, rev, line.id, choice);
  users.loadNumbers([...before, ...next].map(({ user }) => user));
  for (const { user } of before) setFlag(edit, users.get(user), userFlag.chosen, isChosen(file, user));
  for (const { user } of next) choose(edit, line, users.get(user));
}

function choose(edit: Edit, line: LineRow, user: UserRow): void {
  setFlag(edit, user, userFlag.chosen, true);
  // Excluded or not by the line that selects the user for good.
  if ((user.flags & userFlag.whole) !== 0) return;
  const isExcluded = line.excluded !== lineExcluded.no || userStartsExcluded(edit, user);
  setFlag(edit, user, userFlag.excluded, isExcluded);
}

function isChosen(file: OpenFile, user: number): boolean {
  return file.prepare('SELECT 1 FROM choice WHERE user = ? LIMIT 1').get(user) !== undefined;
}
