import { z } from 'zod';
import { appError } from '../errors.ts';
import { epochMs } from './ids.ts';

/** The queue of a receiver outside, and how delivering goes. */
export const deliveryState = z.strictObject({
  /** `retrying`: an attempt failed, and the next one is at `nextAt`. */
  state: z.enum(['idle', 'sending', 'retrying']),
  waiting: z.int(),
  /** When the first of those that wait became due. */
  oldestAt: epochMs.nullable(),
  /** Refused for good: kept, but not sent again by itself. */
  refused: z.int(),
  /** Of these: not refused by the receiver, but damaged in the queue, and not sent. */
  damaged: z.int(),
  delivered: z.int(),
  deliveredAt: epochMs.nullable(),
  /** Of the last attempt; null: it succeeded, or there was none. */
  error: appError.nullable(),
  failedSince: epochMs.nullable(),
  nextAt: epochMs.nullable(),
});
export type DeliveryState = z.infer<typeof deliveryState>;

/** How many the receiver itself refused. */
export function refusedByReceiver({ damaged, refused }: Pick<DeliveryState, 'damaged' | 'refused'>): number {
  return refused - damaged;
}

/** Of a receiver that has no queue. */
export const noDeliveries: DeliveryState = {
  ...{ state: 'idle', waiting: 0, oldestAt: null, refused: 0, damaged: 0, delivered: 0 },
  ...{ deliveredAt: null, error: null, failedSince: null, nextAt: null },
};
