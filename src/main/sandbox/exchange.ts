import type { JsonObject } from './json.ts';
import type { Store } from './store/store.ts';
import type { Tokens } from './tokens/tokens.ts';

/** One request, after key, version and tenant were accepted. */
export interface Exchange {
  readonly store: Store;
  readonly tokens: Tokens;
  /** The tenant of the path, `public` without one. */
  readonly tenantId: string;
  readonly query: URLSearchParams;
  /** Empty for GET. */
  readonly body: JsonObject;
}

export interface Reply {
  readonly status: number;
  readonly contentType: 'application/json' | 'text/html';
  readonly body: string;
  readonly cacheControl?: string;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  /** `open`: answered without an API key and whatever the interface version. */
  readonly access?: 'open';
  readonly handle: (exchange: Exchange) => Reply | Promise<Reply>;
}

/** A 200 with a JSON body. */
export function json(value: object): Reply {
  return { status: 200, contentType: 'application/json', body: JSON.stringify(value) };
}

/** Plain text; the core labels it as HTML, on success and on failure. */
export function text(status: number, message: string): Reply {
  return { status, contentType: 'text/html', body: message };
}
