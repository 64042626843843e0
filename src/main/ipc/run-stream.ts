import { z } from 'zod';
import type { AppError } from '../../contract/errors.ts';
import type { StreamContext } from '../../contract/handlers.ts';
import { failed, ok, type Result } from '../../contract/result.ts';
import { type StreamMessage, wire } from '../../contract/wire.ts';
import { parseOutput } from './parse-input.ts';
import type { RunningCalls } from './running-calls.ts';
import type { Sender } from './sender.ts';
import { createStreamFlow } from './stream-flow.ts';

export type StreamHandler = (input: unknown, context: StreamContext<unknown>) => Promise<void>;

interface StreamRun {
  readonly sender: Sender;
  readonly id: string;
  readonly running: RunningCalls;
  readonly handler: StreamHandler;
  readonly input: unknown;
  /** Schema of one item. */
  readonly item: z.ZodType;
  readonly toError: (thrown: unknown) => AppError;
}

/** Starts a stream and returns; its items and its end go to the sender. Throws when the id is taken. */
export function runStream({ sender, id, running, handler, input, item, toError }: StreamRun): void {
  const controller = new AbortController();
  const { signal } = controller;
  const batchSchema = z.array(item);
  let broken: unknown;

  function post(message: StreamMessage): void {
    sender.send(wire.stream, message);
  }

  const flow = createStreamFlow((batch) => {
    try {
      post({ id, kind: 'items', items: parseOutput(batchSchema, batch) });
    } catch (thrown) {
      // Kept here too: a handler that swallows it must not make the stream end well.
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

  running.add(sender, id, { controller, onTaken: flow.taken });
  void run().then((result) => {
    running.remove(sender, id);
    post({ id, kind: 'end', result });
  });
}
