import { lineCode, lineExcluded, role, userFlag } from '../rows/codes.ts';
import { type LineRow, readLines, toLines, updateLine } from '../rows/line-row.ts';
import { type TargetRow, updateTargetOwner } from '../rows/target-row.ts';
import { setFlag } from './change-users.ts';
import { countTarget, type Edit, thaw } from './edit.ts';

/** Takes rows of a draft out of the plan, or in again; with each also the line of which it is the only session. */
export function setExcluded(edit: Edit, rows: readonly TargetRow[], excluded: boolean): void {
  thaw(edit);
  for (const row of rows) {
    countTarget(edit, row, -1);
    row.role = excluded ? role.excluded : role.target;
    countTarget(edit, row, 1);
    updateTargetOwner(edit.file, row);
  }
  const ids = [...new Set(rows.map(({ line }) => line).filter((line) => line !== null))];
  for (const line of toLines(readLines(edit.file, ids)))
    if (line.result === lineCode.session) setLineExcluded(edit, line, excluded);
}

/** Marks the line; its sessions are excluded one by one. */
export function setLineExcluded({ file }: Edit, line: LineRow, excluded: boolean): void {
  const next = excluded ? lineExcluded.yes : lineExcluded.no;
  if (line.excluded === next) return;
  line.excluded = next;
  updateLine(file, line);
}

/** Marks users as excluded as a whole, with the lines that select them; their sessions are excluded one by one. */
export function setUsersExcluded(edit: Edit, ids: readonly number[], excluded: boolean): void {
  const { file, users } = edit;
  users.loadNumbers(ids);
  const lines = ids.map((id) => users.get(id).line).filter((line) => line !== null);
  for (const line of toLines(readLines(file, lines)))
    if (line.result === lineCode.user) setLineExcluded(edit, line, excluded);
  for (const id of ids) setFlag(edit, users.get(id), userFlag.excluded, excluded);
}
