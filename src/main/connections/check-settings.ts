import {
  type AddressFault,
  addressFault,
  canBeKey,
  originsOf,
  splitAddress,
} from '../../contract/domain/addresses.ts';
import { type Failure, failure } from '../../contract/failure.ts';

const addressFaults: Readonly<Record<AddressFault, readonly [message: string, hint?: string]>> = {
  empty: ['The address is empty.'],
  'no-scheme': ['The address needs http:// or https:// at its beginning.'],
  'not-a-url': ['The address cannot be read as a URL.'],
  credentials: [
    'The address has a user name or a password.',
    'Leave them out: the key of a core has its own field.',
  ],
  query: ['The address ends with a query or a fragment.'],
};

/**
 * The address as it is saved: one or several, without what the SDK would drop silently. Throws a `Failure` with a
 * sentence for the form.
 */
export function checkedAddress(address: string): string {
  const fault = addressFault(address);
  if (fault !== null) throw wrong(...addressFaults[fault]);
  return splitAddress(address)
    .map((part) => {
      const url = new URL(part);
      return url.origin + url.pathname.replace(/\/+$/, '');
    })
    .join(';');
}

function wrong(message: string, hint?: string): Failure {
  return failure('bad-input', message, {
    hint:
      hint ??
      'Write it like https://core.example:3567; several addresses of one core are separated by a semicolon.',
  });
}

/**
 * A key as it is stored: without what a paste brought along. Throws a `Failure` for one that cannot be sent in a header,
 * which would otherwise look like a core that cannot be reached. Undefined and null stay what they are.
 */
export function checkedKey<T extends string | null | undefined>(key: T): T | string {
  if (typeof key !== 'string') return key;
  if (canBeKey(key)) return key.trim();
  throw failure('bad-input', 'The API key is empty, or has characters that no key has.', {
    hint: 'Copy it again from the configuration of the core: letters, digits, = and -.',
  });
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
