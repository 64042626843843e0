import type { RunOptions, UnplannedSessions } from '../../../contract/domain/revocation/run.ts';
import { failure, toAppError } from '../../../contract/failure.ts';
import { firstOfEachCode } from '../report/report.ts';
import { hasState, noteError, type Run } from '../run/run.ts';
import { secondScanGoingOn } from '../second-scan/second-scan.ts';
import { verify } from '../verification/verify.ts';
import { carryOut, giveUp, outcomeOf } from './carry-out.ts';
import { endTokensAfterwards, endUnplanned, sendSignalsAfterwards } from './end-afterwards.ts';
import { watch, watchAtEnd } from './watch.ts';

/** What a run does from its beginning to its end. Rejects when the store does not work and the run is to end. */
export type RunTask = (run: Run) => Promise<void>;

/** A plan whose order is on disk. */
export const carryOutTask: RunTask = async (run) => {
  const { watchMinutes, watchThen } = run.order.options;
  await carryOut(run, watchMinutes > 0 ? () => watchAtEnd(run, watchMinutes, watchThen) : undefined);
  if (run.facts().watch !== null) await watch(run, watchMinutes, watchThen);
};

/** Goes on after the end of the console: what was on its way is read again before anything more is sent. */
export const resumeTask: RunTask = async (run) => {
  const { store } = run;
  run.setFacts({ resumed: run.facts().resumed + 1 });
  await store.settle();
  if (hasState(run, 'sent')) {
    const { error } = failure('interrupted');
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
  if (ending === null) await (hasEndedBefore(run) ? carryOut(run) : carryOutTask(run));
  else if (ending === 'oauth-tokens') await endTokensAfterwards(run);
  else if (ending === 'signals') await sendSignalsAfterwards(run);
  // What the operator was asked about is ordered on disk.
  else await endUnplanned(run, ending, { covered: true });
};

/** Then what was left over was being ended: the watch that was ordered with the plan came after the first end, and is over. */
function hasEndedBefore({ facts }: Run): boolean {
  const { auditHead, watch: watched } = facts();
  // Facts of earlier versions have no head.
  return auditHead !== null || watched !== null;
}

/** Ends what a revocation that has ended left over: targets that were never sent, that failed, or are not known to be gone. */
export const endRemainingTask: RunTask = async (run) => {
  const { clock, store } = run;
  const ask = { id: store.id, at: clock.now(), where: 'failed', event: { type: 'reopened' } } as const;
  await store.change((writer) => writer.recordWhere(ask));
  const secondScan = secondScanGoingOn(run);
  const { errors, errorsBefore } = run.facts();
  const isOpenAgain = { stopped: false, endedAt: null, verifiedAt: null, isPassOver: true };
  await run.commitReopened({
    ...isOpenAgain,
    errors: [],
    errorsBefore: firstOfEachCode([...errorsBefore, ...errors]),
    secondScan,
  });
  await carryOut(run);
};

/** Ends sessions that are not of the plan: new ones, or those of accounts that were linked meanwhile. */
export function endUnplannedTask(which: UnplannedSessions): RunTask {
  return (run) => endUnplanned(run, which);
}

export const endTokensTask: RunTask = endTokensAfterwards;

export const sendSignalsTask: RunTask = sendSignalsAfterwards;

export function watchTask(minutes: number, watchThen: RunOptions['watchThen']): RunTask {
  return (run) => watch(run, minutes, watchThen);
}

/**
 * Reads again everything that is not known to be gone, what was never sent included. Ends nothing, so what is active is
 * `failed`. When it cannot be read this time either, the report says what it said before, and what went wrong this time.
 */
export async function verifyAgain(run: Run): Promise<void> {
  const { control, store } = run;
  const { id } = store;
  const { verifiedAt, stopped } = run.facts();
  const count = await store.read((reader) => reader.countTargets({ id, where: 'not-ended' }));
  // With every target verified, a list of a whole user can still be missing.
  if (count === 0 && verifiedAt !== null) return;
  run.steps.begin('verifying-sessions', count);
  // Lists of revocations say so, too, when the console is killed in the middle of it.
  run.commitFacts({ verifiedAt: null, outcome: stopped ? 'stopped' : 'incomplete' }, 'goes-on');
  await store.change((writer) => writer.verifyAgain({ id, where: 'not-ended' }));
  let isVerified = false;
  try {
    isVerified = await verify(run, 'not-verified');
  } catch (thrown) {
    if (!control.signal.aborted) noteError(run, toAppError(thrown));
  }
  run.setFacts(isVerified ? { errors: [], errorsBefore: [] } : { verifiedAt });
  if (control.isInterrupted()) return run.commitFacts({ outcome: await outcomeOf(run, stopped) }, 'is-left');
  await giveUp(run, stopped);
  await run.commitEnd({ outcome: await outcomeOf(run, stopped) });
}
