import { tenantOfHandle } from '../../../identity/handle-tenant.ts';
import type { TargetCondition } from '../../interface.ts';
import type { RunTarget, TargetId } from '../../records.ts';
import { isStorableId } from '../../storable.ts';
import { readErrors } from '../change/errors.ts';
import type { OpenFile } from '../open-file.ts';
import { distinct } from '../rows/all-rows.ts';
import { rowIsDamaged } from '../rows/checksum.ts';
import { role, stateOf } from '../rows/codes.ts';
import { endOf, toId, toNumber } from '../rows/ids.ts';
import { type TargetRow, targetColumns, toTargets } from '../rows/target-row.ts';

import { readUsers, toUsers } from '../rows/user-row.ts';
import { conditionSql, isOpenSql } from './conditions.ts';
import { countTargets } from './count-targets.ts';
import { readNumbers } from './counts.ts';

/** All that a run reads rejects with `store-damaged` when a row is damaged: it must not work on what may be wrong. */
export function runTargets(
  file: OpenFile,
  rev: number,
  {
    where,
    after,
    limit,
  }: { readonly where: TargetCondition; readonly after: TargetId; readonly limit: number },
): RunTarget[] {
  const count = countTargets(file, rev, where);
  // Where there is none, looking for it would go through all rows.
  if (count === 0) return [];
  const rows = select(file, where, toId(rev, after), endOf(rev), limit);
  if (after === 0 && rows.length < Math.min(limit, count)) throw rowIsDamaged();
  return toRunTargets(file, rows);
}

/** The first of each of so many parts of the revocation. */
export function sampleTargets(
  file: OpenFile,
  rev: number,
  { where, count }: { readonly where: TargetCondition; readonly count: number },
): RunTarget[] {
  const total = countTargets(file, rev, where);
  if (total === 0 || count === 0) return [];
  if (total <= count) return runTargets(file, rev, { where, after: 0, limit: count });
  const last = readNumbers(file, rev)('last.target');
  const rows = Array.from({ length: count }, (_, part) => {
    const from = toId(rev, Math.floor((last * part) / count));
    const to = toId(rev, Math.floor((last * (part + 1)) / count));
    return select(file, where, from, to, 1);
  });
  return toRunTargets(file, rows.flat());
}

export function openTargetsOf(file: OpenFile, rev: number, { user }: { readonly user: number }): RunTarget[] {
  const rows = file
    .prepare(
      `SELECT ${targetColumns} FROM target AS t
       WHERE t.user = ? AND t.role <> ${role.excluded} AND ${isOpenSql} ORDER BY t.id`,
    )
    .all(toId(rev, user));
  return toRunTargets(file, toTargets(rows));
}

/** Unknown handles, and those that are excluded, are left out. */
export function findTargets(
  file: OpenFile,
  rev: number,
  { handles }: { readonly handles: readonly string[] },
): RunTarget[] {
  const rows = file
    .prepare(
      `SELECT ${targetColumns} FROM json_each(?) AS j
       CROSS JOIN target AS t ON t.rev = ? AND t.handle = j.value AND t.role <> ${role.excluded}`,
    )
    .all(JSON.stringify(handles.filter(isStorableId)), rev);
  return toRunTargets(file, toTargets(rows));
}

function select(
  file: OpenFile,
  where: TargetCondition,
  after: number,
  to: number,
  limit: number,
): TargetRow[] {
  const rows = file
    .prepare(
      `SELECT ${targetColumns} FROM target AS t
       WHERE t.id > ? AND t.id <= ? AND ${conditionSql[where]} ORDER BY t.id LIMIT ?`,
    )
    .all(after, to, limit);
  return toTargets(rows);
}

function toRunTargets(file: OpenFile, rows: readonly TargetRow[]): RunTarget[] {
  const users = new Map(
    toUsers(readUsers(file, distinct(rows, 'user'))).map(({ id, userId }) => [id, userId]),
  );
  const errors = readErrors(file, distinct(rows, 'error'));
  return rows.map((row) => ({
    id: toNumber(row.id),
    handle: row.handle,
    tenantId: tenantOfHandle(row.handle),
    userId: row.user === null ? null : known(users, row.user),
    state: stateOf(row.state),
    newSession: row.role === role.newSession,
    batchLimit: row.batchLimit,
    error: row.error === null ? null : known(errors, row.error),
  }));
}

function known<T>(values: ReadonlyMap<number, T>, id: number): T {
  const value = values.get(id);
  if (value === undefined) throw rowIsDamaged();
  return value;
}
