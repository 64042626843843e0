import type { UserSessionsItem } from '../../../contract/domain/session.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { CorePort, RecordedKeys, SessionRead } from '../../core/protocol.ts';

/**
 * Reads the details of some handles and passes them on as they come. Resolves when all of them were taken, each handle
 * told once: as a row, as gone, or as failed. Rejects only when stopped.
 */
export async function readSlice(
  core: CorePort,
  handles: readonly string[],
  keys: RecordedKeys,
  emit: (items: readonly UserSessionsItem[]) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const left = new Set(handles);
  let taken = Promise.resolve();
  function pass(items: readonly UserSessionsItem[]): void {
    taken = taken.then(() => emit(items));
    // Whoever awaits `taken` gets the rejection; until then it is nobody's.
    taken.catch(() => undefined);
  }
  try {
    await core.sessions(
      { handles, keys },
      (batch) => {
        for (const read of batch) left.delete(handleOf(read));
        pass(toItems(batch));
      },
      signal,
    );
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    pass([{ type: 'failed', handles: [...left], error: toAppError(thrown) }]);
  }
  await taken;
}

function handleOf(read: SessionRead): string {
  return read.outcome === 'found' ? read.row.handle : read.handle;
}

function toItems(batch: readonly SessionRead[]): UserSessionsItem[] {
  const rows = batch.flatMap((read) => (read.outcome === 'found' ? [read.row] : []));
  const gone = batch.flatMap((read) => (read.outcome === 'absent' ? [read.handle] : []));
  const failures = new Map<string, { handles: string[]; error: AppError }>();
  for (const read of batch) {
    if (read.outcome !== 'failed') continue;
    const key = `${read.error.code} ${read.error.message}`;
    const same = failures.get(key);
    if (same) same.handles.push(read.handle);
    else failures.set(key, { handles: [read.handle], error: read.error });
  }
  return [
    ...(rows.length > 0 ? [{ type: 'rows', rows } as const] : []),
    ...(gone.length > 0 ? [{ type: 'gone', handles: gone } as const] : []),
    ...[...failures.values()].map((failed) => ({ type: 'failed', ...failed }) as const),
  ];
}
