import { failure } from '../../contract/failure.ts';

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
