import { statSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import type { DataFolder } from '../files/data-folder.ts';
import type { LongCall } from '../interface.ts';
import type { IndexCalls } from '../worker/protocol.ts';
import { callOnce } from './store-thread.ts';

/** Ten million handles, on a slow disk. */
const indexDeadlineMs = 60 * 60 * 1000;
const progressEveryMs = 500;
/** What a handle takes in the index, to tell how far it is. */
const bytesOfMatch = 52;

/**
 * Builds the indexes of a list in a thread of its own. Nearly all of it is the statement for the one on handles, so how far
 * it is shows in the size of the WAL alone. Aborted, it ends with the thread.
 */
export async function buildIndexInThread(
  spawn: () => Worker,
  folder: DataFolder,
  input: Parameters<IndexCalls['build']>[0],
  { matches, signal, onProgress }: LongCall & { readonly matches: number },
): Promise<void> {
  const wal = `${folder.revocation(input.file)}-wal`;
  const before = sizeOf(wal);
  const of = Math.max(1, matches);
  let done = 0;
  const timer = setInterval(() => {
    const written = Math.floor((sizeOf(wal) - before) / bytesOfMatch);
    done = Math.max(done, Math.min(written, of));
    onProgress?.({ done, of });
  }, progressEveryMs);
  try {
    await callOnce<IndexCalls, 'build'>(spawn, 'build', input, { signal, deadlineMs: indexDeadlineMs });
  } finally {
    clearInterval(timer);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
