import type { Worker } from 'node:worker_threads';
import type { CoreWorkerOptions } from '../core/protocol.ts';

/** Starts `src/main/core/worker.ts` as a worker thread with these options as its data. */
export type SpawnCoreWorker = (options: CoreWorkerOptions) => Worker;

/**
 * The environment of a connection worker: ours, without the variables with which the SDK writes what it does to the
 * console, or keeps it in memory for its own tests.
 */
export function workerEnvironment(): NodeJS.ProcessEnv {
  const { DEBUG: _debug, TEST_MODE: _testMode, ...environment } = process.env;
  return environment;
}

/**
 * A connection worker makes much that lives for milliseconds, and little that lives longer. Left alone, its heap grows
 * with the memory of the machine before anything is collected; with bounds it takes a third of that. The upper one
 * leaves room for the sessions of one user by the million.
 */
export const workerLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 512 } as const;
