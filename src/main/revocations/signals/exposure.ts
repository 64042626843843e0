import type { Exposure, ReceiverOfRevocation } from '../../../contract/domain/signals.ts';

export interface ExposedReceiver extends ReceiverOfRevocation {
  /** Since when it is at its address (epoch milliseconds); null: not known, or it is not there any more. */
  readonly since: number | null;
}

interface EndedSessions {
  /** Until then access tokens of ended sessions may be accepted where nobody was told (epoch milliseconds). */
  readonly until: number;
  /** Targets that were ordered and are not known to be gone, and those whose rows are damaged. */
  readonly left: number;
  /** What is known to be gone, and so has an event. */
  readonly gone: number;
  readonly receivers: readonly ExposedReceiver[];
}

/**
 * Where access tokens of ended sessions may still be accepted. Closed only by receivers that the operator marked as protecting
 * all services: each of them took the event of every session that is known to be gone, and nothing else is left.
 */
export function exposureOf({ gone, left, receivers, until }: EndedSessions): Exposure {
  const protecting = receivers.filter(
    (receiver) => receiver.protectsAllServices && isRelevant(receiver, until),
  );
  if (protecting.length === 0) return { type: 'open', until, why: 'no-receiver' };
  // Nothing was ended: there is no last event, and nothing to be closed.
  if (left > 0 || gone === 0) return { type: 'open', until, why: 'not-all-gone' };
  const confirmed = protecting.filter(hasTakenAll);
  const of = protecting.length;
  if (confirmed.length < of) return { type: 'waiting', until, confirmed: confirmed.length, of };
  return { type: 'closed', at: Math.max(...confirmed.map(({ deliveredAt }) => deliveredAt ?? 0)), of };
}

/**
 * Whether the exposure depends on what a receiver took: not on one that came after all tokens had expired. Of one that has another
 * address, the place counts at which it was until then. One that was removed counts by what it took while it was there.
 */
function isRelevant({ past, since }: ExposedReceiver, until: number): boolean {
  if (past === null) return since === null || since <= until;
  return past.because === 'removed' || past.at === null || past.at > until;
}

function hasTakenAll({ damaged, deliveredAt, notQueued, refused, waiting }: ReceiverOfRevocation): boolean {
  return deliveredAt !== null && notQueued + waiting + refused + damaged === 0;
}
