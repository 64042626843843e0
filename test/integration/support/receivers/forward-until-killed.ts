import { openAuditLog } from '../../../../src/main/audit/audit-log.ts';
import { createRecorder } from '../../../../src/main/audit/recorder.ts';
import { openSigningKey } from '../../../../src/main/audit/signing-key.ts';
import { openForwarding } from '../../../../src/main/forwarding/forwarding.ts';
import { systemClock } from '../../../../src/main/shared/clock.ts';
import { openStore } from '../../../../src/main/store/client/open-store.ts';
import { spawnStoreWorker } from '../../../unit/support/store/spawn-store-worker.ts';

// A console that writes records and forwards them to the receivers that are set up in its folder, tells the number of each
// record that is on disk, and goes on until it is killed.
const [, , dataDirectory = ''] = process.argv;
const secretStore = {
  state: async () => 'absent' as const,
  seal: async (text: string) => text,
  unseal: async (text: string) => ({ text }),
};
const store = await openStore({ dataDirectory, spawn: spawnStoreWorker });
const key = await openSigningKey(dataDirectory, secretStore);
const log = await openAuditLog({
  ...{ store: store.audit, key, clock: systemClock, version: '1', operatorName: () => 'Ada' },
});
await openForwarding({
  ...{ dataDirectory, secretStore, lockPrint: () => null, queue: store.deliveries, audit: log },
  recorder: createRecorder(log),
  ask: async () => true,
  waits: { firstMs: 10, mostMs: 50 },
});
for (;;) {
  const { sequence } = await log.record({ action: 'user.viewed', outcome: 'done', correlation: 'call' });
  process.stdout.write(`${JSON.stringify({ commit: sequence })}\n`);
}
