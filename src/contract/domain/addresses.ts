/** The addresses of one core, as supertokens-node splits them: separated by `;`, without what is empty. */
export function splitAddress(address: string): string[] {
  return address
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Why an address cannot be the address of a core. */
export type AddressFault = 'empty' | 'no-scheme' | 'not-a-url' | 'credentials' | 'query';

/** What is wrong with the first wrong address; null when nothing is. */
export function addressFault(address: string): AddressFault | null {
  const parts = splitAddress(address);
  if (parts.length === 0) return 'empty';
  return parts.map(faultOfOne).find((fault) => fault !== null) ?? null;
}

function faultOfOne(address: string): AddressFault | null {
  if (!/^https?:\/\//i.test(address)) return 'no-scheme';
  if (!URL.canParse(address)) return 'not-a-url';
  const url = new URL(address);
  // The SDK would drop them, and they would be in a file and on screen.
  if (url.username !== '' || url.password !== '') return 'credentials';
  return url.search !== '' || url.hash !== '' ? 'query' : null;
}

/** Where requests to these addresses go. All of them have no fault. */
export function originsOf(address: string): string[] {
  return splitAddress(address).map((part) => new URL(part).origin);
}

/** Whether a text can be sent as the key of a core; what a paste brought along at its ends does not count. */
export function canBeKey(key: string): boolean {
  const trimmed = key.trim();
  return trimmed !== '' && !/[^\x21-\x7e]/.test(trimmed);
}
