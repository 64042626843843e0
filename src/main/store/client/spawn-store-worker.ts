import { type SpawnStoreWorker, workerLimits } from '../worker/protocol.ts';
import createWorker from '../worker/store-worker.ts?nodeWorker';

/** Starts the thread that was built beside main. Known to the build only: tests bring their own. */
export const spawnStoreWorker: SpawnStoreWorker = (workerData) =>
  createWorker({ name: `curfew-store-${workerData.role}`, workerData, resourceLimits: workerLimits });
