import { tenantOfHandle } from '../../../identity/session-handles.ts';
import type { TargetCondition } from '../../interface.ts';
import type { RunTarget, TargetId } from '../../records.ts';
import { isStorableId } from '../../storable.ts';
import type { OpenFile } from '../open-file.ts';
import { rowIsDamaged } from '../rows/checksum.ts';
import { role, stateOf } from '../rows/codes.ts';
import { endOf, toId, toNumber } from '../rows/ids.ts';
import { type TargetRow, targetColumns, toTargets } from '../rows/target-row.ts';
import { conditionSql, isOfUserSql, isOpenSql } from './conditions.ts';
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
  return rows.map(toRunTarget);
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
  return rows.flat().map(toRunTarget);
}

export function openTargetsOf(file: OpenFile, rev: number, { user }: { readonly user: number }): RunTarget[] {
  const rows = file
    .prepare(
      `SELECT ${targetColumns} FROM target AS t
       WHERE t.user = ? AND ${isOfUserSql} AND ${isOpenSql} ORDER BY t.id`,
    )
    .all(toId(rev, user));
  return toTargets(rows).map(toRunTarget);
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
  return toTargets(rows).map(toRunTarget);
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

function toRunTarget(row: TargetRow): RunTarget {
  return {
    id: toNumber(row.id),
    handle: row.handle,
    tenantId: tenantOfHandle(row.handle),
    state: stateOf(row.state),
    newSession: row.role === role.newSession,
    batchLimit: row.batchLimit,
  };
}
