import type { RunProgress, RunState } from '../../../contract/domain/revocation.ts';
import type { RevocationRecord } from '../record.ts';
import type { StepProgress } from './steps.ts';

const noStep: StepProgress = { phase: 'ending', step: { done: 0, of: 0 }, rate: null, remainingMs: null };

/** How far a revocation is, for the screens. */
export function toProgress(record: RevocationRecord, run: RunState, step = noStep): RunProgress {
  const { facts, ledger, order, plan } = record;
  return {
    id: plan.plan.id,
    connectionId: plan.plan.connectionId,
    scope: plan.plan.scope,
    reason: order.reason,
    startedAt: order.startedAt,
    targets: plan.plan.targets,
    run,
    counts: ledger.counts(),
    newSessions: ledger.newSessions(),
    pass: Math.max(1, facts.passes),
    ...step,
  };
}
