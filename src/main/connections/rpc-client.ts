import type { Worker } from 'node:worker_threads';
import { Failure, failure } from '../../contract/failure.ts';
import type { Result } from '../../contract/result.ts';
import type { CorePort } from '../core/protocol.ts';
import type { CallInput, CallName, CallOutput, FromWorker, ToWorker } from '../core/rpc-messages.ts';
import { unpackReads } from '../core/rpc-rows.ts';

type BatchMessage = Exclude<FromWorker, { readonly kind: 'answer' }>;

interface OpenCall {
  readonly settle: (result: Result<unknown>) => void;
  readonly onBatch?: (message: BatchMessage) => void;
}

interface RpcClient {
  readonly port: CorePort;
  /** Sends from now on to this worker. */
  readonly attach: (worker: Worker) => void;
  /** Answers all open calls with this. */
  readonly failOpenCalls: (reason: Failure) => void;
  /** Answers all open calls and every later one with this. */
  readonly end: (reason: Failure) => void;
}

/** The other end of `core/rpc-server.ts`: one message for each call, matched by its id. */
export function createRpcClient(): RpcClient {
  const open = new Map<number, OpenCall>();
  let worker: Worker | undefined;
  let lastId = 0;
  let ended: Failure | undefined;

  function take(message: FromWorker): void {
    const call = open.get(message.id);
    // Stopped meanwhile: its caller has its answer.
    if (!call) return;
    if (message.kind === 'answer') {
      open.delete(message.id);
      call.settle(message.result);
    } else {
      call.onBatch?.(message);
    }
  }

  function post(message: ToWorker): void {
    worker?.postMessage(message);
  }

  function failOpenCalls(reason: Failure): void {
    const calls = [...open.values()];
    open.clear();
    for (const { settle } of calls) settle({ ok: false, error: reason.error });
  }

  function start(
    request: (id: number) => ToWorker,
    signal: AbortSignal | undefined,
    onBatch?: OpenCall['onBatch'],
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      if (signal?.aborted) return reject(stopped());
      const id = ++lastId;
      const onAbort = (): void => {
        open.delete(id);
        post({ kind: 'abort', id });
        reject(stopped());
      };
      const settle = (result: Result<unknown>): void => {
        signal?.removeEventListener('abort', onAbort);
        if (result.ok) resolve(result.value);
        else reject(new Failure(result.error));
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      open.set(id, onBatch ? { settle, onBatch } : { settle });
      post(request(id));
    });
  }

  function call<M extends CallName>(
    method: M,
    input: CallInput<M>,
    signal: AbortSignal | undefined,
  ): Promise<CallOutput<M>> {
    // The worker's service is made from the same types.
    return start((id) => ({ kind: 'call', id, method, input }), signal) as Promise<CallOutput<M>>;
  }

  const port: CorePort = {
    facts: (signal) => call('facts', undefined, signal),
    tenants: (signal) => call('tenants', undefined, signal),
    users: (input, signal) => call('users', input, signal),
    searchUsers: (input, signal) => call('searchUsers', input, signal),
    usersByAccountInfo: (input, signal) => call('usersByAccountInfo', input, signal),
    userCount: (input, signal) => call('userCount', input, signal),
    user: (input, signal) => call('user', input, signal),
    idMapping: (input, signal) => call('idMapping', input, signal),
    roles: (input, signal) => call('roles', input, signal),
    metadata: (input, signal) => call('metadata', input, signal),
    sessionHandles: (input, signal) => call('sessionHandles', input, signal),
    session: (input, signal) => call('session', input, signal),
    revokeHandles: (input, signal) => call('revokeHandles', input, signal),
    revokeUser: (input, signal) => call('revokeUser', input, signal),
    signingKeys: (signal) => call('signingKeys', undefined, signal),
    sessions: async (input, onBatch, signal) => {
      await start(
        (id) => ({ kind: 'sessions', id, input }),
        signal,
        (message) => {
          if (message.kind === 'batch') onBatch(unpackReads(message.batch));
        },
      );
    },
    sessionsInFull: async (input, onBatch, signal) => {
      await start(
        (id) => ({ kind: 'sessionsInFull', id, input }),
        signal,
        (message) => {
          if (message.kind === 'batchInFull') onBatch([...message.batch]);
        },
      );
    },
  };

  return {
    port,
    attach(next) {
      worker = next;
      next.on('message', take);
    },
    failOpenCalls,
    end(reason) {
      ended = reason;
      failOpenCalls(reason);
    },
  };
}

function stopped(): Failure {
  return failure('aborted', 'The call was stopped.');
}
