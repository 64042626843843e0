import { createLimit } from '../shared/concurrency/limit.ts';
import type { RpcPort } from '../shared/rpc/messages.ts';
import { type CallContext, type RpcMethods, startRpcServer } from '../shared/rpc/server.ts';
import { createStopper, type Stopper } from './call.ts';
import type { CoreService } from './calls/core-service.ts';
import { READS_AT_ONCE } from './calls/read-many.ts';
import { readSessions, readSessionsInFull } from './calls/read-sessions.ts';
import type { WorkerCalls } from './rpc-messages.ts';
import { packReads } from './rpc-rows.ts';

type Method = (input: unknown, context: CallContext<never>) => Promise<unknown>;

/** Answers the calls of main on this port. */
export function startCoreServer(port: RpcPort, service: CoreService): void {
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
