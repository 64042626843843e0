import { mostRows } from '../../changes.ts';
import type { OperationProgress, StoredCounts } from '../../interface.ts';
import { setWatched } from '../change/change-users.ts';
import { edit } from '../change/edit.ts';
import { addNewSessions, recordEventOnRows } from '../change/events.ts';
import { rememberHandles } from '../change/scan-notes.ts';
import type { OpenFile } from '../open-file.ts';
import { readCounts } from '../read/counts.ts';
import { role, targetFlag, userFlag } from '../rows/codes.ts';
import { startOf } from '../rows/ids.ts';
import { type TargetRow, targetColumns, toTargets } from '../rows/target-row.ts';
import { checkId } from '../rows/text.ts';
import { findUserIds, isWholeUser, readUsers, toUsers } from '../rows/user-row.ts';
import { unknownHandles } from './remember-list.ts';

interface ComparedList {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly userId: string;
  readonly handles: readonly string[];
  readonly linked: readonly { readonly id: string; readonly handles: readonly string[] }[];
  readonly onlyListed: boolean;
  readonly addNew: boolean;
}

/** What a list of all sessions of a user tells of the targets of the user, and which sessions it has beside them. */
export function* compareWithList(
  file: OpenFile,
  rev: number,
  list: ComparedList,
): Generator<OperationProgress, { readonly counts: StoredCounts; readonly newSessions: number }> {
  checkId(list.userId);
  const handles = [...new Set(list.handles)];
  for (const handle of handles) checkId(handle);
  const user = findUserIds(file, rev, [list.userId]).get(list.userId);
  const of = handles.length;
  // What one transaction may change is shared by the rows of both loops: a short list is one transaction.
  let rows = user === undefined ? 0 : yield* compareTargets(file, rev, user, new Set(handles), list);
  const linked = linkedHandles(file, rev, user, list);
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
    edit(file, rev, (open) => {
      const known = fresh.filter((handle) => linked.has(handle));
      const add = { at, userId, seen: 'active' } as const;
      addNewSessions(open, { ...add, handles: fresh.filter((handle) => !linked.has(handle)) });
      // Only some sessions of the user were ordered: what the user had beside them is remembered.
      if (list.onlyListed) rememberHandles(open, open.users.findOrAdd(userId), known);
      else addNewSessions(open, { ...add, handles: known, linked: true });
    });
  }
  noteWatched(file, rev, user, list);
  return { counts: readCounts(file, rev), newSessions };
}

/**
 * Handles under ids that the user got by a link. What is under an id of another user of whom everything is ordered is
 * ordered, whoever it is linked with.
 */
function linkedHandles(
  file: OpenFile,
  rev: number,
  user: number | undefined,
  { linked }: ComparedList,
): ReadonlySet<string> {
  if (linked.length === 0) return new Set();
  const owners = findUserIds(
    file,
    rev,
    linked.map(({ id }) => id),
  );
  const others = [...new Set(owners.values())].filter((owner) => owner !== user);
  const whole = new Set(
    toUsers(readUsers(file, others))
      .filter(isWholeUser)
      .map(({ id }) => id),
  );
  return new Set(linked.flatMap(({ handles, id }) => (whole.has(owners.get(id) ?? 0) ? [] : handles)));
}

/** The first list of a user since the plan was frozen; of a user of whom only some sessions are ordered that is `rememberList`. */
function noteWatched(
  file: OpenFile,
  rev: number,
  user: number | undefined,
  { at, onlyListed }: ComparedList,
): void {
  if (user === undefined || onlyListed) return;
  const [row] = toUsers(readUsers(file, [user]));
  if (!row || (row.flags & userFlag.watched) !== 0) return;
  edit(file, rev, (open) => setWatched(open, open.users.get(user), at));
}

/** Gives how many rows it has looked at since it last yielded. */
function* compareTargets(
  file: OpenFile,
  rev: number,
  user: number,
  listed: ReadonlySet<string>,
  { at, onlyListed }: ComparedList,
): Generator<OperationProgress, number> {
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
