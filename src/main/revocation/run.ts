import type { AppError } from '../../contract/errors.ts';
import { failure, toAppError } from '../../contract/failure.ts';
import { check } from './checking/check.ts';
import { findWitnesses } from './checking/witnesses.ts';
import { closeByUserId } from './ending/close-by-user-id.ts';
import { endTargets } from './ending/end-targets.ts';
import type { RevocationRecord, RunTools } from './record.ts';
import { isOpen } from './targets/target-state.ts';

/** How often ending and looking again is tried before `revokeAllSessionsForUser` closes. */
const defaultRounds = 3;

/**
 * Ends the sessions of a plan in rounds: end, look again, and begin anew with what is there. Never rejects: whatever
 * happens is in the record, and no target is left `sent` or `still-there`.
 */
export async function runRevocation(
  record: RevocationRecord,
  tools: RunTools,
  rounds = defaultRounds,
): Promise<void> {
  let checked = false;
  try {
    checked = await runRounds(record, tools, rounds);
  } catch (thrown) {
    recordMistake(record, toAppError(thrown));
  }
  const open = hasOpen(record);
  record.stopped = tools.signal.aborted && (open || !checked);
  giveUpSurvivors(record);
  record.endedAt = tools.now();
}

async function runRounds(record: RevocationRecord, tools: RunTools, rounds: number): Promise<boolean> {
  const { scope } = record.plan.plan;
  if (scope.type === 'handles') record.witnesses = await findWitnesses(record.plan.handles, tools);
  for (;;) {
    record.rounds += 1;
    await endTargets(record, tools);
    if (tools.signal.aborted || !(await check(record, tools))) return false;
    if (!hasOpen(record)) return true;
    if (record.rounds >= rounds) break;
  }
  if (scope.type !== 'user' || tools.signal.aborted) return true;
  await closeByUserId(record, scope.tenantId, tools);
  return check(record, tools);
}

function hasOpen({ ledger }: RevocationRecord): boolean {
  return ledger.where(({ standing }) => isOpen(standing)).length > 0;
}

// A mistake in this program must not leave anything looking as if it were still on its way.
function recordMistake({ ledger, errors }: RevocationRecord, error: AppError): void {
  errors.push(error);
  for (const { handle, standing } of ledger.all()) {
    if (standing.state === 'sent') ledger.record(handle, { type: 'lost', error });
  }
}

/** Makes `failed` of what is still there, with the reason. */
export function giveUpSurvivors({ ledger, stopped }: RevocationRecord): void {
  const noReason = stopped
    ? failure('aborted', 'The session was still there when the revocation was stopped.', {
        hint: 'End it again.',
      })
    : failure('core-error', 'The session is still there, although the core did not refuse to end it.', {
        hint: 'Look into the log of the core, then end it again.',
      });
  for (const { handle, standing } of ledger.all()) {
    if (standing.state !== 'still-there') continue;
    ledger.record(handle, { type: 'given-up', error: standing.error ?? noReason.error });
  }
}
