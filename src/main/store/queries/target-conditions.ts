import { type TargetState, targetStates } from '../../../contract/domain/stored-names.ts';
import type { OpenFile } from '../files/connection.ts';
import type { TargetCondition } from '../interface.ts';
import { oauthCode, role, stateCode, targetFlag } from '../tables/codes.ts';
import { type ReadCount, readNumbers, type TargetGroupName } from '../tables/counts.ts';
import { endOf, startOf, toId } from '../tables/rows.ts';
import { hasExcludedSql, isWholeSql } from '../tables/users.ts';
import { isGone } from '../target-state.ts';

const { failed, planned, sent, unknown } = stateCode;
const stillActive = stateCode['still-active'];
const gone = [stateCode.revoked, stateCode['already-gone'], stateCode['revoked-unconfirmed']].join(', ');

const isLinked = `t.flags & ${targetFlag.linked} <> 0`;
// A session of a linked account is not one that the order meant, whatever was ordered of the user.
const isOrdered = `(t.role = ${role.target} OR t.flags & ${targetFlag.ordered} <> 0
  OR NOT ${isLinked} AND EXISTS (SELECT 1 FROM user AS u WHERE u.id = t.user AND ${isWholeSql}))`;
const isOfGroup = {
  new: `t.role = ${role.newSession} AND NOT ${isLinked}`,
  linked: `t.role = ${role.newSession} AND ${isLinked}`,
} as const;
const isVerified = `t.flags & ${targetFlag.verified} <> 0`;
const isKnownGone = `${isVerified} AND t.state IN (${gone})`;
const isToSignal = `${isKnownGone} AND t.flags & ${targetFlag.signalled} = 0`;
const isInPlan = `t.role <> ${role.excluded}`;

/** In doubt, in the terms of the index `target_in_doubt`: the planner wants to see one of them. */
const isUnknown = `t.state = ${unknown}`;
const isStillActive = `t.state = ${stillActive}`;
const isFailed = `t.state = ${failed}`;

/** Whether a target `t` can be reached by the ids that a user had when the plan was frozen. */
export const isOfUserSql = `t.role <> ${role.excluded} AND NOT ${isLinked}`;

/** Whether a target `t` is not of the plan, and not known to be gone. */
export const isNewAndNotGoneSql = `t.role = ${role.newSession} AND t.state NOT IN (${gone})`;

/** Whether a target `t` is open: see `isOpen` in `target-state.ts`. */
export const isOpenSql = `t.state IN (${planned}, ${stillActive})`;

const hasExcluded = `EXISTS (SELECT 1 FROM user AS u
  WHERE u.id = t.user AND ${hasExcludedSql})`;

const isToDispatch = `${isInPlan} AND ${isOpenSql} AND ${isOrdered}`;
// In a pass, a target that is still active has an error after a batch that failed, and is not verified when it was not sent after all.
const isToDispatchAgain = `${isInPlan} AND ${isOrdered} AND (t.state = ${planned}
  OR ${isStillActive} AND (t.error IS NOT NULL AND t.batch_limit > 0 OR NOT (${isVerified})))`;
const isToVerify = `${isInPlan} AND NOT ${isVerified} AND t.state NOT IN (${planned}, ${failed})`;

/** Which targets `t` a condition is true of, in SQL. */
export const conditionSql: Readonly<Record<TargetCondition, string>> = {
  'to-dispatch': isToDispatch,
  'to-dispatch-again': isToDispatchAgain,
  sent: `${isInPlan} AND t.state = ${sent}`,
  unknown: `${isInPlan} AND ${isUnknown}`,
  'still-active': `${isInPlan} AND ${isStillActive} AND ${isOrdered}`,
  failed: `${isInPlan} AND ${isFailed} AND ${isOrdered}`,
  'ordered-not-gone': `${isInPlan} AND t.state NOT IN (${gone}) AND ${isOrdered}`,
  'sent-not-verified': isToVerify,
  'not-verified': `${isInPlan} AND NOT ${isVerified}`,
  'not-ended': `${isInPlan} AND (NOT ${isVerified} OR t.state NOT IN (${gone}))`,
  'new-to-dispatch': `${isOfGroup.new} AND ${isToDispatch}`,
  'new-to-dispatch-again': `${isOfGroup.new} AND ${isToDispatchAgain}`,
  'linked-to-dispatch': `${isOfGroup.linked} AND ${isToDispatch}`,
  'linked-to-dispatch-again': `${isOfGroup.linked} AND ${isToDispatchAgain}`,
  'new-to-verify': `${isOfGroup.new} AND ${isToVerify}`,
  'linked-to-verify': `${isOfGroup.linked} AND ${isToVerify}`,
  'new-to-order': `${isOfGroup.new} AND ${isOpenSql} AND NOT ${hasExcluded}`,
  'new-not-gone': `${isOfGroup.new} AND t.state NOT IN (${gone})`,
  'linked-not-gone': `${isOfGroup.linked} AND t.state NOT IN (${gone})`,
  'no-owner': `t.role = ${role.target} AND t.user IS NULL`,
  'known-gone': `${isInPlan} AND ${isKnownGone}`,
  'to-signal': `${isInPlan} AND ${isToSignal}`,
  'tokens-to-end': `${isInPlan} AND t.state IN (${gone}) AND t.oauth <> ${oauthCode.ended} AND ${isOrdered}`,
};

const signalIndex = 'target_to_signal';

/**
 * Makes an index of the targets of which signal receivers have to be told. Not a part of the schema: most files never need it, and
 * where nearly all were told it is small. Takes a second for a million rows, in one transaction.
 */
export function buildSignalIndex(file: OpenFile): void {
  const isIncluded = isToSignal.replaceAll('t.', '');
  file.db.exec(`CREATE INDEX IF NOT EXISTS ${signalIndex} ON target (id) WHERE ${isIncluded}`);
}

/** Of `target AS t`, where a condition is read by an index that the file has. */
export function indexedBy(file: OpenFile, where: TargetCondition): string {
  const isThere =
    where === 'to-signal' &&
    file.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?").get(signalIndex) !==
      undefined;
  return isThere ? `INDEXED BY ${signalIndex}` : '';
}

/** How many targets a condition is true of: from the numbers as far as these say it, without going through the rows. */
export function countTargets(file: OpenFile, rev: number, where: TargetCondition): number {
  const count = readNumbers(file, rev);
  switch (where) {
    case 'to-dispatch':
      return inPlan(count, 'planned', 'still-active') + orderedAfterPlan(file, rev, where, count);
    case 'to-dispatch-again':
      return (
        inPlan(count, 'planned') +
        stillActiveInPlan(file, rev, where, count) +
        orderedAfterPlan(file, rev, where, count)
      );
    case 'still-active':
    case 'failed':
      return inPlan(count, where) + orderedAfterPlan(file, rev, where, count);
    case 'ordered-not-gone':
      return inPlan(count, ...notGone) + orderedAfterPlan(file, rev, where, count);
    case 'sent':
    case 'unknown':
      return inPlan(count, where) + newOrLinked(count, where);
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
      return orderedAfterPlan(file, rev, where, count);
    case 'new-to-verify':
      return toVerify(count, 'new');
    case 'linked-to-verify':
      return toVerify(count, 'linked');
    case 'new-to-order':
      return inGroup(count, 'new', 'planned', 'still-active') === 0
        ? 0
        : countBehindPlan(file, rev, where, count);
    case 'new-not-gone':
      return inGroup(count, 'new', ...notGone);
    case 'linked-not-gone':
      return inGroup(count, 'linked', ...notGone);
    case 'no-owner':
      return count('no-owner');
    case 'known-gone':
      return knownGone(count);
    case 'to-signal':
      return knownGone(count) - sum(groups, (of) => count(`${of}.signalled`));
    case 'tokens-to-end':
      return (
        inPlan(count, ...goneStates) -
        count('plan.oauth.ended') +
        (newOrLinked(count, ...goneStates) === 0 ? 0 : countBehindPlan(file, rev, where, count))
      );
  }
}

const goneStates = targetStates.filter(isGone);
const notGone = targetStates.filter((state) => !isGone(state));

const groups = ['plan', 'new', 'linked'] as const;

function inGroup(count: ReadCount, of: TargetGroupName, ...states: readonly TargetState[]): number {
  return sum(states, (state) => count(`${of}.${state}.verified`) + count(`${of}.${state}.not-verified`));
}

function inPlan(count: ReadCount, ...states: readonly TargetState[]): number {
  return inGroup(count, 'plan', ...states);
}

/** New sessions and sessions of linked accounts. */
function newOrLinked(count: ReadCount, ...states: readonly TargetState[]): number {
  return inGroup(count, 'new', ...states) + inGroup(count, 'linked', ...states);
}

function knownGone(count: ReadCount): number {
  return sum(goneStates, (state) => sum(groups, (of) => count(`${of}.${state}.verified`)));
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
function orderedAfterPlan(file: OpenFile, rev: number, where: TargetCondition, count: ReadCount): number {
  return newOrLinked(count, ...notGone) === 0 ? 0 : countBehindPlan(file, rev, where, count);
}

function countBehindPlan(file: OpenFile, rev: number, where: TargetCondition, count: ReadCount): number {
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
