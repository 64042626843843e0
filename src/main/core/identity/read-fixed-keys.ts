import { createStopper, type Stopper } from '../call.ts';
import { type Limits, networkFailure } from '../failures/network-failure.ts';
import { notACore, statusFailure } from '../failures/status-failure.ts';
import { type Answer, exchange, type HttpRequest } from '../http/exchange.ts';
import type { Host } from '../http/hosts.ts';
import { mayRepeat, repeatRead } from '../http/repeat-read.ts';

export interface KeyReading {
  readonly apiKey: string | null;
  readonly limits: Limits;
}

const path = '/.well-known/jwks.json';

/**
 * Ids of the fixed signing keys that this address publishes (fact 16), sorted; empty: it has none. Rejects with a
 * `Failure` when they cannot be read.
 */
export async function readFixedKeys(
  host: Host,
  { apiKey, limits }: KeyReading,
  stopper: Stopper = createStopper(),
): Promise<readonly string[]> {
  const request: HttpRequest = {
    method: 'GET',
    path: host.base + path,
    // A proxy may keep the keys of the core that was there before.
    headers: { 'cache-control': 'no-cache', ...(apiKey === null ? {} : { 'api-key': apiKey }) },
  };
  let end = await exchange(host.transport, request, stopper);
  if (mayRepeat(request.method, end)) end = await repeatRead(host.transport, request, stopper, end);
  if (end.type === 'no-answer') throw networkFailure(end, host.name, limits);
  const asked = { host: host.name, path, apiKey };
  if (end.status !== 200) throw statusFailure(end, asked);
  const keys = keysOf(end);
  if (!keys) throw notACore(end, asked);
  const fixed = keys.flatMap((key) => fixedId(key) ?? []);
  return [...new Set(fixed)].sort();
}

function keysOf({ body }: Answer): readonly unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null || !('keys' in parsed)) return undefined;
    return Array.isArray(parsed.keys) ? parsed.keys : undefined;
  } catch {
    return undefined;
  }
}

function fixedId(key: unknown): string | undefined {
  if (typeof key !== 'object' || key === null || !('kid' in key)) return undefined;
  return typeof key.kid === 'string' && key.kid.startsWith('s-') ? key.kid : undefined;
}
