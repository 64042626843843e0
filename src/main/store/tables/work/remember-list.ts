import type { IdentityId } from '../../../../contract/domain/user.ts';
import { mostRows } from '../../changes.ts';
import type { OperationProgress, StoredCounts } from '../../interface.ts';
import { setFlag, setWatched } from '../change/change-users.ts';
import { countOwner, type Edit, edit } from '../change/edit.ts';
import { rememberHandles } from '../change/scan-notes.ts';
import type { OpenFile } from '../open-file.ts';
import { readCounts, readNumbers } from '../read/counts.ts';
import { role, targetFlag, userFlag } from '../rows/codes.ts';
import { changedChecksumSql, checksumChange, type TargetRow } from '../rows/target-row.ts';
import { checkId } from '../rows/text.ts';
import { findUserIds, type UserRow } from '../rows/user-row.ts';

interface RememberedList {
  readonly at: number;
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
  list: RememberedList,
): Generator<
  OperationProgress,
  { readonly counts: StoredCounts; readonly targets: number; readonly remembered: boolean }
> {
  const handles = [...new Set(list.handles)];
  for (const handle of handles) checkId(handle);
  const parts = slices(handles);
  const of = parts.length * 2;
  const looked: ListPart[] = [];
  for (const part of parts) {
    if (looked.length > 0) yield { done: looked.length, of };
    looked.push(readPart(file, rev, list.userId, part));
  }
  const targets = looked.reduce((sum, part) => sum + part.targets, 0);
  if (targets === 0 && !list.evenWithoutTargets)
    return { counts: readCounts(file, rev), targets: 0, remembered: false };
  const others = looked.flatMap((part) => part.others);
  const remembers = readNumbers(file, rev)('remembered') + others.length <= list.mostRemembered;
  for (const [at, part] of looked.entries()) {
    if (at > 0) yield { done: parts.length + at, of };
    edit(file, rev, (open) => {
      const user = userOf(open, list);
      setOwner(open, part.handles, user.id);
      if (!remembers) return;
      rememberHandles(open, user, part.others);
      if (at < looked.length - 1) return;
      setFlag(open, user, userFlag.remembered, true);
      setWatched(open, user, list.at);
    });
  }
  return { counts: readCounts(file, rev), targets, remembered: remembers };
}

interface ListPart {
  /** JSON. */
  readonly handles: string;
  /** So many of them are targets. */
  readonly targets: number;
  /** Sessions that are neither in the file nor remembered. */
  readonly others: readonly string[];
}

function readPart(file: OpenFile, rev: number, userId: string, part: readonly string[]): ListPart {
  const handles = JSON.stringify(part);
  const rows = file
    .prepare(
      `SELECT j.value AS handle, t.role FROM json_each(?) AS j
       LEFT JOIN target AS t ON t.rev = ? AND t.handle = j.value
       WHERE t.role IS NULL OR t.role = ${role.excluded}`,
    )
    .all(handles, rev);
  const user = findUserIds(file, rev, [userId]).get(userId);
  const notThere = rows.filter((row) => row.role === null).map(({ handle }) => String(handle));
  return {
    handles,
    targets: part.length - rows.length,
    others: notThere.length === 0 ? [] : unknownHandles(file, rev, user, notThere),
  };
}

/** Those of which the file has no row, and which are not remembered as sessions that the user had before. */
export function unknownHandles(
  file: OpenFile,
  rev: number,
  user: number | undefined,
  handles: readonly string[],
): string[] {
  return file
    .prepare(
      `SELECT j.value AS handle FROM json_each(?) AS j
       WHERE NOT EXISTS (SELECT 1 FROM target AS t WHERE t.rev = ? AND t.handle = j.value)
         AND NOT EXISTS (SELECT 1 FROM remembered AS r WHERE r.user = ? AND r.handle = j.value)`,
    )
    .all(JSON.stringify(handles), rev, user ?? null)
    .map(({ handle }) => String(handle));
}

function userOf({ users }: Edit, { identities, userId }: RememberedList): UserRow {
  const user = users.findOrAdd(userId);
  users.addIdentities(user, identities);
  return user;
}

/** The user of these sessions is known by now; rows that have the same in the columns that decide it change together. */
function setOwner(open: Edit, handles: string, user: number): void {
  const { file, rev } = open;
  const groups = file
    .prepare(
      `SELECT t.role, t.user, t.flags, count(*) AS targets, json_group_array(t.id) AS ids
       FROM json_each(?) AS j CROSS JOIN target AS t ON t.rev = ? AND t.handle = j.value
       WHERE t.role <> ${role.excluded} GROUP BY 1, 2, 3`,
    )
    .all(handles, rev) as unknown as OwnedTargets[];
  for (const { ids, targets, ...group } of groups) {
    const to = { ...group, user, flags: group.flags | targetFlag.listed };
    countOwner(open, group, -targets);
    countOwner(open, to, targets);
    file
      .prepare(
        `UPDATE target SET user = :user, flags = :flags, crc = ${changedChecksumSql}
         WHERE id IN (SELECT value FROM json_each(:ids))`,
      )
      .run({
        user,
        flags: to.flags,
        change: checksumChange({ ...unchangedColumns, ...group }, { ...unchangedColumns, ...to }),
        ids,
      });
  }
}

interface OwnedTargets extends Pick<TargetRow, 'role' | 'user' | 'flags'> {
  readonly targets: number;
  /** JSON. */
  readonly ids: string;
}

// Whatever they are, they do not change.
const unchangedColumns = { state: 0, batchLimit: 0, endedAt: null, error: null } as const;

/** At least one part, which can be empty. */
function slices(handles: readonly string[]): string[][] {
  const parts = [handles.slice(0, mostRows)];
  for (let at = mostRows; at < handles.length; at += mostRows) parts.push(handles.slice(at, at + mostRows));
  return parts;
}
