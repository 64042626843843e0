import type { TopicDeliveries } from '../store/deliveries.ts';

/** A receiver of the events of ended sessions, as a revocation notes whom it told. */
export interface SignalReceiverOfRun {
  readonly id: string;
  readonly name: string;
  /** Whether a session that this receiver was told of is refused by every service that accepts its access tokens. */
  readonly protectsAllServices: boolean;
  /** Since when it is at its address (epoch milliseconds): at another one it is told anew. Null: not known. */
  readonly since: number | null;
}

/** One that was removed, or that was at another address before. It has the outcomes of what it took until then. */
export interface PastReceiver extends Omit<SignalReceiverOfRun, 'since'> {
  readonly because: 'removed' | 'moved';
  /** When it ended (epoch milliseconds). */
  readonly at: number;
}

/** A session that is known to be gone. */
export interface EndedSession {
  readonly handle: string;
  /** Null: not known. */
  readonly userId: string | null;
  readonly email: string | null;
  /** Epoch milliseconds; null: not known. */
  readonly endedAt: number | null;
  /** Names its end: the same as long as it is gone, and another one when it came back and ended again. */
  readonly goneSince: number;
}

/** The events of ended sessions, on their way to the receivers of a connection. Nobody waits for a receiver. */
export interface Signals {
  readonly receiversOf: (connectionId: string) => readonly SignalReceiverOfRun[];
  readonly pastReceiversOf: (connectionId: string) => readonly PastReceiver[];
  /**
   * Resolves when the events are in the queue of the receiver, on disk. At most 1,000. What was queued for this revocation is
   * not queued again. Rejects with a `Failure` when they cannot be written.
   */
  readonly queue: (input: {
    readonly revocationId: string;
    readonly receiverId: string;
    readonly reason: string;
    readonly events: readonly EndedSession[];
  }) => Promise<void>;
  /** What became of the events of a revocation, for each receiver that has any: of each session those of its last end. */
  readonly outcomes: (revocationId: string) => Promise<readonly TopicDeliveries[]>;
  /** Calls back after every change of receivers and outcomes; gives what ends that. */
  readonly onChange: (listener: () => void) => () => void;
  /** The revocation was removed: its outcomes are of no use any more. */
  readonly forget: (revocationId: string) => Promise<void>;
}
