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
  /** What it took until now, at the address where it is; and what waits for it, or was refused by it: that waits for the new address. */
  readonly queue: Pick<DeliveryState, 'delivered' | 'waiting' | 'refused'>;
  readonly removesAuthorisation: boolean;
  /** Authorities that are not trusted for it any more. */
  readonly removesAuthorities: number;
}

/** What every question says before something is sent to a receiver. */
export interface QuestionToSend {
  readonly name: string;
  readonly address: string;
  readonly sendsAuthorisation: boolean;
  /** Authorities that are trusted for it, and were not before. */
  readonly authorities: readonly { readonly subject: string; readonly fingerprint: string }[];
  /** Of a receiver that is there; absent: of a new one, or nothing by which it could get less. */
  readonly change?: ReceiverChange | undefined;
}

/** What every question says before a receiver is removed. */
export interface QuestionToRemove {
  readonly name: string;
  readonly address: string;
  /** What it would not get. */
  readonly waiting: number;
}

interface Reachable {
  readonly name: string;
  readonly address: string;
  readonly authorities: readonly Authority[];
}

/** A receiver that is there, before it is changed. */
export interface PresentReceiver<Settings extends Reachable = Reachable> {
  readonly settings: Settings;
  readonly authorisation: KeyState;
  readonly delivery: DeliveryState;
}

/** Undefined: nothing changes by which the receiver could get less. `authorisation` undefined: it stays. */
export function changeOfReceiver(
  { delivery, settings: before, authorisation: state }: PresentReceiver,
  after: Reachable,
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

export function queueOf({ delivered, waiting, refused }: DeliveryState): ReceiverChange['queue'] {
  return { delivered, waiting, refused };
}
