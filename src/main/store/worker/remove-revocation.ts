import { existsSync } from 'node:fs';
import { failure } from '../../../contract/failure.ts';
import { isSmallFile } from '../files/data-folder.ts';
import { storeFailure } from '../files/store-failure.ts';
import type { OperationProgress } from '../interface.ts';
import type { StoredState } from '../records.ts';
import { findRev, headOf, removeRevocationRows, revOf } from '../tables/head.ts';
import type { WriteCalls } from './protocol.ts';
import type { WriterContext } from './writer-context.ts';

/** Removes a revocation, a step a turn. The tombstone is first: a start after a kill finds it and goes on. */
export function* removeRevocation(
  context: WriterContext,
  { file, id, now }: Parameters<WriteCalls['remove']>[0],
  progress: (value: OperationProgress) => void,
): Generator<unknown, null> {
  if (stateOf(context, file, id) === 'running') throw isRunning();
  context.catalogue().markRemoved({ id, file }, now);
  yield* finishRemoval(context, { id, file }, progress);
  return null;
}

/** Removes what is left of a revocation that has its tombstone. */
export function* finishRemoval(
  context: WriterContext,
  { id, file: name }: { readonly id: string; readonly file: string },
  progress: (value: OperationProgress) => void,
): Generator<unknown, void> {
  const isThere = existsSync(context.folder.revocation(name));
  if (isThere && isSmallFile(name)) {
    yield* context.steps(
      name,
      function* (file) {
        const rev = findRev(file, id);
        if (rev !== null) yield* removeRevocationRows(file, rev);
      },
      progress,
    );
  } else if (isThere) context.discard(name);
  context.forget(id);
  context.catalogue().setGone(id);
}

/** Null: its file cannot be read, and never will. */
function stateOf({ pool, catalogue }: WriterContext, name: string, id: string): StoredState | null {
  try {
    const file = pool.use(name);
    const { state } = headOf(file, revOf(file, id));
    return state === 'removed' ? null : state;
  } catch (thrown) {
    const { error } = storeFailure(thrown);
    if (isSmallFile(name)) throw thrown;
    if (error.code === 'store-newer') return catalogue().find(id)?.state ?? null;
    // A disk that fails for a moment is no reason to remove what may be running.
    if (error.code === 'store-damaged' || error.details?.cause === 'ENOENT') return null;
    throw thrown;
  }
}

function isRunning() {
  return failure('bad-input', 'A running revocation cannot be deleted.');
}
