/**
 * The address in what an application wrote as the address of a session: with or without a port, with or without brackets, or a list
 * as proxies forward it, of which the first is the client. The zone is local and left out. Null: it cannot be an address. What is
 * not null need not be one.
 */
export function recordedAddress(recorded: string): string | null {
  const [first = ''] = recorded.split(',', 1);
  const text = first.trim();
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1];
  if (bracketed !== undefined) return bracketed.includes(':') ? withoutZone(bracketed) : null;
  return withoutZone(/^([\d.]+):\d{1,5}$/.exec(text)?.[1] ?? text);
}

function withoutZone(address: string): string {
  const [text = ''] = address.split('%', 1);
  return text;
}

/**
 * What recorded addresses are sorted by, as text: IPv4 before IPv6, each by its number, then what is no address by its text. An IPv4
 * address that is written as IPv6 is sorted as IPv4.
 */
export function addressSortKey(recorded: string): string {
  const plain = hexOfIPv4(recorded);
  if (plain !== null) return `4${plain}`;
  const address = recordedAddress(recorded) ?? '';
  const hex = address.includes(':') ? hexOfIPv6(address) : hexOfIPv4(address);
  if (hex === null) return `t${recorded.toLowerCase()}`;
  const inner = hex.startsWith(mappedHex) ? hex.slice(mappedHex.length) : hex;
  return inner.length === 8 ? `4${inner}` : `6${inner}`;
}

/** The first 96 bits of an IPv4 address that is written as IPv6. */
const mappedHex = `${'0'.repeat(20)}ffff`;

/** Eight hex digits; null: it is no IPv4 address. Millions of rows are sorted by it, and most have one: no pattern, and no parts. */
function hexOfIPv4(text: string): string | null {
  let address = 0;
  let part = -1;
  let parts = 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === dot) {
      if (part < 0 || parts === 4) return null;
      address = address * 256 + part;
      part = -1;
      parts += 1;
      continue;
    }
    // Nothing follows a zero: with it, some read the digits as octal ones.
    if (code < zero || code > zero + 9 || part === 0) return null;
    part = (part < 0 ? 0 : part * 10) + code - zero;
    if (part > 255) return null;
  }
  if (part < 0 || parts !== 4) return null;
  return (address * 256 + part).toString(16).padStart(8, '0');
}

const dot = 0x2e;
const zero = 0x30;

/** As many hex digits as an IPv6 address has bits by four; null: it is none. */
function hexOfIPv6(text: string): string | null {
  // No address is longer, and others wrote it.
  if (text.length > longestIPv6) return null;
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head = '', tail] = halves;
  const before = hexOfGroups(head, tail === undefined);
  const after = tail === undefined ? '' : hexOfGroups(tail, true);
  if (before === null || after === null) return null;
  const missing = 32 - before.length - after.length;
  // Two colons stand for at least one group.
  if (tail === undefined ? missing !== 0 : missing < 4) return null;
  return before + '0'.repeat(missing) + after;
}

const longestIPv6 = 'ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255'.length;

/** `isEnd`: the last group can be an IPv4 address. */
function hexOfGroups(text: string, isEnd: boolean): string | null {
  if (text === '') return '';
  const groups = text.split(':');
  const parts = groups.map((group, at) => {
    if (/^[\da-f]{1,4}$/i.test(group)) return group.toLowerCase().padStart(4, '0');
    return isEnd && at === groups.length - 1 ? hexOfIPv4(group) : null;
  });
  return parts.includes(null) ? null : parts.join('');
}
