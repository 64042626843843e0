import { maxRows } from '../changes.ts';
import { type Edit, editRevocation } from '../edits/edit.ts';
import { changeGroup, groupTargets, recordEvent } from '../edits/events.ts';
import type { OpenFile } from '../files/connection.ts';
import type { OrderedAfterwards, StoredCounts, StoreWriter, TargetCondition } from '../interface.ts';
import type { OperationProgress } from '../long-call.ts';
import type { OperationMethod } from '../method-names.ts';
import type { MethodInput, MethodOutput } from '../queries/queries.ts';
import { buildSignalIndex, conditionSql, countTargets } from '../queries/target-conditions.ts';
import type { TargetId } from '../records.ts';
import { targetFlag } from '../tables/codes.ts';
import { readCounts, readNumbers } from '../tables/counts.ts';
import { toId, toNumber } from '../tables/rows.ts';
import type { TargetEvent } from '../target-state.ts';
import { chooseForLines, chooseUsers } from './choose-users.ts';
import { exclude } from './exclude.ts';
import { freeze } from './freeze.ts';
import { compareWithList, rememberList, rememberLists } from './lists-of-users.ts';
import { settleList } from './settle-list.ts';

/**
 * What the writer does in a file in as many transactions as it takes: whoever runs it begins one before each piece and
 * commits it after the piece, at `yield` and at the end.
 */
export type TableOperations = {
  readonly [M in OperationMethod]: (
    file: OpenFile,
    rev: number,
    input: MethodInput<StoreWriter[M]>,
  ) => Generator<OperationProgress, MethodOutput<StoreWriter[M]>>;
};

export const tableOperations: TableOperations = {
  settleList,
  chooseUsers,
  chooseForLines,
  exclude,
  freeze,
  recordWhere,
  verifyAgain,
  compareWithList,
  rememberList,
  rememberLists,
  orderSessions,
  indexToSignal,
};

/** So many rows are looked at in one step where few of them change. */
const maxRead = 50_000;

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
): Generator<OperationProgress, StoredCounts> {
  const { where, ...recorded } = input;
  yield* eachTarget(file, rev, where, (edit, on) => recordEvent(edit, { ...recorded, on }));
  return readCounts(file, rev);
}

/** These targets count as not verified from now on. */
export function* verifyAgain(
  file: OpenFile,
  rev: number,
  { where }: { readonly where: TargetCondition },
): Generator<OperationProgress, StoredCounts> {
  yield* eachTarget(file, rev, where, (edit, on) => {
    for (const group of groupTargets(edit, on)) {
      if ((group.flags & targetFlag.verified) === 0) continue;
      changeGroup(edit, group, { ...group, flags: group.flags & ~targetFlag.verified });
    }
  });
  return readCounts(file, rev);
}

/** Goes once over the targets of which the condition is true, as many in a step as one transaction may change. */
function* eachTarget(
  file: OpenFile,
  rev: number,
  where: TargetCondition,
  work: (edit: Edit, on: readonly TargetId[]) => void,
): Generator<OperationProgress, void> {
  const of = readNumbers(file, rev)('last.target');
  // Where there is none, looking for it would go through all rows.
  let after = countTargets(file, rev, where) === 0 ? of : 0;
  while (after < of) {
    const to = Math.min(after + maxRead, of);
    const rows = file
      .prepare(
        `SELECT t.id FROM target AS t
         WHERE t.id > ? AND t.id <= ? AND ${conditionSql[where]} ORDER BY t.id LIMIT ${maxRows}`,
      )
      .all(toId(rev, after), toId(rev, to));
    const on = rows.map(({ id }) => toNumber(Number(id)));
    editRevocation(file, rev, (edit) => work(edit, on));
    after = on.length === maxRows ? Math.max(...on) : to;
    yield { done: after, of };
  }
}

/** Sessions that are not of the plan, and not known to be gone, are ordered to be ended. Those that failed are active again. */
export function* orderSessions(
  file: OpenFile,
  rev: number,
  { at, where }: { readonly at: number; readonly where: OrderedAfterwards },
): Generator<OperationProgress, StoredCounts> {
  yield* eachTarget(file, rev, where, (edit, on) => {
    for (const group of groupTargets(edit, on)) {
      const flags = group.flags | targetFlag.ordered;
      if (flags !== group.flags) changeGroup(edit, group, { ...group, flags });
    }
    recordEvent(edit, { on, at, event: { type: 'reopened' } });
  });
  return readCounts(file, rev);
}

/** From now on `to-signal` is read without going through all targets. */
export function* indexToSignal(file: OpenFile): Generator<OperationProgress, null> {
  yield { done: 0, of: 1 };
  buildSignalIndex(file);
  return null;
}
