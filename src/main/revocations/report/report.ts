import type { Outcome, RevocationReport } from '../../../contract/domain/revocation.ts';
import type { AppError } from '../../../contract/errors.ts';
import { failure } from '../../../contract/failure.ts';
import type { StoredCounts } from '../../store/interface.ts';
import type { RevocationSummary } from '../../store/records.ts';
import type { Facts, RunDocuments } from './documents.ts';
import { countAll, countGone, countUnplanned, countVisited, coverageOf } from './numbers.ts';

/**
 * What is known of a revocation at this moment. `targetErrors`: why targets are unknown, failed or still active. Throws
 * `store-damaged` when the numbers do not add up to the plan. `damagedRows`: null: not known yet.
 */
export function toReport(
  { facts, order, plan: { plan } }: RunDocuments,
  counts: StoredCounts,
  targetErrors: readonly AppError[],
  damagedRows: number | null,
): RevocationReport {
  const sum = countAll(counts.targets);
  if (sum !== plan.targets) {
    throw failure('store-damaged', {
      reason: 'numbers-do-not-add-up',
      params: { counted: sum, planned: plan.targets },
    });
  }
  const { verifiedAt, closedByUserId, passes, resumed, secondScan, watch } = facts;
  return {
    id: plan.id,
    plan,
    ...order,
    verifiedAt,
    endedAt: facts.endedAt ?? order.startedAt,
    outcome: outcomeWithDamage(facts.outcome, damagedRows),
    counts: counts.targets,
    newSessions: countUnplanned(counts, 'new'),
    newSessionsLookedForIn: facts.lookedForIn,
    linkedSessions: countUnplanned(counts, 'linked'),
    watched: counts.watched,
    notKnownToBeNew: counts.remembered,
    passes,
    coverage: coverageOf(plan.coverage, facts, counts),
    secondScan: secondScan && {
      startedAt: secondScan.startedAt,
      endedAt: secondScan.endedAt,
      complete: secondScan.isComplete,
      users: countVisited(secondScan),
      found: secondScan.found,
    },
    closedByUserId,
    watch,
    exposureUntil: (counts.lastActiveAt ?? order.startedAt) + plan.accessTokenLifetimeS * 1_000,
    resumed,
    errors: firstOfEachCode([...targetErrors, ...facts.errors]),
    damagedRows,
  };
}

/** With damaged rows, nobody knows any more that everything was ended. */
export function outcomeWithDamage(outcome: Outcome | null, damagedRows: number | null): Outcome {
  if (outcome === 'stopped' || outcome === null) return outcome ?? 'incomplete';
  return (damagedRows ?? 0) > 0 ? 'incomplete' : outcome;
}

function firstOfEachCode(errors: readonly AppError[]): AppError[] {
  const byCode = new Map<string, AppError>();
  for (const error of errors) if (!byCode.has(error.code)) byCode.set(error.code, error);
  return [...byCode.values()];
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
    newSessions: countUnplanned(counts, 'new').left,
    outcome: facts.outcome ?? openOutcome,
    ...(base.coverage ? { coverage: coverageOf(base.coverage, facts, counts) } : {}),
  };
}
