import { type RevocationReport, targetStates } from '../../contract/domain/revocation.ts';
import type { AppError } from '../../contract/errors.ts';
import type { RevocationRecord } from './record.ts';

/** What a record says at this moment. Throws when its numbers do not add up to the plan: a mistake in this program. */
export function toReport(record: RevocationRecord): RevocationReport {
  const { plan, reason, ledger, startedAt, endedAt, checkedAt, rounds, closedByUserId } = record;
  const counts = ledger.counts();
  const sum = targetStates.reduce((total, state) => total + counts[state], 0);
  if (sum !== plan.plan.targets)
    throw new Error(`${sum} targets are counted, ${plan.plan.targets} are planned.`);
  return {
    id: plan.plan.id,
    plan: plan.plan,
    reason,
    startedAt,
    checkedAt,
    endedAt,
    outcome: record.stopped ? 'stopped' : isComplete(record) ? 'complete' : 'incomplete',
    counts,
    newcomers: ledger.newcomers(),
    rounds,
    closedByUserId,
    exposureUntil: record.lastOpenAt + plan.plan.accessTokenLifetimeS * 1000,
    errors: firstOfEachCode(record),
  };
}

function isComplete({ ledger, checkedAt }: RevocationRecord): boolean {
  const counts = ledger.counts();
  const open = counts.planned + counts.sent + counts.unknown + counts['still-there'] + counts.failed;
  return checkedAt !== null && open === 0 && ledger.newcomers().left === 0;
}

function firstOfEachCode({ ledger, errors }: RevocationRecord): AppError[] {
  const byCode = new Map<string, AppError>();
  function keep(error: AppError | null): void {
    if (error && !byCode.has(error.code)) byCode.set(error.code, error);
  }
  for (const { standing } of ledger.all()) if ('error' in standing) keep(standing.error);
  for (const error of errors) keep(error);
  return [...byCode.values()];
}
