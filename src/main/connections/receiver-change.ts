import type { Authority } from '../../contract/domain/connection.ts';
import type { DeliveryState } from '../../contract/domain/delivery.ts';
import { newlyTrusted } from './authorities.ts';
import type { KeyState } from './key-ring.ts';

/** What the operator is told before a receiver that is there is reached in another way: it can stop what it gets. */
export interface ReceiverChange {
  /** As the operator knows it. */
  readonly name: string;
  /** Where it was until now; null: it stays there. */
  readonly movesFrom: string | null;
  /** What it took until now, at all its addresses; and what waits for it, or was refused by it: that waits for the new address. */
  readonly queue: Pick<DeliveryState, 'delivered' | 'waiting' | 'refused'>;
  readonly removesAuthorisation: boolean;
  /** Authorities that are not trusted for it any more. */
  readonly removesAuthorities: number;
}

interface Reached {
  readonly delivery: ReceiverChange['queue'];
  readonly settings: {
    readonly name: string;
    readonly address: string;
    readonly authorities: readonly Authority[];
  };
  readonly authorisation: KeyState;
}

/** Undefined: nothing changes by which the receiver could get less. `authorisation` undefined: it stays. */
export function changeOfReceiver(
  { delivery, settings: before, authorisation: state }: Reached,
  after: Reached['settings'],
  authorisation: string | null | undefined,
): ReceiverChange | undefined {
  const movesFrom = before.address === after.address ? null : before.address;
  const removesAuthorisation = authorisation === null && state !== 'none';
  const removesAuthorities =
    movesFrom === null ? newlyTrusted(after.authorities, before.authorities).length : 0;
  const isReachedOtherwise =
    movesFrom !== null || removesAuthorisation || removesAuthorities > 0 || typeof authorisation === 'string';
  return isReachedOtherwise
    ? { name: before.name, movesFrom, queue: queueOf(delivery), removesAuthorisation, removesAuthorities }
    : undefined;
}

export function queueOf({ delivered, refused, waiting }: ReceiverChange['queue']): ReceiverChange['queue'] {
  return { delivered, waiting, refused };
}
