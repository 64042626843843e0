import createWorker from '../core/worker/worker.ts?nodeWorker';
import { type SpawnCoreWorker, workerEnvironment, workerLimits } from './core-worker.ts';

/** Starts the connection worker that was built beside main. Known to the build only: tests bring their own. */
export const spawnCoreWorker: SpawnCoreWorker = (options) =>
  createWorker({
    name: 'curfew-connection',
    workerData: options,
    env: workerEnvironment(),
    resourceLimits: workerLimits,
  });
