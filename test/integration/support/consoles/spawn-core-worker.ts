import { Worker } from 'node:worker_threads';
import {
  type SpawnCoreWorker,
  workerEnvironment,
  workerLimits,
} from '../../../../src/main/connections/core-worker.ts';
import { builtWorker } from '../../../support/built-workers.ts';

/** Gives what starts the worker of a connection. A thread cannot run TypeScript itself on every Node we support. */
export async function coreWorkerSpawner(): Promise<SpawnCoreWorker> {
  const file = await builtWorker('core');
  return (options) =>
    new Worker(file, { workerData: options, env: workerEnvironment(), resourceLimits: workerLimits });
}
