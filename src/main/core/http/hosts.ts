import { Pool } from 'undici';
import { splitAddress } from '../../../contract/domain/addresses.ts';
import { type Trust, trustAuthorities, type UnreadAuthorities } from '../../shared/network/authorities.ts';
import type { CoreWorkerData } from '../protocol.ts';
import { createAnswerRoom } from './answer-room.ts';
import { createDeadlines, type Transport } from './exchange.ts';

/** 16 for bulk reading, the rest so that a click does not queue behind it. */
const connectionsOfHost = 20;

const bytesInMb = 1_000_000;

/** One address of the core. */
export interface Host {
  /** `https://core.example:3567` */
  readonly origin: string;
  /** `core.example:3567`, for texts. */
  readonly name: string;
  /** Path before every call, without a slash at the end; empty for most. */
  readonly base: string;
  readonly transport: Transport;
  readonly unreadAuthorities: UnreadAuthorities | null;
}

/** The addresses of a connection, each with its own pool of kept-alive connections. */
export function openHosts(options: CoreWorkerData): readonly Host[] {
  const deadlines = createDeadlines(options.requestTimeoutMs);
  const room = createAnswerRoom(options.answerLimitMb * bytesInMb);
  const pools = new Map<string, Transport>();
  let trust: Trust | undefined;

  function trustFor(origin: string): Trust | undefined {
    if (!origin.startsWith('https:')) return undefined;
    trust ??= trustAuthorities(options.authorities ?? []);
    return trust;
  }

  return splitAddress(options.address).map((address) => {
    const { origin, host: name, pathname } = new URL(address);
    const trusted = trustFor(origin);
    const transport = pools.get(origin) ?? {
      dispatcher: openPool(origin, options.connectTimeoutMs, trusted),
      deadlines,
      room,
    };
    pools.set(origin, transport);
    const base = pathname.replace(/\/+$/, '');
    return { origin, name, base, transport, unreadAuthorities: trusted?.unread ?? null };
  });
}

// undici's own time-outs end a silence, not a request: an answer that drips would never be too late.
function openPool(origin: string, connectTimeoutMs: number, trust: Trust | undefined): Pool {
  return new Pool(origin, {
    connections: connectionsOfHost,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      timeout: connectTimeoutMs,
      // Said here, because NODE_TLS_REJECT_UNAUTHORIZED decides where nobody says it.
      ...(trust === undefined ? {} : { secureContext: trust.context, rejectUnauthorized: true }),
    },
  });
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
