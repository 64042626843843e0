import { type TargetState, targetStates } from '../../../../contract/domain/stored-names.ts';
import type { TargetCondition } from '../../interface.ts';
import { isGone } from '../../target-state.ts';
import type { TargetGroupName } from '../change/counts.ts';
import type { OpenFile } from '../open-file.ts';
import { role, stateCode } from '../rows/codes.ts';
import { endOf, startOf, toId } from '../rows/ids.ts';
import { conditionSql } from './conditions.ts';
import { type ReadCount, readNumbers } from './counts.ts';

/** How many targets a condition is true of: from the numbers as far as these say it, without going through the rows. */
export function countTargets(file: OpenFile, rev: number, where: TargetCondition): number {
  const count = readNumbers(file, rev);
  switch (where) {
    case 'to-dispatch':
      return inPlan(count, 'planned', 'still-active') + orderedLater(file, rev, where, count);
    case 'to-dispatch-again':
      return (
        inPlan(count, 'planned') +
        stillActiveInPlan(file, rev, where, count) +
        orderedLater(file, rev, where, count)
      );
    case 'still-active':
    case 'failed':
      return inPlan(count, where) + orderedLater(file, rev, where, count);
    case 'ordered-not-gone':
      return inPlan(count, ...notGone) + orderedLater(file, rev, where, count);
    case 'sent':
    case 'unknown':
      return inPlan(count, where) + late(count, where);
    case 'sent-not-verified':
      return sum(groups, (of) => toVerify(count, of));
    case 'not-verified':
      return notVerified(count);
    case 'not-ended':
      return notVerified(count) + verifiedNotGone(count);
    case 'new-to-dispatch':
    case 'new-to-dispatch-again':
    case 'linked-to-dispatch':
    case 'linked-to-dispatch-again':
      return orderedLater(file, rev, where, count);
    case 'new-to-verify':
      return toVerify(count, 'new');
    case 'linked-to-verify':
      return toVerify(count, 'linked');
    case 'new-not-gone':
      return inGroup(count, 'new', ...notGone);
    case 'linked-not-gone':
      return inGroup(count, 'linked', ...notGone);
    case 'no-owner':
      return count('no-owner');
  }
}

const notGone = targetStates.filter((state) => !isGone(state));

const groups = ['plan', 'new', 'linked'] as const;

function inGroup(count: ReadCount, of: TargetGroupName, ...states: readonly TargetState[]): number {
  return sum(states, (state) => count(`${of}.${state}.verified`) + count(`${of}.${state}.not-verified`));
}

function inPlan(count: ReadCount, ...states: readonly TargetState[]): number {
  return inGroup(count, 'plan', ...states);
}

/** New sessions and sessions of linked accounts. */
function late(count: ReadCount, ...states: readonly TargetState[]): number {
  return inGroup(count, 'new', ...states) + inGroup(count, 'linked', ...states);
}

function notVerified(count: ReadCount): number {
  return sum(targetStates, (state) => sum(groups, (of) => count(`${of}.${state}.not-verified`)));
}

function toVerify(count: ReadCount, of: TargetGroupName): number {
  const states = targetStates.filter((state) => state !== 'planned' && state !== 'failed');
  return sum(states, (state) => count(`${of}.${state}.not-verified`));
}

function verifiedNotGone(count: ReadCount): number {
  return sum(notGone, (state) => sum(groups, (of) => count(`${of}.${state}.verified`)));
}

/** Few, and all behind the plan. */
function orderedLater(file: OpenFile, rev: number, where: TargetCondition, count: ReadCount): number {
  if (late(count, ...notGone) === 0) return 0;
  return countRows(
    file,
    `t.id > ? AND t.id <= ? AND t.role = ${role.newSession} AND ${conditionSql[where]}`,
    [toId(rev, count('plan-end')), endOf(rev)],
  );
}

function stillActiveInPlan(file: OpenFile, rev: number, where: TargetCondition, count: ReadCount): number {
  if (inPlan(count, 'still-active') === 0) return 0;
  return countRows(
    file,
    `t.state = ${stateCode['still-active']} AND t.id > ? AND t.id <= ? AND t.role = ${role.target} AND ${conditionSql[where]}`,
    [startOf(rev), endOf(rev)],
  );
}

function countRows(file: OpenFile, where: string, values: readonly number[]): number {
  return Number(file.prepare(`SELECT count(*) AS n FROM target AS t WHERE ${where}`).get(...values)?.n ?? 0);
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
