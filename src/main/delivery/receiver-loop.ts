import type { DeliveryState } from '../../contract/domain/delivery.ts';
import type { AppError } from '../../contract/errors.ts';
import { failure, toAppError } from '../../contract/failure.ts';
import type { Clock } from '../shared/clock.ts';
import { createWaits, type WaitBounds } from '../shared/retry/waits.ts';
import type { DeliveryQueue } from '../store/deliveries.ts';

/** One of a batch. */
export interface Delivery {
  readonly number: number;
  readonly id: string;
  readonly body: string;
}

/** What became of a batch. What is in none of the lists waits on. */
export interface SendResult {
  readonly delivered: readonly number[];
  /** For good: they would be refused again. */
  readonly refused: readonly { readonly number: number; readonly error: AppError }[];
  /** Why the rest was not delivered; null: nothing is left. */
  readonly error: AppError | null;
  /** The receiver asked not to come back before so long. */
  readonly retryAfterMs?: number | undefined;
}

export interface Receiver {
  readonly id: string;
  /** How much is in memory at a time. */
  readonly batch: { readonly most: number; readonly bytes: number };
  /** Sends in the given order. What it throws is an attempt that failed as a whole. */
  readonly send: (deliveries: readonly Delivery[], signal: AbortSignal) => Promise<SendResult>;
  /** Nothing is sent any more. */
  readonly close: () => void;
}

interface LoopPorts {
  readonly queue: DeliveryQueue;
  readonly clock: Clock;
  readonly waits: WaitBounds;
  readonly onChange: () => void;
}

export interface ReceiverLoop {
  /** Something was added to the queue. */
  readonly wake: () => void;
  /** Ends the wait before the next attempt. */
  readonly retryNow: () => void;
  readonly state: () => Pick<DeliveryState, 'state' | 'nextAt'> & { readonly error: AppError | null };
  /** What is being sent counts as not sent. The queue stays. */
  readonly end: () => Promise<void>;
}

/** A receiver may ask to be left alone, but not for longer than this. */
const longestRetryAfterMs = 10 * 60 * 1000;

/** Delivers what is in the queue of one receiver, in its order, for as long as it is not ended. */
export function startReceiverLoop(receiver: Receiver, ports: LoopPorts): ReceiverLoop {
  const { queue, clock, onChange } = ports;
  const waits = createWaits(ports.waits);
  const controller = new AbortController();
  const { signal } = controller;
  const { id } = receiver;
  let state: DeliveryState['state'] = 'idle';
  let nextAt: number | null = null;
  /** Also of the store, which then cannot keep it. */
  let error: AppError | null = null;
  let hasNews = true;
  /** The first of a batch of which nothing could be settled. */
  let unsettled: number | null = null;
  let endIdle: () => void = () => undefined;
  let endWait: () => void = () => undefined;

  function become(next: DeliveryState['state'], at: number | null = null): void {
    state = next;
    nextAt = at;
    onChange();
  }

  async function untilNews(): Promise<void> {
    if (!hasNews && !signal.aborted)
      await new Promise<void>((resolve) => {
        endIdle = resolve;
      });
    hasNews = false;
  }

  async function waitFor(ms: number): Promise<void> {
    become('retrying', clock.now() + ms);
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const cancel = clock.after(ms, resolve);
      endWait = () => {
        cancel();
        resolve();
      };
    });
    endWait = () => undefined;
  }

  /** Why it has to be tried again, and how long the receiver wants to be left alone. */
  async function deliverBatch(): Promise<Pick<SendResult, 'error' | 'retryAfterMs'> | 'nothing-waits'> {
    const waiting = await queue.nextDeliveries({ receiver: id, ...receiver.batch });
    if (waiting.length === 0) return 'nothing-waits';
    become('sending');
    const intact = waiting.flatMap(({ body, ...rest }) => (body === null ? [] : [{ ...rest, body }]));
    const damaged = waiting.flatMap(({ number, body }) => (body === null ? [number] : []));
    const result = intact.length === 0 ? nothingSent : await receiver.send(intact, signal);
    const { delivered, refused } = result;
    if (delivered.length + refused.length + damaged.length === 0) return result;
    const outcomes = { delivered, refused, damaged };
    const { settled } = await queue.settleDeliveries({ receiver: id, at: clock.now(), ...outcomes });
    const first = waiting[0]?.number ?? null;
    // Its row can have been removed meanwhile. One that comes again is in a damaged index: it is not sent at once for ever.
    const comesAgain = settled === 0 && first === unsettled;
    unsettled = settled === 0 ? first : null;
    return comesAgain && result.error === null ? { error: rowIsDamaged() } : result;
  }

  async function attempt(): Promise<void> {
    let result: Awaited<ReturnType<typeof deliverBatch>>;
    try {
      result = await deliverBatch();
    } catch (thrown) {
      result = { error: toAppError(thrown) };
    }
    if (signal.aborted) return;
    if (result === 'nothing-waits') {
      error = null;
      become('idle');
      await untilNews();
      return;
    }
    error = result.error;
    if (error === null) {
      waits.startAnew();
      return;
    }
    await queue.noteFailedAttempt({ receiver: id, at: clock.now(), error }).catch(() => undefined);
    await waitFor(Math.max(waits.next(), Math.min(result.retryAfterMs ?? 0, longestRetryAfterMs)));
  }

  async function run(): Promise<void> {
    while (!signal.aborted) await attempt();
  }

  const ended = run();
  return {
    wake() {
      hasNews = true;
      endIdle();
    },
    retryNow() {
      waits.startAnew();
      endWait();
    },
    state: () => ({ state, nextAt, error }),
    async end() {
      controller.abort();
      endIdle();
      endWait();
      await ended;
      receiver.close();
    },
  };
}

const nothingSent: SendResult = { delivered: [], refused: [], error: null };

function rowIsDamaged(): AppError {
  return failure('store-damaged', { reason: 'file-damaged', params: { cause: 'delivery-row' } }).error;
}
