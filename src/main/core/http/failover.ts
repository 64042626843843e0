import type { Host } from './hosts.ts';

/** So long an address that could not be reached is asked last. */
const AWAY_MS = 10_000;

interface Route {
  /** The addresses to ask, in this order. */
  readonly hosts: readonly Host[];
  /** The call's own path with its query, to be put behind a host's base. */
  readonly path: string;
}

interface Failover {
  /** The way of a URL that the SDK made; undefined when it leads anywhere else than to the core. */
  route(url: string): Route | undefined;
  wasAway(host: Host): void;
}

/**
 * Which of several addresses to ask. The SDK deals its calls out in turn, but when several run at once it comes back
 * to an address that just failed, and gives up while another one would answer.
 */
export function createFailover(hosts: readonly Host[]): Failover {
  // The longest first: one address can be the beginning of another.
  const prefixes = hosts
    .map((host) => ({ host, prefix: host.origin + host.base }))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  const awayUntil = new Map<Host, number>();

  function inOrder(chosen: Host): readonly Host[] {
    const now = performance.now();
    const rank = (host: Host): number => {
      if ((awayUntil.get(host) ?? 0) > now) return 2;
      return host === chosen ? 0 : 1;
    };
    return [...hosts].sort((a, b) => rank(a) - rank(b));
  }

  return {
    route(url) {
      const found = prefixes.find(({ prefix }) => url.startsWith(prefix) && url[prefix.length] === '/');
      if (!found) return undefined;
      const path = url.slice(found.prefix.length);
      return { hosts: hosts.length === 1 ? hosts : inOrder(found.host), path };
    },
    wasAway: (host) => void awayUntil.set(host, performance.now() + AWAY_MS),
  };
}
