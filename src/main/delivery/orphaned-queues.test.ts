import { expect, test } from 'vitest';
import { openTestStore, temporaryFolder } from '../../../test/unit/support/store/test-store.ts';
import { removeOrphanedQueues } from './orphaned-queues.ts';

/** A store after a kill: the receiver `removed` is in no registry any more, and has a queue of more than one step. */
async function afterKill() {
  const { deliveries } = await openTestStore(await temporaryFolder());
  for (const receiver of ['removed', 'siem', 'app']) {
    await deliveries.addReceiver({ receiver, cursor: 0 });
    for (const part of [1, 2])
      await deliveries.addDeliveries({
        ...{ receiver, topic: null, cursor: null },
        deliveries: Array.from({ length: 600 }, (_, at) => ({ id: `${part} ${at}`, body: 'body', at })),
      });
  }
  return deliveries;
}

function owner(id: string, damagedFile?: string) {
  return { receiverIds: () => [id], damagedFiles: [damagedFile] };
}

test('a queue whose receiver was removed before a kill is removed at the next start, and no other', async () => {
  const queue = await afterKill();
  await removeOrphanedQueues(queue, [owner('siem'), owner('app')]);
  expect(await queue.receivers({})).toMatchObject([
    { receiver: 'siem', waiting: 1_200 },
    { receiver: 'app', waiting: 1_200 },
  ]);
});

test('no queue is removed while a file of receivers cannot be read', async () => {
  const queue = await afterKill();
  await removeOrphanedQueues(queue, [owner('siem'), owner('app', 'signals.json.damaged')]);
  expect(await queue.receivers({})).toHaveLength(3);
});
