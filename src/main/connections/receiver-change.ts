import type { Authority } from '../../contract/domain/connection.ts';
import { newlyTrusted } from './authorities.ts';
import type { KeyState } from './key-ring.ts';

/** What the operator is told before a receiver that is there is reached in another way: it can stop what it gets. */
export interface ReceiverChange {
  /** As the operator knows it. */
  readonly name: string;
  /** Where it was until now; null: it stays there. */
  readonly movesFrom: string | null;
  readonly removesAuthorisation: boolean;
  /** Authorities that are not trusted for it any more. */
  readonly removesAuthorities: number;
}

interface Reached {
  readonly settings: {
    readonly name: string;
    readonly address: string;
    readonly authorities: readonly Authority[];
  };
  readonly authorisation: KeyState;
}

/** Undefined: nothing changes by which the receiver could get less. `authorisation` undefined: it stays. */
export function changeOfReceiver(
  { settings: before, authorisation: state }: Reached,
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
    ? { name: before.name, movesFrom, removesAuthorisation, removesAuthorities }
    : undefined;
}
