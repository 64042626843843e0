import type { AppError } from '../../../contract/errors.ts';
import { Failure } from '../../../contract/failure.ts';
import type { RecordedKeys, SessionRead } from '../../core/protocol.ts';
import { mayPass } from './outages.ts';
import type { CoreCaller } from './steady-core.ts';

/**
 * Reads sessions in bulk, and reads again those that an outage left out. Failed ones are failed for a reason of their
 * own.
 */
export async function readRows(
  core: CoreCaller,
  handles: readonly string[],
  keys: RecordedKeys,
): Promise<Map<string, SessionRead>> {
  const reads = new Map<string, SessionRead>();
  let open = [...new Set(handles)];
  if (open.length === 0) return reads;
  try {
    await core.call(async (port, signal, answered) => {
      const asked = open.length;
      await port.sessions({ handles: open, keys }, (batch) => note(reads, batch), signal);
      open = open.filter((handle) => isOpen(reads.get(handle)));
      if (open.length < asked) answered();
      const error = commonError(reads, open);
      if (error) throw new Failure(error);
    });
  } catch (thrown) {
    // Each of them says itself why it is failed.
    if (!(thrown instanceof Failure) || open.some((handle) => !reads.has(handle))) throw thrown;
  }
  return reads;
}

function note(reads: Map<string, SessionRead>, batch: readonly SessionRead[]): void {
  for (const read of batch) reads.set(read.outcome === 'found' ? read.row.handle : read.handle, read);
}

function isOpen(read: SessionRead | undefined): boolean {
  return !read || (read.outcome === 'failed' && mayPass(read.error));
}

/** Why those failed that can be read again: an outage before what is wrong with one of them. */
function commonError(reads: ReadonlyMap<string, SessionRead>, open: readonly string[]): AppError | null {
  let error: AppError | null = null;
  for (const handle of open) {
    const read = reads.get(handle);
    if (read?.outcome !== 'failed') continue;
    if (read.error.code !== 'core-error') return read.error;
    error ??= read.error;
  }
  return error;
}
