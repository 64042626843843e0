import { createHash } from 'node:crypto';
import type { Candidate } from '../../../../contract/domain/planning.ts';
import { type LineKind, lineKinds, type Verdict } from '../../../../contract/domain/stored-names.ts';
import type { LineResult, NewLine, ResolvedLine } from '../../records.ts';
import { rowIsDamaged } from '../rows/checksum.ts';
import { kindCode, type LineResultType, lineCode, lineExcluded, lineResultOf } from '../rows/codes.ts';
import { toId } from '../rows/ids.ts';
import { insertLine, type LineRow, readLines, toLines, updateLine } from '../rows/line-row.ts';
import { checkId, checkNumber, cut, cutText } from '../rows/text.ts';
import { setChoices } from './choices.ts';
import type { Edit } from './edit.ts';
import { isOwn, setName } from './users.ts';

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
      ...nothingFound,
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
    Object.assign(row, nothingFound, { kind: kind && kindCode[kind], result: lineCode[result.type] });
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
  const verdict = verdictOf(row);
  counts.add(verdict === 'open' ? 'open-lines' : `verdict.${verdict}`, by);
}

export function verdictOf({ duplicateOf, result }: LineRow): Verdict | 'open' {
  return duplicateOf === null ? lineResultOf(result) : 'duplicate';
}

export function kindOf({ kind }: LineRow): LineKind | null {
  return kind === null ? null : (lineKinds[kind] ?? null);
}

/** Whether a line of this kind can bring something in, when it is no duplicate. */
export function bringsIn(result: LineResultType): boolean {
  return result === 'session' || result === 'user' || result === 'ambiguous';
}

const nothingFound = {
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
  const { counts, errors, users } = edit;
  switch (result.type) {
    case 'session': {
      checkId(result.handle);
      checkNumber(result.createdAt);
      const user = users.findOrAdd(result.userId);
      row.handle = result.handle;
      row.user = user.id;
      row.created = result.createdAt;
      if (isOwn(user) && counts.get('own-excluded') === 1) row.excluded = lineExcluded.yes;
      break;
    }
    case 'user': {
      const user = users.edit(users.findOrAdd(result.userId));
      setName(users, user, result.name);
      if (user.line === null || user.line > row.id) user.line = row.id;
      row.user = user.id;
      if (isOwn(user) && counts.get('own-excluded') === 1) row.excluded = lineExcluded.yes;
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
