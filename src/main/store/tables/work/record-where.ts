import { mostRows } from '../../changes.ts';
import type { StoredCounts, TargetCondition, WorkProgress } from '../../interface.ts';
import type { TargetEvent } from '../../target-state.ts';
import { countState, type Edit, edit } from '../change/edit.ts';
import { happen, noteEvent } from '../change/events.ts';
import type { OpenFile } from '../open-file.ts';
import { conditionSql } from '../read/conditions.ts';
import { countTargets } from '../read/count-targets.ts';
import { readCounts, readNumbers } from '../read/counts.ts';
import { targetFlag } from '../rows/codes.ts';
import { toId, toNumber } from '../rows/ids.ts';
import { type TargetRow, targetColumns, toTargets, updateTargetState } from '../rows/target-row.ts';

/** So many rows are looked at in one step where few of them change. */
const mostLookedAt = 50_000;

/** The same event for all targets of which the condition is true. */
export function* recordWhere(
  file: OpenFile,
  rev: number,
  input: {
    readonly at: number;
    readonly where: TargetCondition;
    readonly event: TargetEvent;
    readonly keepError?: boolean;
  },
): Generator<WorkProgress, StoredCounts> {
  const { event, keepError, ...recorded } = input;
  yield* eachTarget(file, rev, input.where, (open, rows) => {
    let count = 0;
    for (const row of rows) {
      const ownError = keepError && row.error !== null ? open.errors.get(row.error) : null;
      const own = ownError && event.type === 'given-up' ? { ...event, error: ownError } : event;
      if (!happen(open, row, { ...recorded, event: own })) continue;
      updateTargetState(file, row);
      count += 1;
    }
    noteEvent(open, { ...recorded, event }, count);
  });
  return readCounts(file, rev);
}

/** Nothing is known of these targets any more from readings before. */
export function* verifyAgain(
  file: OpenFile,
  rev: number,
  { where }: { readonly where: TargetCondition },
): Generator<WorkProgress, StoredCounts> {
  yield* eachTarget(file, rev, where, (open, rows) => {
    for (const row of rows) {
      if ((row.flags & targetFlag.verified) === 0) continue;
      countState(open, row, -1);
      row.flags &= ~targetFlag.verified;
      countState(open, row, 1);
      updateTargetState(file, row);
    }
  });
  return readCounts(file, rev);
}

/** Goes once over the targets of which the condition is true, as many in a step as one transaction may change. */
function* eachTarget(
  file: OpenFile,
  rev: number,
  where: TargetCondition,
  work: (edit: Edit, rows: readonly TargetRow[]) => void,
): Generator<WorkProgress, void> {
  const of = readNumbers(file, rev)('last.target');
  // Where there is none, looking for it would go through all rows.
  let after = countTargets(file, rev, where) === 0 ? of : 0;
  while (after < of) {
    const to = Math.min(after + mostLookedAt, of);
    const rows = toTargets(
      file
        .prepare(
          `SELECT ${targetColumns} FROM target AS t
           WHERE t.id > ? AND t.id <= ? AND ${conditionSql[where]} ORDER BY t.id LIMIT ${mostRows}`,
        )
        .all(toId(rev, after), toId(rev, to)),
    );
    edit(file, rev, (open) => work(open, rows));
    const last = rows.at(-1);
    after = rows.length === mostRows && last ? toNumber(last.id) : to;
    yield { done: after, of };
  }
}
