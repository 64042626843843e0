import type { DeliveryState } from '../../contract/domain/delivery.ts';
import type { Clock } from '../shared/clock.ts';
import type { WaitBounds } from '../shared/retry/waits.ts';
import type { DeliveryQueue, StoredReceiver } from '../store/deliveries.ts';
import { type Receiver, type ReceiverLoop, startReceiverLoop } from './receiver-loop.ts';

interface DeliveriesPorts {
  readonly queue: DeliveryQueue;
  readonly clock: Clock;
  readonly waits?: WaitBounds;
  /** Something of the state of a receiver changed. */
  readonly onChange: () => void;
}

/** Everything that is sent to receivers outside, at least once and in order for each of them. Nothing waits for it. */
interface Deliveries {
  /** Begins to deliver. A receiver that is there already is replaced. `cursor`: where its source begins, if it is new. */
  readonly open: (receiver: Receiver, cursor: number) => Promise<void>;
  readonly isOpen: (id: string) => boolean;
  /** Ends delivering, and removes the queue with all that waits in it. */
  readonly remove: (id: string) => Promise<void>;
  /** Ends delivering; what was taken counts for `as` from now on: see `DeliveryWriter`. */
  readonly split: (id: string, as: string) => Promise<void>;
  /** Ends delivering; what was taken and what failed is counted anew: see `DeliveryWriter`. */
  readonly move: (id: string) => Promise<void>;
  readonly add: (input: Parameters<DeliveryQueue['addDeliveries']>[0]) => Promise<void>;
  /** Removes what a receiver has, or had, under a topic. */
  readonly removeTopic: (id: string, topic: string) => Promise<void>;
  /** The next attempt is now. */
  readonly attemptNow: (id: string) => void;
  /** What was refused waits again, and the next attempt is now. */
  readonly retry: (id: string) => Promise<void>;
  readonly stored: () => Promise<readonly StoredReceiver[]>;
  readonly states: () => Promise<ReadonlyMap<string, DeliveryState>>;
  readonly end: () => Promise<void>;
}

const defaultWaits: WaitBounds = { firstMs: 1_000, mostMs: 60_000 };

export function createDeliveries(ports: DeliveriesPorts): Deliveries {
  const { queue, clock, waits = defaultWaits, onChange } = ports;
  const loops = new Map<string, ReceiverLoop>();
  /** Where the source of each open receiver begins. */
  const cursors = new Map<string, number>();

  /** A file of the store that was damaged and replaced has no queues: then those of open receivers begin anew. */
  async function renewLost(known: readonly StoredReceiver[]): Promise<readonly string[]> {
    const lost = [...loops.keys()].filter((id) => known.every(({ receiver }) => receiver !== id));
    for (const id of lost) await queue.addReceiver({ receiver: id, cursor: cursors.get(id) ?? 0 });
    return lost;
  }

  async function stored(): Promise<readonly StoredReceiver[]> {
    const known = await queue.receivers({});
    const lost = await renewLost(known);
    return lost.length === 0 ? known : queue.receivers({});
  }

  async function addToQueue(input: Parameters<DeliveryQueue['addDeliveries']>[0]): Promise<number> {
    try {
      return (await queue.addDeliveries(input)).added;
    } catch (thrown) {
      // Nothing can be added without a queue. Whether it was lost is asked only then: each addition would have to wait for it.
      const lost = await renewLost(await queue.receivers({}));
      if (!lost.includes(input.receiver)) throw thrown;
      return (await queue.addDeliveries(input)).added;
    }
  }

  async function close(id: string): Promise<void> {
    const loop = loops.get(id);
    loops.delete(id);
    await loop?.end();
  }

  function attemptNow(id: string): void {
    const loop = loops.get(id);
    loop?.wake();
    loop?.retryNow();
  }

  return {
    attemptNow,
    async open(receiver, cursor) {
      await close(receiver.id);
      await queue.addReceiver({ receiver: receiver.id, cursor });
      cursors.set(receiver.id, cursor);
      loops.set(receiver.id, startReceiverLoop(receiver, { queue, clock, waits, onChange }));
    },
    isOpen: (id) => loops.has(id),
    async remove(id) {
      await close(id);
      while ((await queue.removeReceiver({ receiver: id })).left);
      onChange();
    },
    async split(id, as) {
      await close(id);
      while ((await queue.splitReceiver({ receiver: id, as })).left);
      onChange();
    },
    async move(id) {
      await close(id);
      await queue.moveReceiver({ receiver: id });
      onChange();
    },
    async add(input) {
      const added = await addToQueue(input);
      if (added === 0) return;
      loops.get(input.receiver)?.wake();
      onChange();
    },
    async removeTopic(id, topic) {
      while ((await queue.removeTopic({ receiver: id, topic })).left);
      onChange();
    },
    async retry(id) {
      // Each of them once: what is refused again meanwhile, as a damaged row is, waits for the operator.
      for (let after: number | null = 0; after !== null; )
        after = (await queue.requeueRefused({ receiver: id, after })).last;
      attemptNow(id);
      onChange();
    },
    stored,
    async states() {
      return new Map((await stored()).map((one) => [one.receiver, stateOf(one, loops.get(one.receiver))]));
    },
    async end() {
      await Promise.all([...loops.keys()].map(close));
    },
  };
}

function stateOf(stored: StoredReceiver, loop: ReceiverLoop | undefined): DeliveryState {
  const { waiting, oldestAt, refused, damaged, delivered, deliveredAt, failedSince } = stored;
  const { state, nextAt, error } = loop?.state() ?? { state: 'idle', nextAt: null, error: null };
  return {
    ...{ state, nextAt, waiting, oldestAt, refused, damaged, delivered, deliveredAt, failedSince },
    error: error ?? stored.error,
  };
}
