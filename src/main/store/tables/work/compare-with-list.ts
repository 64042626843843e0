import { mostRows } from '../../changes.ts';
import type { StoredCounts, WorkProgress } from '../../interface.ts';
import { isKnownHandle } from '../change/add-matches.ts';
import { edit } from '../change/edit.ts';
import { addNewSessions, happen, noteEvent } from '../change/events.ts';
import type { OpenFile } from '../open-file.ts';
import { readCounts } from '../read/counts.ts';
import { role, targetFlag } from '../rows/codes.ts';
import { startOf } from '../rows/ids.ts';
import { type TargetRow, targetColumns, toTargets, updateTargetState } from '../rows/target-row.ts';
import { checkId } from '../rows/text.ts';
import { findUserIds } from '../rows/user-row.ts';
import { isRemembered } from './remember-list.ts';

interface ListOfUser {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly userId: string;
  readonly handles: readonly string[];
  readonly onlyListed: boolean;
  readonly addNew: boolean;
}

const active = { type: 'read-active' } as const;
const absent = { type: 'read-absent' } as const;

/** What a list of all sessions of a user tells of the targets of the user, and which sessions it has beside them. */
export function* compareWithList(
  file: OpenFile,
  rev: number,
  list: ListOfUser,
): Generator<WorkProgress, { readonly counts: StoredCounts; readonly newSessions: number }> {
  checkId(list.userId);
  const handles = [...new Set(list.handles)];
  for (const handle of handles) checkId(handle);
  const user = findUserIds(file, rev, [list.userId]).get(list.userId);
  if (user !== undefined) yield* compareTargets(file, rev, user, new Set(handles), list);
  let newSessions = 0;
  for (let done = 0; done < handles.length; done += mostRows) {
    const fresh = handles
      .slice(done, done + mostRows)
      .filter(
        (handle) =>
          !isKnownHandle(file, rev, handle) && !(user !== undefined && isRemembered(file, user, handle)),
      );
    newSessions += fresh.length;
    if (list.addNew && fresh.length > 0) {
      const { at, userId } = list;
      edit(file, rev, (open) => addNewSessions(open, { at, userId, handles: fresh, seen: 'active' }));
    }
    yield { done, of: handles.length };
  }
  return { counts: readCounts(file, rev), newSessions };
}

function* compareTargets(
  file: OpenFile,
  rev: number,
  user: number,
  listed: ReadonlySet<string>,
  { at, onlyListed }: ListOfUser,
): Generator<WorkProgress, void> {
  let after = startOf(rev);
  for (;;) {
    const rows = targetsOf(file, user, after);
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
    edit(file, rev, (open) => {
      const changed = { active: 0, absent: 0 };
      for (const row of rows) {
        const isListed = listed.has(row.handle);
        if (!isListed && onlyListed && (row.flags & targetFlag.listed) === 0) continue;
        if (!happen(open, row, { at, event: isListed ? active : absent })) continue;
        updateTargetState(file, row);
        changed[isListed ? 'active' : 'absent'] += 1;
      }
      noteEvent(open, { at, event: active }, changed.active);
      noteEvent(open, { at, event: absent }, changed.absent);
    });
    yield { done: 0, of: listed.size };
  }
}

function targetsOf(file: OpenFile, user: number, after: number): TargetRow[] {
  return toTargets(
    file
      .prepare(
        `SELECT ${targetColumns} FROM target AS t
         WHERE t.user = ? AND t.id > ? AND t.role <> ${role.excluded} ORDER BY t.id LIMIT ${mostRows}`,
      )
      .all(user, after),
  );
}
