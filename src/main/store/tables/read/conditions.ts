import type { TargetCondition } from '../../interface.ts';
import { role, stateCode, targetFlag } from '../rows/codes.ts';
import { isWholeSql } from '../rows/user-row.ts';

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
const isInPlan = `t.role <> ${role.excluded}`;

/** In doubt, in the terms of the index `target_in_doubt`: the planner wants to see one of them. */
const isUnknown = `t.state = ${unknown}`;
const isStillActive = `t.state = ${stillActive}`;
const isFailed = `t.state = ${failed}`;

/** Whether a target `t` can be reached by the ids that a user had when the plan was frozen. */
export const isOfUserSql = `t.role <> ${role.excluded} AND NOT ${isLinked}`;

/** Whether a target `t` is open: see `isOpen` in `target-state.ts`. */
export const isOpenSql = `t.state IN (${planned}, ${stillActive})`;

const isToDispatch = `${isInPlan} AND ${isOpenSql} AND ${isOrdered}`;
// Only after a batch that failed a target that is still active has an error.
const isToDispatchAgain = `${isInPlan} AND ${isOrdered} AND (t.state = ${planned}
  OR ${isStillActive} AND t.error IS NOT NULL AND t.batch_limit > 0)`;
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
  'new-not-gone': `${isOfGroup.new} AND t.state NOT IN (${gone})`,
  'linked-not-gone': `${isOfGroup.linked} AND t.state NOT IN (${gone})`,
  'no-owner': `t.role = ${role.target} AND t.user IS NULL`,
};
