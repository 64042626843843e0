import type { OpenFile } from '../open-file.ts';
import { lineExcluded, userFlag } from '../rows/codes.ts';
import type { LineRow } from '../rows/line-row.ts';
import type { UserRow } from '../rows/user-row.ts';
import { setFlag } from './change-users.ts';
import { type Edit, thaw } from './edit.ts';
import { isOwn } from './users.ts';

/** A user that the operator chose on an ambiguous line. */
export interface Choice {
  readonly user: number;
  /** Which reading of the sessions of this user was chosen. */
  readonly reading: number;
}

export function choicesOf({ file, rev }: Pick<Edit, 'file' | 'rev'>, line: number): Choice[] {
  return file
    .prepare('SELECT user, reading FROM choice WHERE rev = ? AND line = ? ORDER BY user')
    .all(rev, line)
    .map(({ user, reading }) => ({ user: Number(user), reading: Number(reading) }));
}

/** What the operator chooses on this line from now on. Its sessions are added and removed by `applyChoices`. */
export function setChoices(edit: Edit, line: LineRow, next: readonly Choice[]): void {
  const { counts, file, rev, users } = edit;
  const before = choicesOf(edit, line.id);
  if (before.length === 0 && next.length === 0) return;
  thaw(edit);
  counts.set('choices-changed', 1);
  file.prepare('DELETE FROM choice WHERE rev = ? AND line = ?').run(rev, line.id);
  for (const { user, reading } of next)
    file.prepare('INSERT INTO choice VALUES (?, ?, ?, ?)').run(rev, line.id, user, reading);
  users.loadNumbers([...before, ...next].map(({ user }) => user));
  for (const { user } of before) setFlag(edit, users.get(user), userFlag.chosen, isChosen(file, user));
  for (const { user } of next) choose(edit, line, users.get(user));
}

function choose(edit: Edit, line: LineRow, user: UserRow): void {
  setFlag(edit, user, userFlag.chosen, true);
  // Excluded or not by the line that selects the user for good.
  if ((user.flags & userFlag.whole) !== 0) return;
  const isExcluded =
    line.excluded !== lineExcluded.no || (isOwn(user) && edit.counts.get('own-excluded') === 1);
  setFlag(edit, user, userFlag.excluded, isExcluded);
}

function isChosen(file: OpenFile, user: number): boolean {
  return file.prepare('SELECT 1 FROM choice WHERE user = ? LIMIT 1').get(user) !== undefined;
}
