import { Worker } from 'node:worker_threads';
import {
  type SpawnCoreWorker,
  workerEnvironment,
  workerLimits,
} from '../../../src/main/connections/core-worker.ts';
import {
  type SpawnStoreWorker,
  workerLimits as storeWorkerLimits,
} from '../../../src/main/store/worker/protocol.ts';

/** Built workers, for a process that cannot build. */
export interface WorkerFiles {
  readonly core: string;
  readonly store: string;
}

export interface SpawnWorkers {
  readonly spawnCoreWorker: SpawnCoreWorker;
  readonly spawnStoreWorker: SpawnStoreWorker;
}

export function builtWorkers({ core, store }: WorkerFiles): SpawnWorkers {
  return {
    spawnCoreWorker: (options) =>
      new Worker(core, { workerData: options, env: workerEnvironment(), resourceLimits: workerLimits }),
    spawnStoreWorker: (workerData) =>
      new Worker(store, {
        name: `curfew-store-${workerData.role}`,
        workerData,
        resourceLimits: storeWorkerLimits,
      }),
  };
}
