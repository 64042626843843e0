import type { Failure } from '../../../../src/contract/failure.ts';
import { openStore } from '../../../../src/main/store/client/open-store.ts';
import { spawnStoreWorker } from '../../support/store/spawn-store-worker.ts';

// A console that opens a data folder, tells how that ended, and ends.
const [, , dataDirectory = ''] = process.argv;
try {
  const store = await openStore({ dataDirectory, spawn: spawnStoreWorker });
  await store.close();
  process.stdout.write(`${JSON.stringify({ commit: 0 })}\n`);
} catch (thrown) {
  process.stdout.write(`${JSON.stringify({ failed: (thrown as Failure).error })}\n`);
}
