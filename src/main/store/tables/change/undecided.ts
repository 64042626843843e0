import type { UndecidedRecord } from '../../records.ts';
import { fieldsToCode, fieldsToFlags, role } from '../rows/codes.ts';
import { toId } from '../rows/ids.ts';
import { deleteTarget, type TargetRow, targetColumns, toTargets } from '../rows/target-row.ts';
import { checkId, checkNumber, cut } from '../rows/text.ts';
import { findUndecided, insertUndecided, type UndecidedRow, updateUndecided } from '../rows/undecided-row.ts';
import { addMatch, isKnownHandle } from './add-matches.ts';
import { countTarget, type Edit, thaw } from './edit.ts';
import { setExcluded } from './exclude-rows.ts';

/** Adds sessions about which the rule is undecided. Known handles are passed over: a scan can come to a user twice. */
export function addUndecided(edit: Edit, sessions: readonly UndecidedRecord[]): void {
  const { counts, file, loginMethods, rev, users } = edit;
  for (const { createdAt, expiry, handle } of sessions) {
    checkId(handle);
    checkNumber(createdAt);
    checkNumber(expiry);
  }
  users.load(sessions.map(({ userId }) => userId));
  for (const session of sessions) {
    const { handle } = session;
    if (isKnownHandle(file, rev, handle) || findUndecided(file, rev, handle)) continue;
    insertUndecided(file, rev, {
      id: toId(rev, counts.next('undecided')),
      handle,
      user: users.findOrAdd(session.userId).id,
      created: session.createdAt,
      expiry: session.expiry,
      ip: cut(session.ip),
      userAgent: cut(session.userAgent),
      loginMethod: loginMethods.numberOf(session.loginMethod),
      fields: fieldsToCode(session.undecidedFor),
      included: 0,
    });
    counts.add('undecided', 1);
  }
}

/** Makes undecided sessions matches, or excludes them again. */
export function setIncluded(edit: Edit, rows: readonly UndecidedRow[], included: boolean): void {
  edit.users.loadNumbers(rows.map(({ user }) => user));
  for (const row of rows) {
    const target = findTarget(edit, row.handle);
    if (included) include(edit, row, target);
    else removeIncluded(edit, row, target);
  }
}

function include(edit: Edit, row: UndecidedRow, target: TargetRow | undefined): void {
  if (!target) {
    const { created, expiry, handle, ip, loginMethod, userAgent } = row;
    addMatch(edit, {
      ...{ handle, created, expiry, ip, userAgent, loginMethod },
      user: edit.users.get(row.user),
      line: null,
      excluded: false,
      flags: fieldsToFlags(row.fields),
    });
  } else if (target.role === role.excluded) setExcluded(edit, [target], false);
  markIncluded(edit, row, 1);
}

function removeIncluded(edit: Edit, row: UndecidedRow, target: TargetRow | undefined): void {
  if (row.included === 0) return;
  thaw(edit);
  if (target) {
    countTarget(edit, target, -1);
    deleteTarget(edit.file, target.id);
  }
  markIncluded(edit, row, 0);
}

function markIncluded({ counts, file }: Edit, row: UndecidedRow, included: 0 | 1): void {
  if (row.included === included) return;
  counts.add('undecided', included === 1 ? -1 : 1);
  counts.add('undecided-included', included === 1 ? 1 : -1);
  row.included = included;
  updateUndecided(file, row);
}

function findTarget({ file, rev }: Edit, handle: string): TargetRow | undefined {
  const rows = file
    .prepare(`SELECT ${targetColumns} FROM target AS t WHERE t.rev = ? AND t.handle = ?`)
    .all(rev, handle);
  return toTargets(rows)[0];
}
