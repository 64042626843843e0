import type { LateSessions, RunOptions } from '../../../contract/domain/revocation.ts';
import { failure } from '../../../contract/failure.ts';
import { hasState, type Run } from '../run/run.ts';
import { secondScanGoingOn } from '../second-scan/scan-again.ts';
import { carryOut } from './carry-out.ts';
import { endLate } from './end-late.ts';
import { watch } from './watch.ts';

/** What a run does from its beginning to its end. Rejects when the store does not work and the run is to end. */
export type RunTask = (run: Run) => Promise<void>;

/** A plan whose order is on disk. */
export const carryOutTask: RunTask = async (run) => {
  const { watchMinutes, watchThen } = run.order.options;
  await carryOut(run);
  if (watchMinutes > 0 && !run.control.signal.aborted) await watch(run, watchMinutes, watchThen);
};

/** Goes on after the end of the console: what was on its way is read again before anything more is sent. */
export const resumeTask: RunTask = async (run) => {
  const { store } = run;
  run.setFacts({ resumed: run.facts().resumed + 1 });
  await store.settle();
  if (hasState(run, 'sent')) {
    const { error } = failure('interrupted', 'Curfew ended before the core had answered.');
    await store.change((writer) =>
      writer.recordWhere({
        id: store.id,
        at: run.clock.now(),
        where: 'sent',
        event: { type: 'lost', error },
      }),
    );
  }
  const { ending } = run.facts();
  if (ending === null) await carryOutTask(run);
  else await endLate(run, ending);
};

/** Ends what a revocation that has ended left over: targets that were never sent, that failed, or are not known to be gone. */
export const endRemainingTask: RunTask = async (run) => {
  const { clock, store } = run;
  const ask = { id: store.id, at: clock.now(), where: 'failed', event: { type: 'reopened' } } as const;
  await store.change((writer) => writer.recordWhere(ask));
  const secondScan = secondScanGoingOn(run);
  await run.commitReopened({ stopped: false, endedAt: null, checkedAt: null, errors: [], secondScan });
  await carryOut(run);
};

/** Ends sessions that are not of the plan: new ones, or those of accounts that were linked meanwhile. */
export function endLateTask(which: LateSessions): RunTask {
  return (run) => endLate(run, which);
}

export function watchTask(minutes: number, watchThen: RunOptions['watchThen']): RunTask {
  return (run) => watch(run, minutes, watchThen);
}
