import type { IdentityId } from '../../../../contract/domain/user.ts';
import { mostRows } from '../../changes.ts';
import type { WorkProgress } from '../../interface.ts';
import { setFlag } from '../change/change-users.ts';
import { countTarget, edit } from '../change/edit.ts';
import type { OpenFile } from '../open-file.ts';
import { readNumbers } from '../read/counts.ts';
import { role, targetFlag, userFlag } from '../rows/codes.ts';
import { type TargetRow, targetColumns, toTargets, updateTargetOwner } from '../rows/target-row.ts';
import { checkId } from '../rows/text.ts';
import { findUserIds } from '../rows/user-row.ts';

interface ListOfUser {
  readonly userId: string;
  readonly identities: readonly IdentityId[];
  readonly handles: readonly string[];
  readonly mostRemembered: number;
  readonly evenWithoutTargets: boolean;
}

/**
 * What a list of all sessions of a user tells before anything is ended: whose the targets in it are, and which sessions
 * are no new ones later.
 */
export function* rememberList(
  file: OpenFile,
  rev: number,
  list: ListOfUser,
): Generator<WorkProgress, { readonly targets: number; readonly remembered: boolean }> {
  const handles = [...new Set(list.handles)];
  for (const handle of handles) checkId(handle);
  const of = handles.length * 2;
  let found = { targets: 0, others: 0 };
  for (let done = 0; done < handles.length; done += mostRows) {
    found = count(file, rev, list.userId, handles.slice(done, done + mostRows), found);
    yield { done, of };
  }
  if (found.targets === 0 && !list.evenWithoutTargets) return { targets: 0, remembered: false };
  const remembers = readNumbers(file, rev)('remembered') + found.others <= list.mostRemembered;
  for (let done = 0; done < handles.length; done += mostRows) {
    const some = handles.slice(done, done + mostRows);
    edit(file, rev, (open) => {
      const user = open.users.findOrAdd(list.userId);
      open.users.addIdentities(user, list.identities);
      const { others, rows } = look(file, rev, some);
      for (const row of rows) {
        if (row.role === role.excluded) continue;
        countTarget(open, row, -1);
        row.user = user.id;
        row.flags |= targetFlag.listed;
        countTarget(open, row, 1);
        updateTargetOwner(file, row);
      }
      if (!remembers) return;
      for (const handle of others) {
        const { changes } = file
          .prepare('INSERT OR IGNORE INTO remembered VALUES (?, ?)')
          .run(user.id, handle);
        open.counts.add('remembered', Number(changes));
      }
    });
    yield { done: handles.length + done, of };
  }
  if (remembers) {
    edit(file, rev, (open) => {
      const user = open.users.findOrAdd(list.userId);
      open.users.addIdentities(user, list.identities);
      setFlag(open, user, userFlag.remembered, true);
    });
  }
  return { targets: found.targets, remembered: remembers };
}

function count(
  file: OpenFile,
  rev: number,
  userId: string,
  handles: readonly string[],
  before: { readonly targets: number; readonly others: number },
) {
  const { others, rows } = look(file, rev, handles);
  const user = findUserIds(file, rev, [userId]).get(userId);
  const fresh = user === undefined ? others : others.filter((handle) => !isRemembered(file, user, handle));
  return {
    targets: before.targets + rows.filter((row) => row.role !== role.excluded).length,
    others: before.others + fresh.length,
  };
}

/** Rows of the file with these handles, and the handles that have none. */
function look(
  file: OpenFile,
  rev: number,
  handles: readonly string[],
): { readonly rows: readonly TargetRow[]; readonly others: readonly string[] } {
  const rows = toTargets(
    file
      .prepare(
        `SELECT ${targetColumns} FROM json_each(?) AS j CROSS JOIN target AS t ON t.rev = ? AND t.handle = j.value`,
      )
      .all(JSON.stringify(handles), rev),
  );
  const known = new Set(rows.map(({ handle }) => handle));
  return { rows, others: handles.filter((handle) => !known.has(handle)) };
}

/** Whether the session is remembered as one that the user had before anything was ended. */
export function isRemembered(file: OpenFile, user: number, handle: string): boolean {
  return (
    file.prepare('SELECT 1 FROM remembered WHERE user = ? AND handle = ?').get(user, handle) !== undefined
  );
}
