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
  /** By the receiver, for good: kept, but not sent again by itself. */
  refused: z.int(),
  /** In the queue: could not be read, and was not sent. Kept as what was refused is. */
  damaged: z.int(),
  delivered: z.int(),
  deliveredAt: epochMs.nullable(),
  /** Of the last attempt; null: it succeeded, or there was none. */
  error: appError.nullable(),
  failedSince: epochMs.nullable(),
  nextAt: epochMs.nullable(),
});
export type DeliveryState = z.infer<typeof deliveryState>;

/** Of a receiver that has no queue. */
export const noDeliveries: DeliveryState = {
  ...{ state: 'idle', waiting: 0, oldestAt: null, refused: 0, damaged: 0, delivered: 0 },
  ...{ deliveredAt: null, error: null, failedSince: null, nextAt: null },
};
