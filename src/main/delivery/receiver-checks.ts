import type { Authority } from '../../contract/domain/connection.ts';
import { failure } from '../../contract/failure.ts';
import { newlyTrusted } from '../connections/authorities.ts';
import type { KeyState } from '../connections/key-ring.ts';

interface Named {
  readonly settings: { readonly name: string };
}

/** Throws a `Failure` where there are `most` others already, or one of them has this name. */
export function checkAmongReceivers(name: string, others: readonly Named[], most: number): void {
  if (others.length >= most) throw failure('refused', { reason: 'too-many-receivers', params: { most } });
  if (others.some(({ settings }) => settings.name.toLowerCase() === name.toLowerCase()))
    throw failure('bad-input', { reason: 'receiver-name-taken', params: { name } });
}

interface UnchangedAuthorisation {
  readonly isThere: boolean;
  readonly savedFor: string;
  readonly wanted: string;
}

/** An authorisation that is left as it is cannot go to another address. Throws a `Failure` otherwise. */
export function checkUnchangedAuthorisation({ isThere, savedFor, wanted }: UnchangedAuthorisation): void {
  if (isThere && savedFor !== wanted)
    throw failure('bad-input', { reason: 'authorisation-of-other-address' });
}

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
