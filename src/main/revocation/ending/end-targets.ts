import { readTargets } from '../checking/read-targets.ts';
import type { RevocationRecord, RunTools } from '../record.ts';
import { isOpen } from '../targets/target-state.ts';
import { sendCalls } from './send-calls.ts';

/**
 * Ends what is open. Targets of calls that failed are read again, because such a call can have ended some of them; those
 * that are still there go into calls of half the size, until a call that fails holds one handle alone. Comes back early
 * when the core does not work any more, or the operator stops.
 */
export async function endTargets(record: RevocationRecord, tools: RunTools): Promise<void> {
  let toSend = record.ledger.where(({ standing }) => isOpen(standing));
  while (toSend.length > 0 && !tools.signal.aborted) {
    const works = await sendCalls(record, toSend, tools);
    if (!works || tools.signal.aborted) return;
    const lost = toSend.filter(({ standing }) => standing.state === 'unknown');
    if (lost.length > 0) await readTargets(record, lost, tools);
    toSend = lost.filter(({ standing, callSize }) => standing.state === 'still-there' && callSize > 0);
  }
}
