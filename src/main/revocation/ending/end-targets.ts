import { readTargets } from '../checking/read-targets.ts';
import { isOrdered, type Run, targetsWhere } from '../runs/run.ts';
import { isOpen } from '../targets/target-state.ts';
import type { Pace } from './pace.ts';
import { sendCalls } from './send-calls.ts';

/**
 * Ends what is open. Targets of calls that failed are read again, because such a call can have ended some of them; those
 * that are still there go into calls of half the size, until a call that fails holds one handle alone. Comes back early
 * when the run is to end.
 */
export async function endTargets(run: Run, pace: Pace): Promise<void> {
  const { control, record, steps } = run;
  const { ledger } = record;
  let toSend = targetsWhere(run, (index) => isOrdered(run, index) && isOpen({ state: ledger.state(index) }));
  for (let first = true; toSend.length > 0 && !control.signal.aborted; first = false) {
    if (first) steps.begin('ending', toSend.length);
    await sendCalls(run, toSend, pace);
    const lost = toSend.filter((index) => ledger.state(index) === 'unknown');
    if (lost.length > 0) await readTargets(run, lost);
    toSend = toSend.filter((index) => isToBeSentAgain(run, index));
    if (toSend.length > 0) steps.begin('ending', toSend.length);
  }
}

/** Refused unread, or still there after a call that failed; but not again when it failed alone. */
function isToBeSentAgain({ record: { ledger } }: Run, index: number): boolean {
  const state = ledger.state(index);
  if (state === 'planned') return true;
  return state === 'still-active' && ledger.callSize(index) > 0;
}
