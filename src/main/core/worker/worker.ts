import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { createLimit } from '../../shared/concurrency/limit.ts';
import type { RpcPort } from '../../shared/rpc/messages.ts';
import { type CallContext, type RpcMethods, startRpcServer } from '../../shared/rpc/server.ts';
import { createStopper, type Stopper, stoppedFailure } from '../http/call.ts';
import { createHostIdentities, readFixedKeys } from '../http/host-identities.ts';
import { openHosts } from '../http/hosts.ts';
import type { CoreCalls, CoreWorkerData, CoreWorkerOptions, KeyMessage } from '../protocol.ts';
import { packReads, type WorkerCalls } from '../protocol.ts';
import { type CoreService, createCoreService } from './core-service.ts';
import { endOAuthTokens } from './oauth-tokens.ts';
import { readsAtOnce } from './read-many.ts';
import { startSdk } from './sdk.ts';
import { readSessions, readSessionsForEvidence, readSessionsInFull } from './session-rows.ts';
import { readUsersById } from './users-by-id.ts';

// The SDK throws and catches an error for each path it normalises, and reads an environment variable at each step of a
// call. Without stacks, and with an environment that is a plain object, a bulk read is a third faster.
Error.stackTraceLimit = 0;
process.env = { ...process.env };

if (!parentPort) throw new Error('This is the entry of a worker thread.');
const port = parentPort;
port.once('message', ({ apiKey }: KeyMessage) => serve({ ...(workerData as CoreWorkerData), apiKey }));

function serve(options: CoreWorkerOptions): void {
  const hosts = openHosts(options);
  const keyRequest = { apiKey: options.apiKey, limits: options };
  const identities = createHostIdentities(hosts, (host, stopper) => readFixedKeys(host, keyRequest, stopper));
  startSdk(options, hosts, identities);
  startCoreServer(port, createCoreService(options, hosts, identities));
}

/**
 * The first rows are read of the first part. The rest of the list waits until they can be there: to copy it between the
 * threads keeps both of them as busy as reading the rows does. The first part is enough work for that time.
 */
const partSizes = { first: 500, later: 2_000 } as const;
const afterFirstPartMs = 10;

type Method = (input: unknown, context: CallContext<never>) => Promise<unknown>;

/** Answers the calls of main on this port. */
function startCoreServer(port: RpcPort, service: CoreService): void {
  const limit = createLimit(readsAtOnce);
  startRpcServer<WorkerCalls>(port, {
    ...singleCalls(service),
    handlesInParts: async (input, { progress, signal }) => {
      const handles = await service.sessionHandles(input, stopperOf(signal));
      progress(handles.slice(0, partSizes.first));
      if (handles.length > partSizes.first) await wait(afterFirstPartMs);
      for (let at: number = partSizes.first; at < handles.length; at += partSizes.later) {
        if (signal.aborted) throw stoppedFailure();
        progress(handles.slice(at, at + partSizes.later));
        // What main asks for because of this part comes before the next one.
        await nextTurn();
      }
      return null;
    },
    sessions: async (input, { progress, signal }) => {
      await readSessions(input, (batch) => progress(packReads(batch)), stopperOf(signal), limit);
      return null;
    },
    usersById: async (input, { progress, signal }) => {
      await readUsersById(input, progress, stopperOf(signal), limit);
      return null;
    },
    endOAuthTokens: async (input, { progress, signal }) => {
      await endOAuthTokens(input, progress, stopperOf(signal), limit);
      return null;
    },
    sessionsInFull: async (input, { progress, signal }) => {
      await readSessionsInFull(input, progress, stopperOf(signal), limit);
      return null;
    },
    sessionsForEvidence: async (input, { progress, signal }) => {
      await readSessionsForEvidence(input, progress, stopperOf(signal), limit);
      return null;
    },
  });
}

function singleCalls(service: CoreService): Pick<RpcMethods<WorkerCalls>, keyof CoreCalls> {
  const calls = Object.entries(
    service as Record<string, (input: unknown, stopper: Stopper) => Promise<unknown>>,
  );
  const methods = calls.map(([name, call]): [string, Method] => [
    name,
    (input, { signal }) => call(input, stopperOf(signal)),
  ]);
  // The service has exactly the calls of the protocol.
  return Object.fromEntries(methods) as unknown as RpcMethods<CoreCalls>;
}

function stopperOf(signal: AbortSignal): Stopper {
  const stopper = createStopper();
  if (signal.aborted) stopper.stop();
  signal.addEventListener('abort', stopper.stop, { once: true });
  return stopper;
}
