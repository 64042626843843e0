import {
  type AddressFault,
  addressFault,
  canBeKey,
  originsOf,
  splitAddress,
} from '../../contract/domain/addresses.ts';
import type { ErrorReason } from '../../contract/error-reasons.ts';
import { failure } from '../../contract/failure.ts';

const reasonOfFault = {
  empty: 'address-empty',
  'no-scheme': 'address-without-scheme',
  'not-a-url': 'address-not-url',
  credentials: 'address-with-password',
  query: 'address-with-query',
} as const satisfies Readonly<Record<AddressFault, ErrorReason>>;

/**
 * The address as it is saved: one or several, without what the SDK would drop silently. Throws a `Failure` that
 * names the fault.
 */
export function checkedAddress(address: string): string {
  const fault = addressFault(address);
  if (fault !== null) throw failure('bad-input', { reason: reasonOfFault[fault] });
  return splitAddress(address)
    .map((part) => {
      const url = new URL(part);
      return url.origin + url.pathname.replace(/\/+$/, '');
    })
    .join(';');
}

/**
 * A key as it is stored: without what a paste brought along. Throws a `Failure` for one that cannot be sent in a header,
 * which would otherwise look like a core that cannot be reached. Undefined and null stay what they are.
 */
export function checkedKey<T extends string | null | undefined>(key: T): T | string {
  if (typeof key !== 'string') return key;
  if (canBeKey(key)) return key.trim();
  throw failure('bad-input', { reason: 'key-malformed' });
}

/**
 * A saved key is sent only to where it was saved for: not to a host of a mistyped address, and not over http when it was
 * https. Throws a `Failure` otherwise. Both addresses have been checked.
 */
export function checkKeyMayGo(savedFor: string, wanted: string): void {
  const known = new Set(originsOf(savedFor));
  if (originsOf(wanted).every((origin) => known.has(origin))) return;
  throw failure('bad-input', { reason: 'key-of-other-address' });
}
