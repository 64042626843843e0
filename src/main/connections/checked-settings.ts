import {
  addressFault,
  canBeKey,
  keyMayGo,
  placesOf,
  unencryptedHosts,
} from '../../contract/domain/addresses.ts';
import type { ConnectionSettings } from '../../contract/domain/connection.ts';
import { failure } from '../../contract/failure.ts';
import { checkedAuthorities } from './authorities.ts';

/**
 * Settings as they are saved and used. Throws a `Failure` that names what is wrong. A file that somebody edited is checked
 * by it too.
 */
export function checkedSettings(settings: ConnectionSettings): ConnectionSettings {
  const address = checkedAddress(settings.address);
  checkEncryption({ ...settings, address });
  const authorities = checkedAuthorities(settings.authorities);
  return { ...settings, address, authorities };
}

/** A key goes over a network without encryption only where the operator said so, and never to production. */
function checkEncryption({ address, environment, plainHttp }: ConnectionSettings): void {
  const [host] = unencryptedHosts(address);
  if (host === undefined) return;
  if (environment === 'production')
    throw failure('bad-input', { reason: 'plain-http-production', params: { host } });
  if (!plainHttp) throw failure('bad-input', { reason: 'plain-http', params: { host } });
}

/**
 * The address as it is saved: one or several, without what the SDK would drop silently. Throws a `Failure` that
 * names the fault.
 */
export function checkedAddress(address: string): string {
  const fault = addressFault(address);
  if (fault !== null) throw failure('bad-input', { reason: fault });
  return placesOf(address).join(';');
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
 * A saved key is sent only to where it was saved for: not to a host of a mistyped address, not to what another path of a
 * host leads to, and not over http when it was https. Throws a `Failure` otherwise. Both addresses have been checked.
 */
export function checkKeyMayGo(savedFor: string, wanted: string): void {
  if (!keyMayGo(savedFor, wanted)) throw failure('bad-input', { reason: 'key-of-other-address' });
}
