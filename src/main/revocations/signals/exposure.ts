import type { Exposure, ReceiverOfRevocation } from '../../../contract/domain/signals.ts';

interface EndedSessions {
  /** Until then access tokens of ended sessions may be accepted where nobody was told (epoch milliseconds). */
  readonly until: number;
  /** Targets that were ordered and are not known to be gone, and those whose rows are damaged. */
  readonly left: number;
  /** What is known to be gone, and so has an event. */
  readonly gone: number;
  readonly receivers: readonly ReceiverOfRevocation[];
}

/**
 * Where access tokens of ended sessions may still be accepted. Closed only by receivers that the operator marked as protecting
 * all services: each of them took the event of every session that is known to be gone, and nothing else is left.
 */
export function exposureOf({ gone, left, receivers, until }: EndedSessions): Exposure {
  const protecting = receivers.filter(({ protectsAllServices }) => protectsAllServices);
  if (protecting.length === 0) return { type: 'open', until, why: 'no-receiver' };
  // Nothing was ended: there is no last event, and nothing to be closed.
  if (left > 0 || gone === 0) return { type: 'open', until, why: 'not-all-gone' };
  const confirmed = protecting.filter(hasTakenAll);
  const of = protecting.length;
  if (confirmed.length < of) return { type: 'waiting', until, confirmed: confirmed.length, of };
  return { type: 'closed', at: Math.max(...confirmed.map(({ deliveredAt }) => deliveredAt ?? 0)), of };
}

/** What nobody knows of a receiver any more, because it was removed, counts as not taken. */
function hasTakenAll(receiver: ReceiverOfRevocation): boolean {
  const { deliveredAt, isRemoved, notQueued, refused, waiting } = receiver;
  return !isRemoved && deliveredAt !== null && notQueued + waiting + refused === 0;
}
