import type { ErrorReason } from '../error-reasons.ts';

/** The addresses of one core, as supertokens-node splits them: separated by `;`, without what is empty. */
export function splitAddress(address: string): string[] {
  return address
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Why an address cannot be the address of a core. */
type AddressFault = Extract<
  ErrorReason,
  | 'address-empty'
  | 'address-without-scheme'
  | 'address-not-url'
  | 'address-with-password'
  | 'address-with-query'
>;

/** What is wrong with the first wrong address; null when nothing is. */
export function addressFault(address: string): AddressFault | null {
  const parts = splitAddress(address);
  if (parts.length === 0) return 'address-empty';
  return parts.map(faultOfOne).find((fault) => fault !== null) ?? null;
}

function faultOfOne(address: string): AddressFault | null {
  if (!/^https?:\/\//i.test(address)) return 'address-without-scheme';
  if (!URL.canParse(address)) return 'address-not-url';
  const url = new URL(address);
  // The SDK would drop them, and they would be in a file and on screen.
  if (url.username !== '' || url.password !== '') return 'address-with-password';
  return url.search !== '' || url.hash !== '' ? 'address-with-query' : null;
}

/** Each address as it is saved: origin and path, without a slash at the end. All of them have no fault. */
export function placesOf(address: string): string[] {
  return splitAddress(address).map((part) => {
    const url = new URL(part);
    return url.origin + url.pathname.replace(/\/+$/, '');
  });
}

/** Whether a key that belongs to `savedFor` can go to all of `wanted`: a key belongs to origins and paths. */
export function keyMayGo(savedFor: string, wanted: string): boolean {
  const known = new Set(placesOf(savedFor));
  return placesOf(wanted).every((place) => known.has(place));
}

/** Where requests to these addresses go. All of them have no fault. */
export function originsOf(address: string): string[] {
  return splitAddress(address).map((part) => new URL(part).origin);
}

/** The hosts to which requests go without encryption over a network, with their ports. No address has a fault. */
export function unencryptedHosts(address: string): string[] {
  return splitAddress(address)
    .map((part) => new URL(part))
    .filter(({ protocol, hostname }) => protocol === 'http:' && !isLoopback(hostname))
    .map(({ host }) => host);
}

/** As `URL` writes host names: lower case, IPv4 in four parts. */
function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname) ||
    hostname === '[::1]'
  );
}

/** Whether a text can be sent as the key of a core; what a paste brought along at its ends does not count. */
export function canBeKey(key: string): boolean {
  const trimmed = key.trim();
  return trimmed !== '' && !/[^\x21-\x7e]/.test(trimmed);
}
