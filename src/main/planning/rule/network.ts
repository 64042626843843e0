import { BlockList, isIP, isIPv4, isIPv6, SocketAddress } from 'node:net';
import { type Failure, failure } from '../../../contract/failure.ts';

type Family = 'ipv4' | 'ipv6';

interface Address {
  readonly family: Family;
  readonly text: string;
}

interface Network {
  readonly contains: (address: Address) => boolean;
}

const mapped = '::ffff:';
const mappedBits = 96;

/**
 * An address, or a network in CIDR notation. Bits behind the prefix are ignored. Throws `bad-input` that names the text.
 * A network of IPv6 addresses contains no IPv4 address, unless it is a network of IPv4 addresses written as IPv6.
 */
export function parseNetwork(text: string): Network {
  const [base = '', prefix, ...rest] = text.trim().split('/');
  const address = parseAddress(base);
  if (!address || rest.length > 0) throw notANetwork(text);
  const size = address.family === 'ipv4' ? 32 : 128;
  const before = address.family === 'ipv4' && isIPv6(base) ? mappedBits : 0;
  const bits = prefix === undefined ? size : Number(/^\d{1,3}$/.exec(prefix)?.[0] ?? Number.NaN) - before;
  if (!(bits >= 0 && bits <= size)) throw notANetwork(text);
  const list = new BlockList();
  list.addSubnet(address.text, bits, address.family);
  return { contains: (other) => other.family === address.family && list.check(other.text, other.family) };
}

/**
 * What an application wrote as the address of a session: with or without a port, with or without brackets, or a list as
 * proxies forward it, of which the first is the client. Null: it is not an address.
 */
export function parseRecordedAddress(recorded: string): Address | null {
  const [first = ''] = recorded.split(',');
  const text = first.trim();
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1];
  if (bracketed !== undefined) return isIPv6(bracketed) ? parseAddress(bracketed) : null;
  const beforePort = /^([\d.]+):\d{1,5}$/.exec(text)?.[1];
  return parseAddress(beforePort ?? text);
}

/** In one way of writing. An IPv4 address that is written as IPv6 becomes IPv4. The zone is local and left out. */
function parseAddress(written: string): Address | null {
  const [text = ''] = written.split('%');
  const version = isIP(text);
  if (version === 0) return null;
  if (version === 4) return { family: 'ipv4', text };
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  const inner = address.startsWith(mapped) ? address.slice(mapped.length) : '';
  return isIPv4(inner) ? { family: 'ipv4', text: inner } : { family: 'ipv6', text: address };
}

function notANetwork(text: string): Failure {
  return failure('bad-input', {
    reason: 'not-a-network',
    params: { value: JSON.stringify(text.slice(0, 80)) },
  });
}
