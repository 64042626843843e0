import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import {
  type SpawnStoreWorker,
  type StoreWorkerData,
  workerLimits,
} from '../../../../src/main/store/worker/protocol.ts';
import { workerOfRun } from '../../../support/built-workers.ts';

const source = new URL('../../../../src/main/store/worker/store-worker.ts', import.meta.url);
const compiled = fileURLToPath(new URL('../../../../node_modules/.cache/curfew/compiled', import.meta.url));

/** Starts a thread of the store, as it was built for this run of the tests; outside of one from its source. */
export const spawnStoreWorker: SpawnStoreWorker = (workerData) =>
  spawnThread(workerOfRun('store') ?? source, workerData);

/**
 * The same from another file. Node 24 leaves out the types of a source by itself. What it compiled is kept, which makes the
 * next start twice as fast.
 */
export function spawnThread(file: URL | string, workerData: StoreWorkerData): Worker {
  return new Worker(file, {
    workerData,
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
    resourceLimits: workerLimits,
  });
}
