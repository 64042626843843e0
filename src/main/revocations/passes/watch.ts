import type { Outcome, RunOptions } from '../../../contract/domain/revocation.ts';
import { toAppError } from '../../../contract/failure.ts';
import { dispatch } from '../dispatch/dispatch.ts';
import { hasState, noteError, type Run } from '../run/run.ts';
import { listUsers } from '../verification/list-users.ts';
import { readTargets } from '../verification/read-targets.ts';
import { rememberForWatch } from '../verification/remember-lists.ts';
import { giveUp, outcomeOf } from './carry-out.ts';

/** Between two looks at the users. */
const betweenMs = 10_000;

/** Looks for new sessions of the plan's users for so many minutes, and tells or ends them. */
export async function watch(run: Run, minutes: number, watchThen: RunOptions['watchThen']): Promise<void> {
  const { clock, control } = run;
  const startedAt = clock.now();
  const until = startedAt + minutes * 60_000;
  run.setFacts({ watch: { startedAt, until, endedAt: null, watchThen } });
  run.setWatching(until);
  try {
    await lookUntil(run, until, watchThen);
  } catch (thrown) {
    if (!control.signal.aborted) noteError(run, toAppError(thrown));
  }
  run.setWatching(null);
  if (control.isInterrupted()) return;
  await giveUp(run, false);
  await run.commitEnd({
    outcome: await outcomeNow(run),
    watch: { startedAt, until, endedAt: clock.now(), watchThen },
  });
}

async function lookUntil(run: Run, until: number, watchThen: RunOptions['watchThen']): Promise<void> {
  const { clock, control } = run;
  await rememberForWatch(run);
  for (;;) {
    const { lookedForIn } = await listUsers(run, 'all');
    if (lookedForIn !== run.facts().lookedForIn) run.setFacts({ lookedForIn });
    if (watchThen === 'end') await endNewSessions(run);
    const outcome = await outcomeNow(run);
    if (outcome !== run.facts().outcome) run.commitFacts({ outcome });
    if (clock.now() >= until) return;
    await rest(run, Math.min(betweenMs, until - clock.now()));
    await control.checkpoint();
  }
}

function outcomeNow(run: Run): Promise<Outcome> {
  return outcomeOf(run, run.facts().stopped);
}

async function endNewSessions(run: Run): Promise<void> {
  const { newSessions } = await run.store.settle();
  if (newSessions.planned === 0) return;
  await dispatch(run, 'new-planned', run.createThrottle());
  await run.store.settle();
  if (hasState(run, 'unknown')) await readTargets(run, 'unknown');
  await readTargets(run, 'sent-not-verified');
  await giveUp(run, false);
}

/** Waits so many milliseconds, or until the run is to end. */
function rest({ clock, control }: Run, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      control.signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    control.signal.addEventListener('abort', end);
    if (control.signal.aborted) end();
  });
}
