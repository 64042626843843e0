import { type TargetState, targetStates } from '../../../../contract/domain/target-states.ts';
import type { TargetCondition } from '../../interface.ts';
import { isGone } from '../../target-state.ts';
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
      return inPlan(count, 'planned', 'still-active') + orderedNewSessions(file, rev, where, count);
    case 'to-dispatch-again':
      return (
        inPlan(count, 'planned') +
        stillActiveInPlan(file, rev, where, count) +
        orderedNewSessions(file, rev, where, count)
      );
    case 'still-active':
    case 'failed':
      return inPlan(count, where) + orderedNewSessions(file, rev, where, count);
    case 'ordered-not-gone':
      return inPlan(count, ...notGone) + orderedNewSessions(file, rev, where, count);
    case 'sent':
    case 'unknown':
      return inPlan(count, where) + inNew(count, where);
    case 'sent-not-verified':
      return notVerified(count, (state) => state !== 'planned' && state !== 'failed');
    case 'not-verified':
      return notVerified(count, () => true);
    case 'not-ended':
      return notVerified(count, () => true) + verifiedNotGone(count);
    case 'new-planned':
      return inNew(count, 'planned');
    case 'no-owner':
      return count('no-owner');
  }
}

const notGone = targetStates.filter((state) => !isGone(state));

function inPlan(count: ReadCount, ...states: readonly TargetState[]): number {
  return sum(states, (state) => count(`plan.${state}.verified`) + count(`plan.${state}.not-verified`));
}

function inNew(count: ReadCount, ...states: readonly TargetState[]): number {
  return sum(states, (state) => count(`new.${state}.verified`) + count(`new.${state}.not-verified`));
}

function notVerified(count: ReadCount, test: (state: TargetState) => boolean): number {
  return sum(
    targetStates.filter(test),
    (state) => count(`plan.${state}.not-verified`) + count(`new.${state}.not-verified`),
  );
}

function verifiedNotGone(count: ReadCount): number {
  return sum(notGone, (state) => count(`plan.${state}.verified`) + count(`new.${state}.verified`));
}

/** Few, and all behind the plan. */
function orderedNewSessions(file: OpenFile, rev: number, where: TargetCondition, count: ReadCount): number {
  if (inNew(count, ...notGone) === 0) return 0;
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
