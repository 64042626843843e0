import { toAppError } from '../../../contract/failure.ts';
import type { RevocationRecord, RunTools } from '../record.ts';
import { toCalls } from '../targets/calls.ts';
import type { Target } from '../targets/ledger.ts';
import { coreWorks, isAnswerOfCore } from './core-health.ts';

/** Calls of 250 handles, 4 at once, are within a tenth of the fastest, and small enough to stop soon. */
export const largestCall = 250;
const callsAtOnce = 4;

/**
 * Sends the targets once. Those of a call that fails become `unknown`. Resolves with whether the core still works: when
 * it does not, or the operator stops, what was not sent stays as it was.
 */
export async function sendCalls(
  record: RevocationRecord,
  targets: readonly Target[],
  tools: RunTools,
): Promise<boolean> {
  const calls = toCalls(targets);
  let next = 0;
  let works = true;

  async function sendOn(): Promise<void> {
    while (works && !tools.signal.aborted) {
      const handles = calls[next++];
      if (!handles) return;
      if (!(await sendCall(record, handles, tools))) works = false;
    }
  }

  await Promise.all(Array.from({ length: Math.min(callsAtOnce, calls.length) }, sendOn));
  return works;
}

async function sendCall(
  record: RevocationRecord,
  handles: readonly string[],
  { core, now, tell }: RunTools,
): Promise<boolean> {
  const { ledger } = record;
  for (const handle of handles) ledger.record(handle, { type: 'sent' });
  try {
    const revoked = new Set(await core.revokeHandles({ handles }));
    record.lastOpenAt = Math.max(record.lastOpenAt, now());
    for (const handle of handles) {
      const afterLostCall = ledger.get(handle)?.lostOnce ?? false;
      ledger.record(
        handle,
        revoked.has(handle) ? { type: 'confirmed' } : { type: 'not-named', afterLostCall },
      );
    }
    return true;
  } catch (thrown) {
    const error = toAppError(thrown);
    record.lastOpenAt = Math.max(record.lastOpenAt, now());
    for (const handle of handles) {
      ledger.record(handle, { type: 'lost', error });
      ledger.limitCall(handle, Math.floor(handles.length / 2));
    }
    return isAnswerOfCore(error) || coreWorks(core);
  } finally {
    tell('ending');
  }
}
