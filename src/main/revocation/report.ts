import { type RevocationReport, type TargetRow, targetStates } from '../../contract/domain/revocation.ts';
import type { AppError } from '../../contract/errors.ts';
import type { RevocationRecord } from './record.ts';
import { isGone } from './targets/target-state.ts';

/** What a record says at this moment. Throws when its numbers do not add up to the plan: a mistake in this program. */
export function toReport(record: RevocationRecord): RevocationReport {
  const { plan, order, ledger, facts } = record;
  const counts = ledger.counts();
  const sum = targetStates.reduce((total, state) => total + counts[state], 0);
  if (sum !== plan.plan.targets)
    throw new Error(`${sum} targets are counted, ${plan.plan.targets} are planned.`);
  const { checkedAt, closedByUserId, cutOff, resumed, passes, watch } = facts;
  return {
    id: plan.plan.id,
    plan: plan.plan,
    ...order,
    checkedAt,
    endedAt: facts.endedAt ?? order.startedAt,
    outcome: facts.stopped ? 'stopped' : isComplete(record) ? 'complete' : 'incomplete',
    counts,
    newSessions: ledger.newSessions(),
    newSessionsLookedForIn: facts.lookedForIn,
    passes,
    closedByUserId,
    watch,
    exposureUntil: record.lastOpenAt + lifetimeMs(record),
    resumed,
    cutOff,
    errors: firstOfEachCode(record),
  };
}

/** One target for the list under the numbers. */
export function toTargetRow(record: RevocationRecord, index: number): TargetRow {
  const { ledger, plan } = record;
  const standing = ledger.standing(index);
  const person = ledger.person(index);
  const endedAt = ledger.endedAt(index);
  const error = 'error' in standing ? standing.error : null;
  return {
    handle: ledger.handle(index),
    tenantId: ledger.tenantId(index),
    userId: person === null ? null : plan.people.userId(person),
    createdAt: ledger.createdAt(index),
    state: standing.state,
    newSession: index >= ledger.planned,
    endedAt,
    exposureUntil: endedAt === null ? null : endedAt + lifetimeMs(record),
    ...(error ? { error } : {}),
  };
}

function lifetimeMs({ plan }: RevocationRecord): number {
  return plan.plan.accessTokenLifetimeS * 1000;
}

function isComplete({ facts, ledger, plan }: RevocationRecord): boolean {
  const counts = ledger.counts();
  const open = counts.planned + counts.sent + counts.unknown + counts['still-active'] + counts.failed;
  return facts.checkedAt !== null && open === 0 && newSessionsEnded(ledger, plan);
}

/** New sessions of users of whom everything was to be ended; others were not asked for. */
function newSessionsEnded(ledger: RevocationRecord['ledger'], { people }: RevocationRecord['plan']): boolean {
  for (let index = ledger.planned; index < ledger.size; index++) {
    const person = ledger.person(index);
    if (person !== null && people.isWhole(person) && !isGone({ state: ledger.state(index) })) return false;
  }
  return true;
}

function firstOfEachCode({ facts, ledger }: RevocationRecord): AppError[] {
  const byCode = new Map<string, AppError>();
  const current = new Set<AppError>();
  for (let index = 0; index < ledger.size; index++) {
    const state = ledger.state(index);
    if (state !== 'unknown' && state !== 'failed' && state !== 'still-active') continue;
    const standing = ledger.standing(index);
    if ('error' in standing && standing.error) current.add(standing.error);
  }
  for (const error of [...current, ...facts.errors])
    if (!byCode.has(error.code)) byCode.set(error.code, error);
  return [...byCode.values()];
}
