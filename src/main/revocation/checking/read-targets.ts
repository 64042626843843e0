import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { SessionRead } from '../../core/protocol.ts';
import type { RevocationRecord, RunTools } from '../record.ts';
import type { Target } from '../targets/ledger.ts';
import { recordAbsent } from './record-absent.ts';

/**
 * Reads targets again, one by one, and records how each stands; what the core answers with an error, twice. What cannot
 * be read stays unknown: an error of the core, however often it comes, does not tell whether the session is there.
 */
export async function readTargets(
  record: RevocationRecord,
  targets: readonly Target[],
  tools: RunTools,
): Promise<void> {
  await readEach(record, targets, tools);
  if (tools.signal.aborted || !targets.some(isUnreadable)) return;
  await readEach(record, targets.filter(isUnreadable), tools);
  for (const { handle, standing } of targets.filter(isUnreadable)) {
    if (standing.state === 'unknown' && !canBeHandle(handle))
      record.ledger.record(handle, { type: 'given-up', error: standing.error });
  }
}

function isUnreadable({ standing }: Target): boolean {
  return standing.state === 'unknown' && standing.error.code === 'core-error';
}

// A core on PostgreSQL answers 500 to a handle with a NUL byte (fact 3), and so can never have stored one.
function canBeHandle(handle: string): boolean {
  return !/[\u0000-\u001f\u007f]/.test(handle);
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
