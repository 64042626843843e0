import { type Failure, failure, toAppError } from '../../../contract/failure.ts';
import type { IdentityAnswer } from '../protocol.ts';
import { createStopper, type Stopper } from './call.ts';
import { type Answer, exchange, type HttpRequest, mayRepeat, repeatRead } from './exchange.ts';
import { type Limits, networkFailure, notACore, statusFailure } from './failures.ts';
import type { Host } from './hosts.ts';
import { parseAnswer } from './parse-answer.ts';

/**
 * Which core answers at each address of a connection, by its fixed keys. Calls go to an address only after its keys were
 * read, and only as long as all addresses lead to one core.
 */
export interface HostIdentities {
  /**
   * Undefined: calls can go to the addresses of which `mayAsk` is true. Else resolves when they can. Rejects with
   * `other-core`, or with why no address answers. Where there is one address, whoever calls checks its identity.
   */
  readonly ready: () => Promise<void> | undefined;
  readonly mayAsk: (host: Host) => boolean;
  /** A call goes there, or its answer came from there. */
  readonly noteAsked: (host: Host) => void;
  /** A connection broke: what listens there by now can be another core. */
  readonly forget: (host: Host) => void;
  /** It cannot be reached: for a while nobody waits for it. */
  readonly noteAway: (host: Host) => void;
  /** Reads one address again. Resolves with whether it may be asked. */
  readonly readAgain: (host: Host, stopper: Stopper) => Promise<boolean>;
  /** Reads every address. Rejects with `other-core`, `incompatible-core`, or with why no address answers. */
  readonly read: (stopper: Stopper) => Promise<IdentityAnswer>;
}

type ReadKeys = (host: Host, stopper: Stopper) => Promise<readonly string[]>;

/** So long an address that could not be reached is left alone. */
const awayMs = 10_000;
/**
 * So often an address is read at a time: behind a load balancer two cores answer in turn. More often the first time,
 * because nothing was asked of it yet.
 */
const readsEachTime = 2;
const readsFirstTime = 6;

const keysPath = '/.well-known/jwks.json';

interface Known {
  /** Null: not known. */
  keys: readonly string[] | null;
  /** Whether it may have answered calls since its keys were read for `read`. */
  wasAsked: boolean;
  wasRead: boolean;
  awayUntil: number;
  /** Of the read that `keys` are from: an older one that ends later changes nothing. */
  turn: number;
}

export function createHostIdentities(hosts: readonly Host[], readKeys: ReadKeys): HostIdentities {
  const known = new Map<Host, Known>(
    hosts.map((host) => [
      host,
      { keys: null, wasAsked: false, wasRead: false, awayUntil: Number.NEGATIVE_INFINITY, turn: 0 },
    ]),
  );
  let turns = 0;
  let currentRead: Promise<unknown> | undefined;

  function of(host: Host): Known {
    const entry = known.get(host);
    if (!entry) throw new TypeError('This is no address of the connection.');
    return entry;
  }

  function isAway(host: Host): boolean {
    return of(host).awayUntil > performance.now();
  }

  /** Rejects when the keys cannot be read; then the address is not known any more. */
  async function readHost(host: Host, stopper: Stopper): Promise<void> {
    const state = of(host);
    turns += 1;
    const turn = turns;
    const times = state.wasRead ? readsEachTime : readsFirstTime;
    try {
      const all = await Promise.all(Array.from({ length: times }, () => readKeys(host, stopper)));
      const [first = []] = all;
      if (all.some((keys) => !isSame(keys, first))) throw inTurn(host);
      if (turn < state.turn) return;
      Object.assign(state, { keys: first, wasRead: true, awayUntil: Number.NEGATIVE_INFINITY, turn });
    } catch (thrown) {
      if (turn >= state.turn && !stopper.stopped) {
        Object.assign(state, { keys: null, turn });
        if (toAppError(thrown).code !== 'other-core') noteAway(host);
      }
      throw thrown;
    }
  }

  /** Why these addresses are not one core; null: they are, or nothing is known of them. */
  function difference(): Failure | null {
    const read = hosts.filter((host) => of(host).keys !== null);
    const [first] = read;
    const other = read.find((host) => !isSame(of(host).keys ?? [], (first && of(first).keys) ?? []));
    return first && other ? differentCores(first, other) : null;
  }

  async function readAll(stopper: Stopper): Promise<readonly Host[]> {
    const reachable = hosts.filter((host) => !isAway(host));
    const asked = reachable.length > 0 ? reachable : hosts;
    const ends = await Promise.allSettled(asked.map((host) => readHost(host, stopper)));
    const reasons = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
    const unlike = reasons.find((reason) => toAppError(reason).code === 'other-core');
    if (unlike) throw unlike;
    const different = difference();
    if (different) throw different;
    // A later reading can have failed while this one was answered.
    if (hosts.every((host) => of(host).keys === null)) throw reasons[0] ?? noneKnown();
    return asked.filter((_, at) => ends[at]?.status === 'fulfilled');
  }

  function noteAway(host: Host): void {
    Object.assign(of(host), { keys: null, awayUntil: performance.now() + awayMs });
  }

  async function readAgain(host: Host, stopper: Stopper): Promise<boolean> {
    await readHost(host, stopper).catch(() => undefined);
    return of(host).keys !== null && difference() === null;
  }

  return {
    noteAway,
    readAgain,
    mayAsk: (host) => hosts.length === 1 || (of(host).keys !== null && difference() === null),
    noteAsked: (host) => {
      of(host).wasAsked = true;
    },
    forget: (host) => {
      of(host).keys = null;
    },
    ready: () => {
      if (hosts.length === 1) return undefined;
      const isAnyKnown = hosts.some((host) => of(host).keys !== null);
      if (isAnyKnown && difference() === null) {
        for (const host of hosts)
          if (of(host).keys === null && !isAway(host)) {
            // Calls go to the others meanwhile. It is not begun again before this has ended.
            of(host).awayUntil = Number.POSITIVE_INFINITY;
            readHost(host, createStopper()).catch(() => noteAway(host));
          }
        return undefined;
      }
      currentRead ??= readAll(createStopper()).finally(() => {
        currentRead = undefined;
      });
      return currentRead.then(() => undefined);
    },
    read: async (stopper) => {
      const before = new Map(hosts.map((host) => [host, of(host).wasAsked]));
      for (const host of hosts) of(host).wasAsked = false;
      const silent: Host[] = [];
      try {
        const read = await readAll(stopper);
        silent.push(...hosts.filter((host) => before.get(host) === true && !read.includes(host)));
      } catch (thrown) {
        // Nothing was reported about them.
        for (const host of hosts) of(host).wasAsked ||= before.get(host) ?? false;
        throw thrown;
      }
      const keys = [...new Set(hosts.flatMap((host) => of(host).keys ?? []))].sort();
      if (keys.length === 0) throw withoutFixedKeys(hosts);
      return { keys, silent: silent.map(({ name }) => name) };
    },
  };
}

/** Each address went away, or its identity is read at this moment. */
export function noneKnown(): Failure {
  return failure('unreachable', { reason: 'no-address-available', sent: false });
}

function isSame(keys: readonly string[], others: readonly string[]): boolean {
  if (keys.length === 0) return others.length === 0;
  return keys.some((kid) => others.includes(kid));
}

function differentCores(first: Host, other: Host): Failure {
  const params = { first: addressOf(first), other: addressOf(other) };
  return failure('other-core', { reason: 'two-cores', params, sent: false });
}

function inTurn(host: Host): Failure {
  return failure('other-core', { reason: 'cores-in-turn', params: { first: addressOf(host) }, sent: false });
}

function withoutFixedKeys(hosts: readonly Host[]): Failure {
  const params = { host: hosts.map(addressOf).join(', ') };
  return failure('incompatible-core', { reason: 'no-fixed-key', params, sent: true });
}

/** Two addresses can have the same host: only their paths differ then. */
function addressOf({ base, name }: Host): string {
  return name + base;
}

interface KeyRequest {
  readonly apiKey: string | null;
  readonly limits: Limits;
}

/**
 * Ids of the fixed signing keys that this address publishes (fact 16), sorted; empty: it has none. Rejects with a
 * `Failure` when they cannot be read.
 */
export async function readFixedKeys(
  host: Host,
  { apiKey, limits }: KeyRequest,
  stopper: Stopper = createStopper(),
): Promise<readonly string[]> {
  const request: HttpRequest = {
    method: 'GET',
    path: host.base + keysPath,
    // A proxy may keep the keys of the core that was there before.
    headers: { 'cache-control': 'no-cache', ...(apiKey === null ? {} : { 'api-key': apiKey }) },
  };
  let end = await exchange(host.transport, request, stopper);
  if (mayRepeat(request.method, end)) end = await repeatRead(host.transport, request, stopper, end);
  if (end.type === 'no-answer') throw networkFailure(end, host, limits);
  const asked = { host: host.name, path: keysPath, apiKey };
  if (end.status !== 200) throw statusFailure(end, asked);
  const keys = keysOf(end);
  if (!keys) throw notACore(end, asked);
  const fixed = keys.flatMap((key) => fixedId(key) ?? []);
  return [...new Set(fixed)].sort();
}

/** A core has a handful. More than this, or longer ones, are not worth keeping with everything that is listed. */
const mostKeys = 100;
const longestKeyId = 255;

function keysOf({ body }: Answer): readonly unknown[] | undefined {
  const parsed = parseAnswer(body, null);
  if (typeof parsed !== 'object' || parsed === null || !('keys' in parsed)) return undefined;
  return Array.isArray(parsed.keys) && parsed.keys.length <= mostKeys ? parsed.keys : undefined;
}

function fixedId(key: unknown): string | undefined {
  if (typeof key !== 'object' || key === null || !('kid' in key)) return undefined;
  const { kid } = key;
  return typeof kid === 'string' && kid.startsWith('s-') && kid.length <= longestKeyId ? kid : undefined;
}
