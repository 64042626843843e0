import type { AppError } from '../../contract/errors.ts';

/**
 * The queue of everything that is sent to receivers outside: for each receiver a queue of its own, in the order in which
 * deliveries were added. Of the store, because what is to be sent outlasts the console.
 */
export interface DeliveryQueue extends DeliveryWriter, DeliveryReader {}

/** What is to be sent. */
export interface NewDelivery {
  /** Stable: the same thing has the same id, so that it is added once, and a receiver recognises it when it comes twice. */
  readonly id: string;
  readonly body: string;
  /** When it became due, epoch milliseconds. */
  readonly at: number;
  /**
   * What it is about: its id begins with this and a `.`. Of what was added about the same before, the outcome counts no more in
   * the topic. What of it waits is sent all the same.
   */
  readonly about?: string;
}

/** `body` null: what is on disk is not what was added. */
export interface WaitingDelivery extends Omit<NewDelivery, 'about' | 'body'> {
  readonly number: number;
  readonly body: string | null;
}

export interface DeliveryWriter {
  /** Makes the queue of a receiver if there is none. `cursor`: where its source begins for it. */
  readonly addReceiver: (input: { readonly receiver: string; readonly cursor: number }) => Promise<null>;
  /**
   * Removes the queue of a receiver with all that waits in it, a step in each call, until nothing is `left`. How much of each
   * topic it took stays known.
   */
  readonly removeReceiver: (input: { readonly receiver: string }) => Promise<{ readonly left: boolean }>;
  /**
   * The receiver is another place from now on, which took nothing and did not fail yet: what it took under a topic counts as taken by
   * `as`, which is a receiver that was removed, and can be added to its queue again. What waits or was refused stays. In steps, as
   * `removeReceiver`; nothing is left to do where there is an `as` already.
   */
  readonly splitReceiver: (input: {
    readonly receiver: string;
    readonly as: string;
  }) => Promise<{ readonly left: boolean }>;
  /**
   * The same for a queue without topics, of which no earlier place needs to know anything: what waits or was refused stays, and the
   * numbers of what was taken and the failures begin anew.
   */
  readonly moveReceiver: (input: { readonly receiver: string }) => Promise<null>;
  /**
   * Adds to the end of the queue, in one transaction with the cursor. What the queue has, or had under a topic, is not
   * added again. At most 1,000. `cursor`: everything of the source up to there is in the queue now; null: it has none.
   * `topic`: what the deliveries belong to; their outcome is kept for it until `forgetTopic`. Without a cursor they are on disk
   * when it resolves: nothing else knows that they were to be sent.
   */
  readonly addDeliveries: (input: {
    readonly receiver: string;
    readonly topic: string | null;
    readonly deliveries: readonly NewDelivery[];
    readonly cursor: number | null;
  }) => Promise<{ readonly added: number }>;
  /**
   * The receiver took these, and refused those for good. `damaged`: they could not be sent, because their bodies are not what was
   * added. `at`: epoch milliseconds. Resolves with how many were waiting.
   */
  readonly settleDeliveries: (input: {
    readonly receiver: string;
    readonly at: number;
    readonly delivered: readonly number[];
    readonly refused: readonly { readonly number: number; readonly error: AppError }[];
    readonly damaged: readonly number[];
  }) => Promise<{ readonly settled: number }>;
  /** An attempt failed: nothing of it counts as delivered. */
  readonly noteFailedAttempt: (input: {
    readonly receiver: string;
    readonly at: number;
    readonly error: AppError;
  }) => Promise<null>;
  /**
   * What was refused or is damaged waits again, in its old place: at most 1,000 in one call, in their order, behind the number `after`. `last`: the
   * number of the last of them, to go on behind it; null: there was none.
   */
  readonly requeueRefused: (input: { readonly receiver: string; readonly after: number }) => Promise<{
    readonly requeued: number;
    readonly last: number | null;
  }>;
  /** The outcomes of a topic are of no use any more; what waits stays in its queue. In steps, as `removeReceiver`. */
  readonly forgetTopic: (input: { readonly topic: string }) => Promise<{ readonly left: boolean }>;
  /** Removes what a receiver has under a topic: it is not sent any more, and can be added again. In steps, as `removeReceiver`. */
  readonly removeTopic: (input: {
    readonly receiver: string;
    readonly topic: string;
  }) => Promise<{ readonly left: boolean }>;
}

/** The queue of one receiver. Times are epoch milliseconds. */
export interface StoredReceiver {
  readonly receiver: string;
  readonly cursor: number;
  readonly waiting: number;
  /** By the receiver, for good. */
  readonly refused: number;
  /** What could not be read from the queue, and was not sent. */
  readonly damaged: number;
  readonly delivered: number;
  /** When the first that waits became due; null: none waits. */
  readonly oldestAt: number | null;
  readonly deliveredAt: number | null;
  /** Of the last attempt; null: it succeeded, or there was none. */
  readonly error: AppError | null;
  /** When the first of the attempts was that failed since one succeeded. */
  readonly failedSince: number | null;
}

/** What became of the deliveries of a topic, for one receiver, also for one that was removed. */
export interface TopicDeliveries {
  readonly receiver: string;
  readonly waiting: number;
  readonly delivered: number;
  /** By the receiver, for good. */
  readonly refused: number;
  /** What could not be read from the queue, and was not sent. */
  readonly damaged: number;
  /** When the last one was delivered. */
  readonly deliveredAt: number | null;
  /** Of one that was refused or is damaged. */
  readonly error: AppError | null;
}

/** Of a receiver for which the queue has nothing of a topic. */
export const nothingOfTopic: Omit<TopicDeliveries, 'receiver'> = {
  ...{ waiting: 0, delivered: 0, refused: 0, damaged: 0, deliveredAt: null, error: null },
};

export interface DeliveryReader {
  /** The first that wait, in their order: at most `most`, and together no more than `bytes`, unless it is only one. */
  readonly nextDeliveries: (input: {
    readonly receiver: string;
    readonly most: number;
    readonly bytes: number;
  }) => Promise<readonly WaitingDelivery[]>;
  readonly receivers: (input: Readonly<Record<string, never>>) => Promise<readonly StoredReceiver[]>;
  readonly topicDeliveries: (input: { readonly topic: string }) => Promise<readonly TopicDeliveries[]>;
}
