import { isObject, type JsonObject } from '../store/json.ts';
import type { Store } from '../store/store.ts';
import type { Tokens } from '../store/tokens.ts';

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

/** Thrown anywhere below a route: the answer is this status with the message as plain text. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A query parameter that has to be there; 400 with the core's words otherwise. */
export function requiredParam(exchange: Exchange, name: string): string {
  const value = exchange.query.get(name);
  if (value === null) throw new Refusal(400, `Field name '${name}' is missing in GET request`);
  return value;
}

/** A boolean query parameter: the core takes anything but `true` as false. */
export function flagParam(exchange: Exchange, name: string, fallback: boolean): boolean {
  const value = exchange.query.get(name);
  return value === null ? fallback : value.toLowerCase() === 'true';
}

/** A string of the body, or undefined when absent or null. */
export function optionalString(body: JsonObject, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalidField(name);
  return value;
}

/** A string of the body that has to be there. */
export function requiredString(body: JsonObject, name: string): string {
  return optionalString(body, name) ?? missing(name);
}

/** A boolean of the body, or undefined when absent. */
export function optionalFlag(body: JsonObject, name: string): boolean | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw invalidField(name);
  return value;
}

/** An object of the body that has to be there. */
export function requiredObject(body: JsonObject, name: string): JsonObject {
  const value = body[name];
  if (value === undefined) return missing(name);
  if (!isObject(value)) throw invalidField(name);
  return value;
}

/** An array of strings of the body, or undefined when absent. */
export function optionalStrings(body: JsonObject, name: string): string[] | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw invalidField(name);
  return value.map((item) => {
    if (typeof item !== 'string') throw invalidField(name);
    return item;
  });
}

function missing(name: string): never {
  throw invalidField(name);
}

// The core says the same of a field that is missing and of one of the wrong type.
function invalidField(name: string): Refusal {
  return new Refusal(400, `Field name '${name}' is invalid in JSON input`);
}
