import type { Worker } from 'node:worker_threads';
import { splitAddress } from '../../contract/domain/addresses.ts';
import { type Failure, failure } from '../../contract/failure.ts';
import type { CorePort, CoreWorkerData, CoreWorkerOptions, KeyMessage } from '../core/protocol.ts';
import { unpackReads, type WorkerCalls } from '../core/protocol.ts';
import { createRpcClient, type RpcClient } from '../shared/rpc/client.ts';

/** Starts `src/main/core/worker/worker.ts` as a worker thread with this data. The key follows as its first message. */
export type SpawnCoreWorker = (data: CoreWorkerData) => Worker;

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
const mostRestarts = 5;
const restartsWithinMs = 60_000;

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
  const { apiKey, ...data } = options;
  const client = createCoreClient(options);
  const deaths: number[] = [];
  let worker = start();
  let closed = false;

  function start(): Worker {
    const born = spawn(data);
    born.postMessage({ apiKey } satisfies KeyMessage);
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
    while ((deaths[0] ?? now) < now - restartsWithinMs) deaths.shift();
    if (deaths.length > mostRestarts) {
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
  return failure('internal', { reason: 'connection-worker-restarts', params: { times: mostRestarts + 1 } });
}

interface CoreClient extends Pick<RpcClient<WorkerCalls>, 'attach' | 'failOpenCalls' | 'end'> {
  readonly port: CorePort;
}

/** The other end of src/main/core/worker/worker.ts. */
export function createCoreClient(options: CoreWorkerOptions): CoreClient {
  const { call, attach, failOpenCalls, end } = createRpcClient<WorkerCalls>({
    deadlineMs: deadlineOf(options),
    missed,
  });
  const port: CorePort = {
    facts: (signal) => call('facts', undefined, { signal }),
    tenants: (signal) => call('tenants', undefined, { signal }),
    users: (input, signal) => call('users', input, { signal }),
    searchUsers: (input, signal) => call('searchUsers', input, { signal }),
    usersByAccountInfo: (input, signal) => call('usersByAccountInfo', input, { signal }),
    userCount: (input, signal) => call('userCount', input, { signal }),
    user: (input, signal) => call('user', input, { signal }),
    idMapping: (input, signal) => call('idMapping', input, { signal }),
    roles: (input, signal) => call('roles', input, { signal }),
    metadata: (input, signal) => call('metadata', input, { signal }),
    sessionHandles: (input, signal) => call('sessionHandles', input, { signal }),
    session: (input, signal) => call('session', input, { signal }),
    revokeHandles: (input, signal) => call('revokeHandles', input, { signal }),
    revokeUser: (input, signal) => call('revokeUser', input, { signal }),
    oauthClients: (signal) => call('oauthClients', undefined, { signal }),
    signingKeys: (signal) => call('signingKeys', undefined, { signal }),
    identity: (signal) => call('identity', undefined, { signal }),
    handlesInParts: async (input, onPart, signal) => {
      await call('handlesInParts', input, { signal, onProgress: onPart });
    },
    sessions: async (input, onBatch, signal) => {
      await call('sessions', input, { signal, onProgress: (batch) => onBatch(unpackReads(batch)) });
    },
    sessionsInFull: async (input, onBatch, signal) => {
      await call('sessionsInFull', input, { signal, onProgress: (batch) => onBatch([...batch]) });
    },
    sessionsForEvidence: async (input, onBatch, signal) => {
      await call('sessionsForEvidence', input, { signal, onProgress: (batch) => onBatch([...batch]) });
    },
    usersById: async (input, onBatch, signal) => {
      await call('usersById', input, { signal, onProgress: onBatch });
    },
    endOAuthTokens: async (input, onBatch, signal) => {
      await call('endOAuthTokens', input, { signal, onProgress: onBatch });
    },
  };
  return { port, attach, failOpenCalls, end };
}

/** How often one call can come to the end of its request time: behind others, repeated, and at every address. */
const requestsInARow = 4;
const slackMs = 10_000;

/**
 * How long the worker may be silent about a call. Its own time-outs come first and say more: this is for a worker that
 * does not answer at all.
 */
function deadlineOf({ address, connectTimeoutMs, requestTimeoutMs }: CoreWorkerOptions): number {
  return requestsInARow * splitAddress(address).length * (connectTimeoutMs + requestTimeoutMs) + slackMs;
}

function missed(_method: string, deadlineMs: number): Failure {
  const seconds = Math.round(deadlineMs / 1_000);
  return failure('timeout', { reason: 'connection-deadline', params: { seconds }, sent: true });
}
