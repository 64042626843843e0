import { parentPort, workerData } from 'node:worker_threads';
import { createLimit } from '../../shared/concurrency/limit.ts';
import type { RpcPort } from '../../shared/rpc/messages.ts';
import { type CallContext, type RpcMethods, startRpcServer } from '../../shared/rpc/server.ts';
import { createStopper, type Stopper } from '../http/call.ts';
import { createHostIdentities, readFixedKeys } from '../http/host-identities.ts';
import { openHosts } from '../http/hosts.ts';
import type { CoreWorkerOptions } from '../protocol.ts';
import { packReads, type WorkerCalls } from '../protocol.ts';
import { type CoreService, createCoreService } from './core-service.ts';
import { startSdk } from './sdk.ts';
import { READS_AT_ONCE, readSessions, readSessionsInFull } from './session-rows.ts';

// The SDK throws and catches an error for each path it normalises, and reads an environment variable at each step of a
// call. Without stacks, and with an environment that is a plain object, a bulk read is a third faster.
Error.stackTraceLimit = 0;
process.env = { ...process.env };

if (!parentPort) throw new Error('This is the entry of a worker thread.');
const options = workerData as CoreWorkerOptions;
const hosts = openHosts(options);
const keyRequest = { apiKey: options.apiKey, limits: options };
const identities = createHostIdentities(hosts, (host, stopper) => readFixedKeys(host, keyRequest, stopper));
startSdk(options, hosts, identities);
startCoreServer(parentPort, createCoreService(options, hosts, identities));

type Method = (input: unknown, context: CallContext<never>) => Promise<unknown>;

/** Answers the calls of main on this port. */
function startCoreServer(port: RpcPort, service: CoreService): void {
  const limit = createLimit(READS_AT_ONCE);
  startRpcServer<WorkerCalls>(port, {
    ...singleCalls(service),
    sessions: async (input, { progress, signal }) => {
      await readSessions(input, (batch) => progress(packReads(batch)), stopperOf(signal), limit);
      return null;
    },
    sessionsInFull: async (input, { progress, signal }) => {
      await readSessionsInFull(input, progress, stopperOf(signal), limit);
      return null;
    },
  });
}

function singleCalls(service: CoreService): Omit<RpcMethods<WorkerCalls>, 'sessions' | 'sessionsInFull'> {
  const calls = Object.entries(
    service as Record<string, (input: unknown, stopper: Stopper) => Promise<unknown>>,
  );
  const methods = calls.map(([name, call]): [string, Method] => [
    name,
    (input, { signal }) => call(input, stopperOf(signal)),
  ]);
  // The service has exactly the calls of the protocol.
  return Object.fromEntries(methods) as unknown as RpcMethods<WorkerCalls>;
}

function stopperOf(signal: AbortSignal): Stopper {
  const stopper = createStopper();
  if (signal.aborted) stopper.stop();
  signal.addEventListener('abort', stopper.stop, { once: true });
  return stopper;
}
