import type { MessagePort } from 'node:worker_threads';
import { toAppError } from '../../contract/failure.ts';
import { failed, ok, type Result } from '../../contract/result.ts';
import { createStopper, type Stopper } from './call.ts';
import type { CoreService } from './calls/core-service.ts';
import { READS_AT_ONCE } from './calls/read-many.ts';
import { readSessions, readSessionsInFull } from './calls/read-sessions.ts';
import { createSlots } from './calls/slots.ts';
import type { CallName, FromWorker, ToWorker } from './rpc-messages.ts';
import { packReads } from './rpc-rows.ts';

/** Answers main's messages on this port. Every call and every bulk reading gets exactly one answer. */
export function startRpcServer(port: MessagePort, service: CoreService): void {
  const running = new Map<number, Stopper>();
  const slots = createSlots(READS_AT_ONCE);

  function send(message: FromWorker): void {
    port.postMessage(message);
  }

  async function run(id: number, work: (stopper: Stopper) => Promise<unknown>): Promise<void> {
    const stopper = createStopper();
    running.set(id, stopper);
    const result = await resultOf(work(stopper));
    running.delete(id);
    send({ kind: 'answer', id, result });
  }

  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'abort':
        running.get(message.id)?.stop();
        break;
      case 'call':
        void run(message.id, (stopper) => invoke(service, message.method, message.input, stopper));
        break;
      case 'sessions':
        void run(message.id, async (stopper) => {
          const { id, input } = message;
          await readSessions(
            input,
            (batch) => send({ kind: 'batch', id, batch: packReads(batch) }),
            stopper,
            slots,
          );
          return null;
        });
        break;
      case 'sessionsInFull':
        void run(message.id, async (stopper) => {
          const { id, input } = message;
          await readSessionsInFull(
            input,
            (batch) => send({ kind: 'batchInFull', id, batch }),
            stopper,
            slots,
          );
          return null;
        });
        break;
    }
  });
}

// Both sides are made from the same types: what main sends for a method is that method's input.
async function invoke(
  service: CoreService,
  method: CallName,
  input: unknown,
  stopper: Stopper,
): Promise<unknown> {
  const call = service[method] as (input: unknown, stopper: Stopper) => Promise<unknown>;
  return call(input, stopper);
}

async function resultOf(work: Promise<unknown>): Promise<Result<unknown>> {
  try {
    return ok(await work);
  } catch (thrown) {
    return failed(toAppError(thrown));
  }
}
