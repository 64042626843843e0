import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ListedHandle } from '../../../contract/domain/session.ts';
import type { IdentityId } from '../../../contract/domain/user.ts';
import type { CorePort } from '../../core/protocol.ts';
import { tenantOfHandle } from '../../identity/session-handles.ts';

// Small at first, so that the first rows are on screen while a long list still arrives; and never so large that taking
// one would keep the window from drawing its next frame.
const firstChunk = 200;
const laterChunk = 500;

/**
 * Lists the handles under each of the ids, at the same time, and gives them in chunks, each handle once. Resolves with
 * their number; rejects when one id cannot be listed.
 */
export async function listHandles(
  core: CorePort,
  identities: readonly IdentityId[],
  onChunk: (chunk: ListedHandle[]) => Promise<void>,
  signal: AbortSignal,
): Promise<number> {
  const seen = new Set<string>();
  let failed = false;
  async function list(underId: string): Promise<void> {
    const handles = await core.sessionHandles({ userId: underId, tenantId: null }, signal);
    for (let at = 0, size = firstChunk; at < handles.length && !failed; at += size, size = laterChunk) {
      const chunk = handles.slice(at, at + size).filter((handle) => {
        if (seen.has(handle)) return false;
        seen.add(handle);
        return true;
      });
      await onChunk(chunk.map((handle) => ({ handle, tenantId: tenantOfHandle(handle), underId })));
      // The first rows come from the worker meanwhile: they go before the rest of a long list.
      await nextTurn();
    }
  }
  // All come to an end before this does: nothing may be told after the error.
  const ends = await Promise.allSettled(
    identities.map(({ id }) =>
      list(id).catch((thrown: unknown) => {
        failed = true;
        throw thrown;
      }),
    ),
  );
  const rejected = ends.find((end) => end.status === 'rejected');
  if (rejected) throw rejected.reason;
  return seen.size;
}
