import { mostRows } from '../../changes.ts';
import type { StoredCounts, WorkProgress } from '../../interface.ts';
import { edit } from '../change/edit.ts';
import { addNewSessions, recordEventOnRows } from '../change/events.ts';
import type { OpenFile } from '../open-file.ts';
import { readCounts } from '../read/counts.ts';
import { role, targetFlag } from '../rows/codes.ts';
import { startOf } from '../rows/ids.ts';
import { type TargetRow, targetColumns, toTargets } from '../rows/target-row.ts';
import { checkId } from '../rows/text.ts';
import { findUserIds } from '../rows/user-row.ts';
import { unknownHandles } from './remember-list.ts';

interface ListOfUser {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly userId: string;
  readonly handles: readonly string[];
  readonly onlyListed: boolean;
  readonly addNew: boolean;
}

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
  const of = handles.length;
  // What one transaction may change is shared by the rows of both loops: a short list is one transaction.
  let rows = user === undefined ? 0 : yield* compareTargets(file, rev, user, new Set(handles), list);
  let newSessions = 0;
  for (let done = 0; done < of; done += mostRows) {
    if (done > 0) {
      yield { done, of };
      rows = 0;
    }
    const fresh = unknownHandles(file, rev, user, handles.slice(done, done + mostRows));
    newSessions += fresh.length;
    if (!list.addNew || fresh.length === 0) continue;
    if (rows + fresh.length > mostRows) {
      yield { done, of };
      rows = 0;
    }
    rows += fresh.length;
    const { at, userId } = list;
    edit(file, rev, (open) => addNewSessions(open, { at, userId, handles: fresh, seen: 'active' }));
  }
  return { counts: readCounts(file, rev), newSessions };
}

/** Gives how many rows it has looked at since it last yielded. */
function* compareTargets(
  file: OpenFile,
  rev: number,
  user: number,
  listed: ReadonlySet<string>,
  { at, onlyListed }: ListOfUser,
): Generator<WorkProgress, number> {
  for (let after = startOf(rev); ; ) {
    const rows = targetsOf(file, user, after);
    const active = rows.filter(({ handle }) => listed.has(handle));
    const absent = rows.filter(
      ({ flags, handle }) => !listed.has(handle) && (!onlyListed || (flags & targetFlag.listed) !== 0),
    );
    edit(file, rev, (open) => {
      recordEventOnRows(open, active, { at, event: { type: 'read-active' } });
      recordEventOnRows(open, absent, { at, event: { type: 'read-absent' } });
    });
    if (rows.length < mostRows) return rows.length;
    after = rows[mostRows - 1]?.id ?? after;
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
