import type { Host } from './hosts.ts';

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
      const found = prefixes.find(({ prefix }) => url.startsWith(prefix) && url[prefix.length] === '/');
      if (!found) return undefined;
      const path = url.slice(found.prefix.length);
      return { hosts: hosts.length === 1 ? hosts : inOrder(found.host), path };
    },
  };
}
