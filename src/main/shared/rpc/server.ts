import { failed, failure, ok, type Result, toAppError } from '../../../contract/failure.ts';
import {
  type FromServer,
  type InputOf,
  isMessage,
  type MethodOf,
  type OutputOf,
  type ProgressOf,
  type RpcPort,
  type ToServer,
  Transferred,
} from './messages.ts';

/** What a method gets beside its input. */
export interface CallContext<Progress> {
  /** Aborted when the caller does not want the answer any more. */
  readonly signal: AbortSignal;
  readonly progress: (value: Progress | Transferred<Progress>) => void;
}

/** The methods of `Calls` as a server carries them out. */
export type RpcMethods<Calls> = {
  readonly [M in MethodOf<Calls>]: (
    input: InputOf<Calls, M>,
    context: CallContext<ProgressOf<Calls, M>>,
  ) =>
    | OutputOf<Calls, M>
    | Transferred<OutputOf<Calls, M>>
    | Promise<OutputOf<Calls, M> | Transferred<OutputOf<Calls, M>>>;
};

type AnyMethod = (input: unknown, context: CallContext<unknown>) => unknown;

/**
 * Answers the calls that come in at this port by the methods of the same name. Every call gets exactly one answer,
 * errors included: what a method throws becomes the error of its answer.
 */
export function startRpcServer<Calls>(port: RpcPort, methods: RpcMethods<Calls>): void {
  const byName = new Map<string, AnyMethod>(Object.entries<AnyMethod>(methods as Record<string, AnyMethod>));
  const running = new Map<number, Aborter>();

  function post(message: FromServer, transfer?: Transferred<unknown>['transfer']): void {
    if (transfer) port.postMessage(message, transfer);
    else port.postMessage(message);
  }

  function answer(id: number, result: Result<unknown>): void {
    running.delete(id);
    try {
      if (result.ok && result.value instanceof Transferred) {
        post({ type: 'answer', id, result: ok(result.value.value) }, result.value.transfer);
      } else post({ type: 'answer', id, result });
    } catch {
      post({ type: 'answer', id, result: failed(notSendable().error) });
    }
  }

  async function run(id: number, name: string, input: unknown): Promise<void> {
    const method = byName.get(name);
    if (!method) return answer(id, failed(unknownMethod().error));
    const aborter = createAborter();
    running.set(id, aborter);
    const context: CallContext<unknown> = {
      get signal() {
        return aborter.signal();
      },
      // What cannot be cloned throws here, and so fails the call that told it.
      progress: (value) => {
        if (value instanceof Transferred) post({ type: 'progress', id, value: value.value }, value.transfer);
        else post({ type: 'progress', id, value });
      },
    };
    let result: Result<unknown>;
    try {
      result = ok(await method(input, context));
    } catch (thrown) {
      result = failed(toAppError(thrown));
    }
    answer(id, result);
  }

  function take(message: ToServer): void {
    switch (message.type) {
      case 'call':
        void run(message.id, message.method, message.input);
        break;
      case 'abort':
        running.get(message.id)?.abort();
        break;
      case 'check':
        // Messages arrive in order: what the client asked before is running, or its answer is on its way or lost. The
        // client takes the first answer of a call and ignores a second one.
        for (const id of message.ids) if (!running.has(id)) answer(id, failed(lost().error));
        break;
    }
  }

  port.on('message', (message) => {
    if (isReadable(message)) take(message);
    else if (isMessage(message) && typeof message.id === 'number') answer(message.id, failed(lost().error));
    else post({ type: 'unreadable' });
  });
  port.on('messageerror', () => post({ type: 'unreadable' }));
}

function isReadable(message: unknown): message is ToServer {
  if (!isMessage(message)) return false;
  if (message.type === 'check') return 'ids' in message && Array.isArray(message.ids);
  if (typeof message.id !== 'number') return false;
  if (message.type === 'abort') return true;
  return message.type === 'call' && 'method' in message && typeof message.method === 'string';
}

interface Aborter {
  readonly signal: () => AbortSignal;
  readonly abort: () => void;
}

/** Most methods never look at their signal: it is made when one does. */
function createAborter(): Aborter {
  let controller: AbortController | undefined;
  let aborted = false;
  return {
    signal: () => {
      controller ??= new AbortController();
      if (aborted) controller.abort();
      return controller.signal;
    },
    abort: () => {
      aborted = true;
      controller?.abort();
    },
  };
}

function unknownMethod() {
  return failure('internal', { reason: 'call-name-unknown' });
}

function notSendable() {
  return failure('internal', { reason: 'answer-not-sendable', sent: true });
}

function lost() {
  return failure('internal', { reason: 'message-unreadable', retryable: true, sent: true });
}
