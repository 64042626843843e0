import type { Failure } from '../../../../src/contract/failure.ts';
import { openStore } from '../../../../src/main/store/client/open-store.ts';
import { spawnStoreWorker } from '../../support/store/spawn-store-worker.ts';

// A console that commits one document after the other to a revocation, tells each that is on disk, and each failure, and
// goes on until it is killed, or until it has as many as it was told.
const [, , dataDirectory = '', id = '', most = 'Infinity'] = process.argv;
const store = await openStore({ dataDirectory, spawn: spawnStoreWorker });
const log = store.openLog(id);
let failures = 0;
for (;;) {
  try {
    let { commit } = await log.settle();
    while (commit < Number(most)) {
      log.append({
        type: 'documents',
        documents: { facts: { commit: commit + 1, text: 'x'.repeat(5_000) } },
      });
      ({ commit } = await log.settle());
      process.stdout.write(`${JSON.stringify({ commit })}\n`);
    }
    break;
  } catch (thrown) {
    process.stdout.write(`${JSON.stringify({ failed: (thrown as Failure).error })}\n`);
    failures += 1;
    if (failures === 20) break;
  }
}
await store.close();
