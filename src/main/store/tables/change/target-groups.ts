import type { TargetId } from '../../records.ts';
import { rowIsDamaged } from '../rows/checksum.ts';
import { toId } from '../rows/ids.ts';
import {
  type ChangingColumns,
  changedChecksumSql,
  checksumChange,
  type TargetRow,
} from '../rows/target-row.ts';
import type { Edit } from './edit.ts';

/** The columns that decide how an event changes a row. */
export type StatusColumns = Omit<ChangingColumns, 'user'> & Pick<TargetRow, 'role'>;

/**
 * Targets that have the same in these columns, and change in the same way: with one statement for all of them, instead of
 * reading and writing each.
 */
export interface TargetGroup extends StatusColumns {
  readonly targets: number;
  /** JSON. */
  readonly ids: string;
}

/**
 * The targets with these numbers. Their checksums are not read: of a damaged row, the checksum stays wrong. Throws
 * `store-damaged` when one is not there.
 */
export function groupTargets({ file, rev }: Edit, on: readonly TargetId[]): TargetGroup[] {
  const groups = file
    .prepare(
      `SELECT t.role, t.state, t.flags, t.batch_limit AS batchLimit, t.ended_at AS endedAt, t.error,
         count(*) AS targets, json_group_array(t.id) AS ids
       FROM json_each(?) AS j CROSS JOIN target AS t ON t.id = j.value GROUP BY 1, 2, 3, 4, 5, 6`,
    )
    .all(JSON.stringify(on.map((number) => toId(rev, number)))) as unknown as TargetGroup[];
  if (groups.reduce((sum, { targets }) => sum + targets, 0) !== on.length) throw rowIsDamaged();
  return groups;
}

/** The same of rows that were read in this transaction. */
export function groupRows(rows: readonly TargetRow[]): TargetGroup[] {
  const groups: TargetRow[][] = [];
  for (const row of rows) {
    // Targets that were in one batch have the same, and come one after the other.
    const group = groups.findLast(([first]) => first && isSameStatus(first, row));
    if (group) group.push(row);
    else groups.push([row]);
  }
  return groups.map((group) => ({
    ...(group[0] as TargetRow),
    targets: group.length,
    ids: JSON.stringify(group.map(({ id }) => id)),
  }));
}

export function isSameStatus(one: StatusColumns, other: StatusColumns): boolean {
  return (
    one.state === other.state &&
    one.flags === other.flags &&
    one.endedAt === other.endedAt &&
    one.role === other.role &&
    one.batchLimit === other.batchLimit &&
    one.error === other.error
  );
}

/** Writes what changes of these targets. */
export function changeGroup({ file }: Edit, group: TargetGroup, to: StatusColumns): void {
  const user = null;
  file
    .prepare(
      `UPDATE target SET state = :state, flags = :flags, batch_limit = :batchLimit, ended_at = :endedAt, error = :error,
         crc = ${changedChecksumSql}
       WHERE id IN (SELECT value FROM json_each(:ids))`,
    )
    .run({
      state: to.state,
      flags: to.flags,
      batchLimit: to.batchLimit,
      endedAt: to.endedAt,
      error: to.error,
      change: checksumChange({ ...group, user }, { ...to, user }),
      ids: group.ids,
    });
}
