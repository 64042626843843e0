import type { DeliveryQueue } from '../store/deliveries.ts';

interface ReceiversOf {
  readonly receiverIds: () => readonly string[];
  /** Files that could not be read at this start. */
  readonly damagedFiles: readonly (string | undefined)[];
}

/**
 * Removes queues without a receiver: the console was killed after a receiver was removed, and before its queue was. Where a file of
 * receivers cannot be read, nobody knows which receivers there are, and all queues stay. Never rejects: what fails is tried again at
 * the next start.
 */
export async function removeOrphanedQueues(
  queue: Pick<DeliveryQueue, 'receivers' | 'removeReceiver'>,
  owners: readonly ReceiversOf[],
): Promise<void> {
  if (owners.some(({ damagedFiles }) => damagedFiles.some((file) => file !== undefined))) return;
  try {
    for (const { receiver } of await queue.receivers({})) {
      // Asked anew for each: one that is added meanwhile is known before it has a queue.
      if (owners.some(({ receiverIds }) => receiverIds().includes(receiver))) continue;
      while ((await queue.removeReceiver({ receiver })).left);
    }
  } catch {
    // The store does not work now.
  }
}
