import { splitAddress } from '../../contract/domain/addresses.ts';
import { failure } from '../../contract/failure.ts';

function originsOf(address: string): string[] {
  return splitAddress(address).map((part) => new URL(part).origin);
}

/**
 * A saved key is sent only to where it was saved for: not to a host of a mistyped address, and not over http when it was
 * https. Throws a `Failure` otherwise. Both addresses have been checked.
 */
export function checkKeyMayGo(savedFor: string, wanted: string): void {
  const known = new Set(originsOf(savedFor));
  if (originsOf(wanted).every((origin) => known.has(origin))) return;
  throw failure('bad-input', 'The address is another one than the key was saved for.', {
    hint: 'Enter the API key again: it is sent to the address it was entered for, and to no other.',
  });
}
