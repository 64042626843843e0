import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';
import { Pool } from 'undici';
import { splitAddress } from '../../../contract/domain/addresses.ts';
import type { CoreWorkerOptions } from '../protocol.ts';
import { createDeadlines, type Transport } from './exchange.ts';

/** 16 for bulk reading, the rest so that a click does not queue behind it. */
const CONNECTIONS = 20;

/** One address of the core. */
export interface Host {
  /** `https://core.example:3567` */
  readonly origin: string;
  /** `core.example:3567`, for texts. */
  readonly name: string;
  /** Path before every call, without a slash at the end; empty for most. */
  readonly base: string;
  readonly transport: Transport;
}

/** The addresses of a connection, each with its own pool of kept-alive connections. */
export function openHosts(options: CoreWorkerOptions): readonly Host[] {
  const deadlines = createDeadlines(options.requestTimeoutMs);
  const pools = new Map<string, Transport>();
  return splitAddress(options.address).map((address) => {
    const { origin, host: name, pathname } = new URL(address);
    const transport = pools.get(origin) ?? {
      dispatcher: openPool(origin, options.connectTimeoutMs),
      deadlines,
    };
    pools.set(origin, transport);
    return { origin, name, base: pathname.replace(/\/+$/, ''), transport };
  });
}

// undici's own time-outs end a silence, not a request: an answer that drips would never be too late.
function openPool(origin: string, connectTimeoutMs: number): Pool {
  return new Pool(origin, {
    connections: CONNECTIONS,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      timeout: connectTimeoutMs,
      ...(origin.startsWith('https:') ? { secureContext: trustedAuthorities() } : {}),
    },
  });
}

/** What the system trusts. A store that cannot be read must not close the way to cores that need none of it. */
function ofSystem(): readonly string[] {
  try {
    return tls.getCACertificates('system');
  } catch {
    return [];
  }
}

/** Read here because a packaged Electron ignores the variable. */
function ofFile(path: string | undefined): readonly string[] {
  if (path === undefined || path === '') return [];
  try {
    return [readFileSync(path, 'utf8')];
  } catch {
    // As Node does: what is missing is found out when a certificate is refused.
    return [];
  }
}

/**
 * Whom an encrypted connection trusts: Node's own authorities, those of the system, and those in the file that
 * NODE_EXTRA_CA_CERTS names. Made once for each pool, because reading some 150 certificates takes milliseconds.
 */
function trustedAuthorities(): tls.SecureContext {
  const ca = [...tls.rootCertificates, ...ofSystem(), ...ofFile(process.env.NODE_EXTRA_CA_CERTS)];
  return tls.createSecureContext({ ca });
}

interface Route {
  /** The addresses to ask, in this order. */
  readonly hosts: readonly Host[];
  /** The call's own path with its query, to be put behind a host's base. */
  readonly path: string;
}

interface Failover {
  /** The way of a URL that the SDK made; undefined when it leads anywhere else than to the core. */
  route(url: string): Route | undefined;
}

/**
 * In which order to ask several addresses. The SDK deals its calls out in turn, but when several run at once it comes back
 * to an address that just failed, and gives up while another one would answer. An address that is away, or of which it is
 * not known which core answers there, is left out by whoever asks.
 */
export function createFailover(hosts: readonly Host[]): Failover {
  // The longest first: one address can be the beginning of another.
  const prefixes = hosts
    .map((host) => ({ host, prefix: host.origin + host.base }))
    .sort((a, b) => b.prefix.length - a.prefix.length);

  function inOrder(chosen: Host): readonly Host[] {
    return [chosen, ...hosts.filter((host) => host !== chosen)];
  }

  return {
    route(url) {
      const match = prefixes.find(({ prefix }) => url.startsWith(prefix) && url[prefix.length] === '/');
      if (!match) return undefined;
      const path = url.slice(match.prefix.length);
      return { hosts: hosts.length === 1 ? hosts : inOrder(match.host), path };
    },
  };
}
