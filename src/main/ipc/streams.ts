import { z } from 'zod';
import { type StreamMessage, wire } from '../../contract/channels/bridge.ts';
import type { StreamContext } from '../../contract/channels/contract.ts';
import type { AppError } from '../../contract/errors.ts';
import { Failure, failed, ok, type Result } from '../../contract/failure.ts';
import { parseOutput } from './check-call.ts';
import type { RunningCalls, Sender } from './sender.ts';

export type StreamHandler = (input: unknown, context: StreamContext<unknown>) => Promise<void>;

interface StreamRun {
  readonly sender: Sender;
  readonly id: string;
  readonly running: RunningCalls;
  readonly handler: StreamHandler;
  readonly input: unknown;
  /** Schema of one item. */
  readonly item: z.ZodType;
  readonly whileLocked: boolean;
  readonly toError: (thrown: unknown) => AppError;
  /** Called once, when the handler has ended. */
  readonly onEnd: () => void;
}

/** Starts a stream and returns; its items and its end go to the sender. Throws when the id is taken. */
export function runStream(stream: StreamRun): void {
  const { sender, id, running, handler, input, item, whileLocked, toError, onEnd } = stream;
  const controller = new AbortController();
  const { signal } = controller;
  const batchSchema = z.array(item);
  let broken: unknown;

  function post(message: StreamMessage): void {
    sender.send(wire.stream, message);
  }

  const flow = createStreamFlow((batch) => {
    try {
      post({ id, type: 'items', items: parseOutput(batchSchema, batch) });
    } catch (thrown) {
      // Remembered here too: a handler that swallows it must not make the stream end well.
      broken ??= thrown;
      controller.abort();
      throw thrown;
    }
  }, signal);

  async function run(): Promise<Result<null>> {
    try {
      await handler(input, { signal, page: running.pageOf(sender), emit: flow.emit });
      await flow.settled();
    } catch (thrown) {
      return failed(toError(broken ?? thrown));
    }
    return broken === undefined ? ok(null) : failed(toError(broken));
  }

  running.add(sender, id, { controller, onTaken: flow.taken, whileLocked });
  void run().then((result) => {
    running.remove(sender, id);
    onEnd();
    // Main ended it, and whatever the handler made of that, the page learns why.
    const { reason } = signal;
    post({ id, type: 'end', result: reason instanceof Failure ? failed(reason.error) : result });
  });
}

/** Batches that may be under way before the page has taken one. */
export const maxUntakenBatches = 8;
/** One message holds at most so many items, so that neither side blocks for long on it. */
export const maxBatchItems = 1_000;

interface StreamFlow {
  /** Sends in order; resolves when all of it is under way. Rejects with an AbortError once aborted. */
  readonly emit: (items: readonly unknown[]) => Promise<void>;
  readonly taken: () => void;
  /** Resolves when everything emitted was sent or refused. */
  readonly settled: () => Promise<void>;
}

function abortError(): Error {
  return new DOMException('The stream was stopped.', 'AbortError');
}

/**
 * The brake of one stream: a handler that is faster than the page waits, instead of filling memory.
 * `send` gets each batch and may throw, which reaches whoever emitted it.
 */
function createStreamFlow(send: (batch: readonly unknown[]) => void, signal: AbortSignal): StreamFlow {
  let untaken = 0;
  let wake: () => void = () => undefined;
  // Emits are put in a row, so that a handler that does not wait for one before the next keeps its order.
  let last: Promise<void> = Promise.resolve();
  signal.addEventListener('abort', () => wake(), { once: true });

  async function room(): Promise<void> {
    while (untaken >= maxUntakenBatches && !signal.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (signal.aborted) throw abortError();
  }

  async function sendAll(items: readonly unknown[]): Promise<void> {
    if (signal.aborted) throw abortError();
    for (let at = 0; at < items.length; at += maxBatchItems) {
      await room();
      untaken += 1;
      send(items.slice(at, at + maxBatchItems));
    }
  }

  return {
    emit: (items) => {
      const sent = last.then(() => sendAll(items));
      // A handler may drop this promise; main must not end for an unhandled rejection then.
      last = sent.catch(() => undefined);
      return sent;
    },
    taken: () => {
      untaken = Math.max(0, untaken - 1);
      wake();
    },
    settled: () => last,
  };
}
