import type { Worker } from 'node:worker_threads';
import { type Failure, failure } from '../../contract/failure.ts';
import type { CorePort, CoreWorkerOptions } from '../core/protocol.ts';
import { createCoreClient } from './core-client.ts';

/** Starts `src/main/core/worker/worker.ts` as a worker thread with these options as its data. */
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

/** More deaths than this within the time below are no accident: the worker stays down until it is opened again. */
const RESTARTS = 5;
const RESTARTS_WITHIN_MS = 60_000;

export interface OpenCore {
  readonly port: CorePort;
  /** Ends the worker; open calls answer `aborted`. */
  readonly close: () => Promise<void>;
}

interface OpenCoreInput {
  readonly spawn: SpawnCoreWorker;
  readonly options: CoreWorkerOptions;
  /** The worker died too often and was not started again. */
  readonly onGivenUp?: (reason: Failure) => void;
}

/**
 * One worker thread, and another one when it dies: the port stays the same. Calls that were open when it died answer
 * `internal`, retryable; whether what they sent was done, only reading again tells.
 */
export function openCore({ spawn, options, onGivenUp }: OpenCoreInput): OpenCore {
  const client = createCoreClient(options);
  const deaths: number[] = [];
  let worker = start();
  let closed = false;

  function start(): Worker {
    const born = spawn(options);
    client.attach(born);
    // Without a listener an error in the worker would be thrown in main. Its text may be secret: not used.
    born.on('error', () => undefined);
    born.on('exit', () => {
      if (!closed) restart();
    });
    return born;
  }

  function restart(): void {
    const now = performance.now();
    deaths.push(now);
    while ((deaths[0] ?? now) < now - RESTARTS_WITHIN_MS) deaths.shift();
    if (deaths.length > RESTARTS) {
      const reason = givenUp();
      client.end(reason);
      onGivenUp?.(reason);
      return;
    }
    worker = start();
    client.failOpenCalls(died());
  }

  return {
    port: client.port,
    async close() {
      closed = true;
      client.end(failure('aborted', { reason: 'connection-was-closed' }));
      await worker.terminate();
    },
  };
}

function died(): Failure {
  return failure('internal', { reason: 'connection-worker-stopped', retryable: true });
}

function givenUp(): Failure {
  return failure('internal', { reason: 'connection-worker-restarts', params: { times: RESTARTS + 1 } });
}
