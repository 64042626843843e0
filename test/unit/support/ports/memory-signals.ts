import type { AppError } from '../../../../src/contract/errors.ts';
import { Failure, failure } from '../../../../src/contract/failure.ts';
import type {
  EndedSession,
  PastReceiver,
  SignalReceiverOfRun,
  Signals,
} from '../../../../src/main/signals/signals-port.ts';

type Settled = 'delivered' | 'refused' | 'damaged';

interface Queued extends EndedSession {
  readonly revocationId: string;
  readonly reason: string;
  /** The session ended again: only the later event counts. */
  isSuperseded: boolean;
  outcome: 'waiting' | Settled;
}

/** Receivers in memory, each with its queue, as the real ones are: what is there is not queued again. */
export interface MemorySignals extends Omit<Signals, 'outcomes'> {
  outcomes: Signals['outcomes'];
  /** Those that are set up. */
  receivers: SignalReceiverOfRun[];
  /** Those that were. */
  past: PastReceiver[];
  /** Why a queue cannot be written; null: it can. Asked at each call. */
  fails: (receiverId: string) => AppError | null;
  /** Called before each call is carried out. */
  before: (receiverId: string) => Promise<void> | void;
  readonly queued: (receiverId: string) => readonly EndedSession[];
  /** Handles in the order in which they were queued. */
  readonly handles: (receiverId: string) => readonly string[];
  readonly calls: () => number;
  /** What waits becomes this, but for those of which `only` is false. */
  readonly settle: (receiverId: string, outcome: Settled, only?: (handle: string) => boolean) => void;
  readonly forgotten: string[];
}

export const deliveredAt = 1_700_000_000_000;

export function receiver(id: string, more: Partial<SignalReceiverOfRun> = {}): SignalReceiverOfRun {
  return { id, name: `Receiver ${id.slice(-1)}`, protectsAllServices: true, since: null, ...more };
}

function errorOf(refused: number, damaged: number): AppError | null {
  if (refused > 0) return failure('refused').error;
  return damaged > 0 ? failure('store-damaged', { reason: 'delivery-damaged' }).error : null;
}

export function createMemorySignals(...receivers: SignalReceiverOfRun[]): MemorySignals {
  const queues = new Map<string, Map<string, Queued>>();
  const listeners = new Set<() => void>();
  let calls = 0;
  const queueOf = (id: string): Map<string, Queued> => {
    const queue = queues.get(id) ?? new Map<string, Queued>();
    queues.set(id, queue);
    return queue;
  };
  const changed = () => {
    for (const listener of listeners) listener();
  };

  const signals: MemorySignals = {
    receivers,
    past: [],
    fails: () => null,
    before: () => undefined,
    forgotten: [],
    calls: () => calls,
    queued: (id) => [...queueOf(id).values()].map(({ isSuperseded: _is, ...event }) => event),
    handles: (id) => [...queueOf(id).values()].map(({ handle }) => handle),
    settle: (id, outcome, only = () => true) => {
      for (const event of queueOf(id).values())
        if (event.outcome === 'waiting' && only(event.handle)) event.outcome = outcome;
      changed();
    },
    receiversOf: () => signals.receivers,
    pastReceiversOf: () => signals.past,
    queue: async ({ events, reason, receiverId, revocationId }) => {
      calls += 1;
      await signals.before(receiverId);
      const error = signals.fails(receiverId);
      if (error !== null) throw new Failure(error);
      if (events.length > 1_000) throw failure('bad-input');
      const queue = queueOf(receiverId);
      for (const event of events) {
        const key = `${revocationId} ${event.handle} ${event.goneSince}`;
        if (queue.has(key)) continue;
        for (const one of queue.values())
          if (one.revocationId === revocationId && one.handle === event.handle) one.isSuperseded = true;
        queue.set(key, { ...event, revocationId, reason, isSuperseded: false, outcome: 'waiting' });
      }
      changed();
    },
    outcomes: async (revocationId) =>
      [...queues].flatMap(([id, queue]) => {
        const events = [...queue.values()].filter(
          (event) => event.revocationId === revocationId && !event.isSuperseded,
        );
        if (events.length === 0) return [];
        const count = (of: Queued['outcome']) => events.filter(({ outcome }) => outcome === of).length;
        return [
          {
            receiver: id,
            ...{ waiting: count('waiting'), delivered: count('delivered'), refused: count('refused') },
            damaged: count('damaged'),
            deliveredAt: count('delivered') > 0 ? deliveredAt : null,
            error: errorOf(count('refused'), count('damaged')),
          },
        ];
      }),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    forget: async (revocationId) => {
      signals.forgotten.push(revocationId);
    },
  };
  return signals;
}
