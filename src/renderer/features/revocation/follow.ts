import type { RunItem } from '../../../contract/domain/revocation.ts';
import { readStream } from '../../shared/ipc-client.ts';

/**
 * Tells of a revocation until nothing is done with it any more: its report comes last, or that it was interrupted.
 * Reports come before, too, while it watches for new sessions. Leaving changes nothing: it goes on in main. Rejects when
 * there is no such revocation, or when main tells no more.
 */
export function followRevocation(
  id: string,
  onItem: (item: RunItem) => void,
  signal: AbortSignal,
): Promise<void> {
  const take = (items: readonly RunItem[]) => {
    if (signal.aborted) return;
    for (const item of items) onItem(item);
  };
  return readStream('revocation.watch', { id }, take, signal);
}
