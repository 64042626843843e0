import { Pool } from 'undici';
import { splitAddress } from '../../../contract/domain/addresses.ts';
import type { CoreWorkerOptions } from '../protocol.ts';
import { trustedAuthorities } from './authorities.ts';
import { createDeadlines } from './deadlines.ts';
import type { Transport } from './exchange.ts';

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
