import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import {
  type SpawnStoreWorker,
  type StoreWorkerData,
  workerLimits,
} from '../../../src/main/store/worker/protocol.ts';

const entry = new URL('../../../src/main/store/worker/store-worker.ts', import.meta.url);
const compiled = fileURLToPath(new URL('../../../node_modules/.cache/curfew/compiled', import.meta.url));

/**
 * Starts a thread of the store from its source: Node 24 leaves out the types by itself. What it compiled is kept, which
 * makes the next start twice as fast.
 */
export const spawnStoreWorker: SpawnStoreWorker = (workerData) => spawnFromSource(entry, workerData);

/** The same for another entry, with what it needs beside. */
export function spawnFromSource(file: URL, workerData: StoreWorkerData): Worker {
  return new Worker(file, {
    workerData,
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
    resourceLimits: workerLimits,
  });
}
