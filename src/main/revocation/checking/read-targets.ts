import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { SessionRead } from '../../core/protocol.ts';
import { coreWorks } from '../ending/core-health.ts';
import type { RevocationRecord, RunTools } from '../record.ts';
import type { Target } from '../targets/ledger.ts';
import { recordAbsent } from './record-absent.ts';

/**
 * Reads targets again, one by one, and records how each stands. What cannot be read stays as it is, but for a handle
 * that the core answers with an error time after time while it answers others: that one is given up.
 */
export async function readTargets(
  record: RevocationRecord,
  targets: readonly Target[],
  tools: RunTools,
): Promise<void> {
  await readEach(record, targets, tools);
  if (tools.signal.aborted || !targets.some(isUnreadable)) return;
  await readEach(record, targets.filter(isUnreadable), tools);
  const unreadable = targets.filter(isUnreadable);
  if (unreadable.length === 0 || tools.signal.aborted || !(await coreWorks(tools.core))) return;
  for (const { handle, standing } of unreadable) {
    if (standing.state === 'unknown')
      record.ledger.record(handle, { type: 'given-up', error: standing.error });
  }
}

// The core does answer, but with an error: about this handle, or because it is unwell as a whole.
function isUnreadable({ standing }: Target): boolean {
  return standing.state === 'unknown' && standing.error.code === 'core-error';
}

async function readEach(
  record: RevocationRecord,
  targets: readonly Target[],
  { core, keys, now, signal, tell }: RunTools,
): Promise<void> {
  const left = new Set(targets.map(({ handle }) => handle));
  try {
    await core.sessions(
      { handles: [...left], keys },
      (batch) => {
        for (const read of batch) left.delete(recordRead(record, read, now()));
        tell('reading-again');
      },
      signal,
    );
  } catch (thrown) {
    const error = toAppError(thrown);
    for (const handle of left) record.ledger.record(handle, { type: 'read-failed', error });
    tell('reading-again');
  }
}

function recordRead(record: RevocationRecord, read: SessionRead, now: number): string {
  const handle = read.outcome === 'found' ? read.row.handle : read.handle;
  switch (read.outcome) {
    case 'found':
      record.ledger.record(handle, { type: 'read-there' });
      break;
    case 'absent':
      recordAbsent(record, handle, now);
      break;
    case 'failed':
      recordFailedRead(record, handle, read.error);
      break;
  }
  return handle;
}

// A handle of a tenant that does not exist can be no session, now or later.
function recordFailedRead({ ledger }: RevocationRecord, handle: string, error: AppError): void {
  const isUnknown = ledger.get(handle)?.standing.state === 'unknown';
  const type = isUnknown && error.code === 'tenant-unknown' ? 'given-up' : 'read-failed';
  ledger.record(handle, { type, error });
}
