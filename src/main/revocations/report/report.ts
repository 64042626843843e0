import type { Look, RevocationReport, RunProgress, RunState } from '../../../contract/domain/revocation.ts';
import type { AppError } from '../../../contract/errors.ts';
import { failure } from '../../../contract/failure.ts';
import type { StoredCounts } from '../../store/interface.ts';
import type { RevocationSummary } from '../../store/records.ts';
import { fromStoredError } from '../../store/stored-error.ts';
import type { Facts, RunDocuments } from './documents.ts';
import { countAll, countGone, lateNumbers } from './numbers.ts';
import type { StepProgress } from './steps.ts';

/**
 * What is known of a revocation at this moment. `targetErrors`: why targets are unknown, failed or still active. Throws
 * `store-damaged` when the numbers do not add up to the plan.
 */
export function toReport(
  { facts, order, plan: { plan } }: RunDocuments,
  counts: StoredCounts,
  targetErrors: readonly AppError[],
): RevocationReport {
  const sum = countAll(counts.targets);
  if (sum !== plan.targets) {
    throw failure('store-damaged', 'The numbers of this revocation do not add up to its plan.', {
      details: { counted: String(sum), planned: String(plan.targets) },
    });
  }
  const { checkedAt, closedByUserId, passes, resumed, watch } = facts;
  return {
    id: plan.id,
    plan,
    ...order,
    checkedAt,
    endedAt: facts.endedAt ?? order.startedAt,
    outcome: facts.outcome ?? 'incomplete',
    counts: counts.targets,
    newSessions: lateNumbers(counts, 'new'),
    newSessionsLookedForIn: facts.lookedForIn,
    linkedSessions: lateNumbers(counts, 'linked'),
    watched: counts.watched,
    notKnownToBeNew: counts.remembered,
    passes,
    closedByUserId,
    watch,
    exposureUntil: (counts.lastActiveAt ?? order.startedAt) + plan.accessTokenLifetimeS * 1_000,
    resumed,
    errors: firstOfEachCode([...targetErrors, ...facts.errors.map(fromStoredError)]),
  };
}

function firstOfEachCode(errors: readonly AppError[]): AppError[] {
  const byCode = new Map<string, AppError>();
  for (const error of errors) if (!byCode.has(error.code)) byCode.set(error.code, error);
  return [...byCode.values()];
}

const noStep: StepProgress = { phase: 'ending', step: { done: 0, of: 0 }, rate: null, remainingMs: null };

/** How far a revocation is, for the screens. */
export function toProgress(
  { facts, order, plan: { plan } }: RunDocuments,
  counts: StoredCounts,
  run: RunState,
  step = noStep,
  lastLook: Look | null = null,
): RunProgress {
  return {
    id: plan.id,
    connectionId: plan.connectionId,
    scope: plan.scope,
    reason: order.reason,
    startedAt: order.startedAt,
    targets: plan.targets,
    run,
    counts: counts.targets,
    newSessions: lateNumbers(counts, 'new'),
    linkedSessions: lateNumbers(counts, 'linked'),
    watched: counts.watched,
    lastLook,
    coverage: plan.coverage,
    pass: Math.max(1, facts.passes),
    ...step,
  };
}

/** The outcome of a revocation that has not ended, where lists of revocations are searched by outcome. */
export const openOutcome = 'open';

/** What lists of revocations show. `base` is what planning wrote: users, and what the plan was made from. */
export function toSummary(
  base: RevocationSummary,
  { facts, order }: { readonly facts: Facts; readonly order: RunDocuments['order'] },
  counts: StoredCounts,
): RevocationSummary {
  const { operator, reason, startedAt, ticket } = order;
  return {
    ...base,
    operator,
    reason,
    startedAt,
    ticket,
    endedAt: facts.endedAt,
    ended: countGone(counts.targets),
    newSessions: lateNumbers(counts, 'new').left,
    outcome: facts.outcome ?? openOutcome,
  };
}
