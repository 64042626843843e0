import type { AppError } from '../../../contract/errors.ts';
import { failure, toAppError } from '../../../contract/failure.ts';
import { check } from '../checking/check.ts';
import { readOnce, readTargets } from '../checking/read-targets.ts';
import { findWitnesses } from '../checking/witnesses.ts';
import { closeByUserId } from '../ending/close-by-user-id.ts';
import { endTargets } from '../ending/end-targets.ts';
import { createPace } from '../ending/pace.ts';
import { isOpen } from '../targets/target-state.ts';
import { isOrdered, keepError, type Run, targetsWhere, tell } from './run.ts';

/**
 * Ends the sessions of a plan in passes: end, look again, and begin anew with what is there. Takes up a record wherever
 * it stands. Never rejects: whatever happens is in the record, and at its end no target is `sent` or `still-active`.
 * When the console ends meanwhile, the record is left as it stands.
 */
export async function runRevocation(run: Run): Promise<void> {
  const { control, log, now } = run;
  let checked = false;
  try {
    checked = await runRounds(run);
  } catch (thrown) {
    recordMistake(run, toAppError(thrown));
  }
  if (control.isInterrupted()) return;
  const stopped = control.signal.aborted && (hasOpen(run) || !checked);
  await readUnknownOnce(run);
  giveUpSurvivors(run, stopped);
  // What went wrong on the way, and came right, is no reason for anything any more.
  const errors = checked && !hasDoubts(run) ? [] : run.record.facts.errors;
  log.write({ e: 'facts', facts: { stopped, errors, endedAt: now() } });
}

async function runRounds(run: Run): Promise<boolean> {
  const { control, log, record } = run;
  const { facts, order } = record;
  const pace = createPace();
  await run.checkIdentity('now');
  await readDoubtful(run);
  await findWitnesses(run);
  // Taken up after the end of the console, the pass that was under way goes on.
  for (let pass = Math.max(1, facts.passes); !control.signal.aborted; pass++) {
    log.write({ e: 'facts', facts: { passes: pass } });
    await endTargets(run, pace);
    if (control.signal.aborted) return false;
    const checked = await check(run);
    if (control.signal.aborted || !hasOpen(run)) return checked;
    if (pass < order.options.passes) continue;
    if (record.plan.people.wholeCount() === 0) return checked;
    await closeByUserId(run);
    return check(run);
  }
  return false;
}

/** What a run before this one sent, and never heard of. */
async function readDoubtful(run: Run): Promise<void> {
  const { ledger } = run.record;
  const doubtful = targetsWhere(run, (index) => ledger.state(index) === 'unknown');
  if (doubtful.length === 0) return;
  run.steps.begin('verifying-sessions', doubtful.length);
  await readTargets(run, doubtful);
}

/** No target ends unknown without having been read again, not even when the operator stops. */
async function readUnknownOnce(run: Run): Promise<void> {
  const { control, record, steps } = run;
  const unknown = targetsWhere(run, (index) => record.ledger.state(index) === 'unknown');
  if (unknown.length === 0 || !control.signal.aborted) return;
  steps.begin('verifying-sessions', unknown.length);
  await readOnce(run, unknown);
}

function hasDoubts({ record: { ledger } }: Run): boolean {
  const { failed, unknown } = ledger.counts();
  return failed + unknown > 0;
}

export function hasOpen(run: Run): boolean {
  const { ledger } = run.record;
  for (let index = 0; index < ledger.size; index++)
    if (isOrdered(run, index) && isOpen({ state: ledger.state(index) })) return true;
  return false;
}

// A mistake in this program must not leave anything looking as if it were still on its way.
function recordMistake(run: Run, error: AppError): void {
  const { ledger } = run.record;
  keepError(run, error);
  tell(
    run,
    { type: 'lost', error },
    targetsWhere(run, (index) => ledger.state(index) === 'sent'),
  );
}

/** Makes `failed` of what is still there, with the reason. */
export function giveUpSurvivors(run: Run, stopped: boolean): void {
  const { ledger } = run.record;
  const noReason = stopped
    ? failure('aborted', 'The session was still there when the revocation was stopped.', {
        hint: 'End it again.',
      })
    : failure('core-error', 'The session is still there, although the core did not refuse to end it.', {
        hint: 'Look into the log of the core, then end it again.',
      });
  const survivors = targetsWhere(
    run,
    (index) => isOrdered(run, index) && ledger.state(index) === 'still-active',
  );
  const groups = new Map<AppError, number[]>();
  for (const index of survivors) {
    const standing = ledger.standing(index);
    const error = standing.state === 'still-active' && standing.error ? standing.error : noReason.error;
    const group = groups.get(error);
    if (group) group.push(index);
    else groups.set(error, [index]);
  }
  for (const [error, on] of groups) tell(run, { type: 'given-up', error }, on);
}
