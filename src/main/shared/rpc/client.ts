import { Failure, failed, failure, type Result } from '../../../contract/failure.ts';
import {
  type FromServer,
  type InputOf,
  isMessage,
  type MethodOf,
  type OutputOf,
  type ProgressOf,
  type RpcPort,
  type ToServer,
  type TransferList,
} from './messages.ts';

interface RpcClientOptions {
  /** How long a call may be silent: from the call, and from each of its progress messages, to the next message. */
  readonly deadlineMs: number;
  /** The failure of a call that was silent for longer. The call may have been carried out: `sent` has to be true. */
  readonly missed: (method: string, deadlineMs: number) => Failure;
}

export interface CallOptions<Progress> {
  /** Aborted, the call rejects with `aborted` at once, and the server is told. */
  readonly signal?: AbortSignal | undefined;
  /**
   * For a call that changes something: aborted, it rejects when the server has stopped. What is read afterwards has
   * everything that was done until then.
   */
  readonly untilStopped?: boolean | undefined;
  /** Other than that of the client; `Infinity` for none. */
  readonly deadlineMs?: number | undefined;
  /** Called in order, and never after the call has settled. */
  readonly onProgress?: ((value: Progress) => void) | undefined;
  /** What is moved to the server with the input, not copied. */
  readonly transfer?: TransferList | undefined;
}

export interface RpcClient<Calls> {
  /** Calls a method of the server. Rejects with a `Failure`: that of the method, `aborted`, or a missed deadline. */
  readonly call: <M extends MethodOf<Calls>>(
    method: M,
    input: InputOf<Calls, M>,
    options?: CallOptions<ProgressOf<Calls, M>>,
  ) => Promise<OutputOf<Calls, M>>;
  /** Sends to this port from now on: calls that are open there are answered there, or by `failOpenCalls`. */
  readonly attach: (port: RpcPort) => void;
  /** The number of calls without an answer. */
  readonly open: () => number;
  /** Answers all open calls with `reason`. They were sent, and may have been carried out. */
  readonly failOpenCalls: (reason: Failure) => void;
  /** Answers all open calls with `reason`, and every later one, which is not sent. */
  readonly end: (reason: Failure) => void;
}

interface OpenCall {
  readonly settle: (result: Result<unknown>) => void;
  readonly progress: (value: unknown) => void;
}

/**
 * The other end of `startRpcServer`: one message for each call, matched by its id. A message that cannot be read fails
 * the call it belongs to, and no other.
 */
export function createRpcClient<Calls>({ deadlineMs, missed }: RpcClientOptions): RpcClient<Calls> {
  const open = new Map<number, OpenCall>();
  let current: RpcPort | undefined;
  let lastId = 0;
  let ended: Failure | undefined;

  function post(port: RpcPort, message: ToServer, transfer?: TransferList): void {
    if (transfer) port.postMessage(message, transfer);
    else port.postMessage(message);
  }

  /** Asks which answers were lost. The server's reply comes after every answer that was not. */
  function checkOpenCalls(port: RpcPort): void {
    if (open.size > 0) post(port, { type: 'check', ids: [...open.keys()] });
  }

  function take(port: RpcPort, message: unknown): void {
    // Of a call that was aborted, or too late, its caller has an answer.
    if (isReadable(message)) {
      if (message.type === 'answer') open.get(message.id)?.settle(message.result);
      else if (message.type === 'progress') open.get(message.id)?.progress(message.value);
      else checkOpenCalls(port);
    } else if (isMessage(message) && typeof message.id === 'number') {
      open.get(message.id)?.settle(failed(unreadable().error));
    } else checkOpenCalls(port);
  }

  function start(method: string, input: unknown, options: CallOptions<never>): Promise<unknown> {
    const { signal, onProgress, transfer, untilStopped = false } = options;
    const silentMs = options.deadlineMs ?? deadlineMs;
    return new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      if (!current) return reject(notAttached());
      if (signal?.aborted) return reject(aborted(false));
      const port = current;
      const id = ++lastId;
      const timer = Number.isFinite(silentMs) ? setTimeout(giveUp, silentMs) : undefined;

      function close(): void {
        open.delete(id);
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
      }

      function settle(result: Result<unknown>): void {
        close();
        if (!result.ok) reject(new Failure(result.error));
        else if (untilStopped && signal?.aborted) reject(aborted(true));
        else resolve(result.value);
      }

      function giveUp(): void {
        settle(failed(missed(method, silentMs).error));
        post(port, { type: 'abort', id });
      }

      function stop(): void {
        if (!untilStopped) settle(failed(aborted(true).error));
        post(port, { type: 'abort', id });
      }

      function progress(value: unknown): void {
        timer?.refresh();
        try {
          onProgress?.(value as never);
        } catch (thrown) {
          close();
          reject(thrown);
          post(port, { type: 'abort', id });
        }
      }

      signal?.addEventListener('abort', stop, { once: true });
      open.set(id, { settle, progress });
      try {
        post(port, { type: 'call', id, method, input }, transfer);
      } catch {
        settle(failed(notSendable().error));
      }
    });
  }

  function failOpenCalls(reason: Failure): void {
    for (const { settle } of [...open.values()]) settle(failed({ ...reason.error, sent: true }));
  }

  return {
    // Both ends are made from the same interface.
    call: (method, input, options = {}) =>
      start(method, input, options as CallOptions<never>) as Promise<OutputOf<Calls, typeof method>>,
    attach: (port) => {
      current = port;
      port.on('message', (message) => take(port, message));
      port.on('messageerror', () => checkOpenCalls(port));
    },
    open: () => open.size,
    failOpenCalls,
    end: (reason) => {
      ended = new Failure({ ...reason.error, sent: false });
      failOpenCalls(reason);
    },
  };
}

function isReadable(message: unknown): message is FromServer {
  if (!isMessage(message)) return false;
  if (message.type === 'unreadable') return true;
  if (typeof message.id !== 'number') return false;
  if (message.type === 'progress') return 'value' in message;
  return message.type === 'answer' && 'result' in message && isResult(message.result);
}

function isResult(result: unknown): boolean {
  if (typeof result !== 'object' || result === null || !('ok' in result)) return false;
  return result.ok === true ? 'value' in result : 'error' in result && typeof result.error === 'object';
}

function aborted(sent: boolean): Failure {
  return failure('aborted', { sent });
}

function notAttached(): Failure {
  return failure('internal', { reason: 'worker-not-started', sent: false });
}

function notSendable(): Failure {
  return failure('internal', { reason: 'call-not-sendable', sent: false });
}

function unreadable(): Failure {
  return failure('internal', { reason: 'message-unreadable', retryable: true, sent: true });
}
