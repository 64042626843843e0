import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type SpawnStoreWorker, workerLimits } from '../../../src/main/store/worker/protocol.ts';

const entry = new URL('../../../src/main/store/worker/store-worker.ts', import.meta.url);
const compiled = fileURLToPath(new URL('../../../node_modules/.cache/curfew/compiled', import.meta.url));

/**
 * Starts a thread of the store from its source: Node 24 leaves out the types by itself. What it compiled is kept, which
 * makes the next start twice as fast.
 */
export const spawnStoreWorker: SpawnStoreWorker = (workerData) =>
  new Worker(entry, {
    workerData,
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
    resourceLimits: workerLimits,
  });
