import type { JsonObject } from '../store/json.ts';
import { type NewMethod, signUp } from '../store/sign-up.ts';
import { linkAccounts, type Store } from '../store/store.ts';
import { openSession } from '../store/user-sessions.ts';
import type { User } from '../store/users.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** What every part of the sample data is made with. */
export interface Sample {
  readonly store: Store;
  readonly random: Random;
  /** Epoch milliseconds that ages count from. */
  readonly now: number;
}

interface SampleSession {
  readonly userId: string;
  readonly tenantId: string;
  readonly ageMs: number;
  readonly client: JsonObject;
  readonly roles: readonly string[];
}

/** Signs someone up `ageMs` ago, in further tenants too if asked. */
export function join(
  { store, random, now }: Sample,
  method: Omit<NewMethod, 'id' | 'timeJoined'>,
  ageMs: number,
  furtherTenants: readonly string[] = [],
): User {
  const user = signUp(store, { ...method, id: random.uuid(), timeJoined: Math.floor(now - ageMs) });
  for (const { tenantIds } of user.methods) for (const tenantId of furtherTenants) tenantIds.add(tenantId);
  return user;
}

/** Makes the first the primary user of all. */
export function linkAll({ store }: Sample, primary: User, others: readonly User[]): void {
  primary.isPrimary = true;
  for (const other of others) linkAccounts(store, other, primary);
}

/** A session as an application with SuperTokens' role and verification claims writes it. */
export function addSession({ store, random, now }: Sample, session: SampleSession): void {
  const timeCreated = Math.floor(now - session.ageMs);
  const userDataInJWT = {
    'st-role': { v: [...session.roles], t: timeCreated },
    'st-ev': { v: true, t: timeCreated },
  };
  const { userId, tenantId, client } = session;
  openSession(store, {
    ...{ userId, tenantId, timeCreated, userDataInJWT },
    userDataInDatabase: client,
    uuid: random.uuid(),
  });
  const internal = store.mappings.internal(userId);
  store.activity.mark(store.users.get(internal)?.id ?? internal, timeCreated);
}

/** An age from minutes to 90 days, recent ones more often, and none from before the user joined. */
export function sessionAge(random: Random, joinedAgeMs: number): number {
  return 2 * minuteMs + random.next() ** 3 * (Math.min(90 * dayMs, joinedAgeMs) - 3 * minuteMs);
}

/** Name, team and roles, under the id that the application knows the user by. */
export function describeUser(
  { store }: Sample,
  user: User,
  details: {
    first: string;
    last: string;
    team: string;
    roles: readonly string[];
    tenants: readonly string[];
  },
): void {
  const id = store.mappings.shown(user.id);
  store.metadata.update(id, { first_name: details.first, last_name: details.last, team: details.team });
  for (const tenantId of details.tenants)
    for (const role of details.roles) store.roles.give(tenantId, id, role);
}

/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** At least 0, below 1. */
  readonly next: () => number;
  /** A whole number from `min` to `max`, both included. */
  readonly int: (min: number, max: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
  /** In the form of a version 4 UUID, as the core's ids and handles are. */
  readonly uuid: () => string;
}

/** A generator of its own for each seed (mulberry32: small, and good enough for sample data). */
export function createRandom(seed: number): Random {
  let state = seed | 0;

  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  function int(min: number, max: number): number {
    return min + Math.floor(next() * (max - min + 1));
  }

  function pick<T>(list: readonly T[]): T {
    const item = list[int(0, list.length - 1)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }

  function uuid(): string {
    return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (place) =>
      (place === 'x' ? int(0, 15) : int(8, 11)).toString(16),
    );
  }

  return { next, int, chance: (probability) => next() < probability, pick, uuid };
}

const mozilla = 'Mozilla/5.0';
const khtml = '(KHTML, like Gecko)';

const userAgents = [
  `${mozilla} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 ${khtml} Version/18.6 Safari/605.1.15`,
  `${mozilla} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 ${khtml} Chrome/141.0.0.0 Safari/537.36`,
  `${mozilla} (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 ${khtml} Chrome/142.0.0.0 Safari/537.36`,
  `${mozilla} (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 ${khtml} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`,
  `${mozilla} (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0`,
  `${mozilla} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0`,
  `${mozilla} (X11; Linux x86_64) AppleWebKit/537.36 ${khtml} Chrome/140.0.0.0 Safari/537.36`,
  `${mozilla} (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 ${khtml} Version/18.6 Mobile/15E148 Safari/604.1`,
  `${mozilla} (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 ${khtml} CriOS/141.0.7390.41 Mobile/15E148 Safari/604.1`,
  `${mozilla} (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 ${khtml} Version/18.6 Mobile/15E148 Safari/604.1`,
  `${mozilla} (Linux; Android 15; Pixel 9) AppleWebKit/537.36 ${khtml} Chrome/141.0.0.0 Mobile Safari/537.36`,
  `${mozilla} (Linux; Android 14; SM-S921B) AppleWebKit/537.36 ${khtml} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
];

/** Where the attack of the sample data comes from. No one else has this address. */
export const attacker: JsonObject = { ip: '198.51.100.66', userAgent: 'python-requests/2.32.3' };

/** The two or three devices and networks that one user signs in from. */
export function clientsOfUser(random: Random): JsonObject[] {
  const networks = [addressFrom(random), addressFrom(random)];
  return Array.from({ length: random.int(1, 3) }, () => ({
    ip: random.pick(networks),
    userAgent: random.pick(userAgents),
  }));
}

/** What a session keeps of its client: nothing at all for one in seven, as where the application does not write it. */
export function clientOrNothing(random: Random, clients: readonly JsonObject[]): JsonObject {
  return random.chance(0.15) ? {} : { ...random.pick(clients) };
}

// The ranges that are set aside for documentation (RFC 5737, RFC 3849): nobody's real address.
function addressFrom(random: Random): string {
  const last = random.int(2, 254);
  switch (random.int(0, 3)) {
    case 0:
      return `203.0.113.${last}`;
    case 1:
      return `198.51.100.${last === 66 ? 67 : last}`;
    case 2:
      return `192.0.2.${last}`;
    default:
      return `2001:db8:${random.int(1, 0xffff).toString(16)}::${last.toString(16)}`;
  }
}
