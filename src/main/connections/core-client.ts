import { splitAddress } from '../../contract/domain/addresses.ts';
import { type Failure, failure } from '../../contract/failure.ts';
import type { CorePort, CoreWorkerOptions } from '../core/protocol.ts';
import { unpackReads, type WorkerCalls } from '../core/rpc-messages.ts';
import { createRpcClient, type RpcClient } from '../shared/rpc/client.ts';

interface CoreClient extends Pick<RpcClient<WorkerCalls>, 'attach' | 'failOpenCalls' | 'end'> {
  readonly port: CorePort;
}

/** The other end of `core/rpc-server.ts`. */
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
    signingKeys: (signal) => call('signingKeys', undefined, { signal }),
    identity: (signal) => call('identity', undefined, { signal }),
    sessions: async (input, onBatch, signal) => {
      await call('sessions', input, { signal, onProgress: (batch) => onBatch(unpackReads(batch)) });
    },
    sessionsInFull: async (input, onBatch, signal) => {
      await call('sessionsInFull', input, { signal, onProgress: (batch) => onBatch([...batch]) });
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
