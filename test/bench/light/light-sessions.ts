/** Who has how many sessions, and where. */
export interface LightShape {
  readonly sessions: number;
  readonly sessionsPerUser: number;
  /** Of the users, the last ones: in tenant `acme` instead of `public`. */
  readonly shareInAcme: number;
}

export const ACME = 'acme';
export const PUBLIC = 'public';

/** Session 0 began, and user 0 joined, at this time. */
export const BEGIN = Date.UTC(2026, 0, 1);

/** Odd, and its inverse modulo 2³²: neighbouring numbers get handles that share no beginning, as a core's do. */
const SCATTER = 0x9e3779b1;
const GATHER = 0x0e8b2f51;
const UUID_REST = '4000-8000-00000000';

/** Sessions as numbers: a handle is its number in other words, and one bit says whether it is alive. */
export interface LightSessions {
  readonly users: number;
  readonly usersInPublic: number;
  readonly handleOf: (session: number) => string;
  /** Undefined: no such session, or it was ended. */
  readonly find: (handle: string) => number | undefined;
  readonly end: (session: number) => void;
  readonly alive: () => number;
  readonly aliveOf: (user: number) => number[];
  /** Epoch milliseconds; a millisecond after the one before. */
  readonly createdAt: (session: number) => number;
  readonly userOf: (session: number) => number;
  readonly userId: (user: number) => string;
  readonly findUser: (userId: string) => number | undefined;
  readonly tenantOf: (user: number) => string;
}

/** All numbers of 16 bits in four digits: making them anew for each handle took half of the time of a call that ends 250. */
const fourDigits = Array.from({ length: 0x1_0000 }, (_, value) => value.toString(16).padStart(4, '0'));

/** The lower 16 bits. */
function hex4(value: number): string {
  return fourDigits[value & 0xffff] ?? '';
}

export function createLightSessions({ sessions, sessionsPerUser, shareInAcme }: LightShape): LightSessions {
  const ended = new Uint8Array(Math.ceil(sessions / 8));
  const users = Math.ceil(sessions / sessionsPerUser);
  const usersInPublic = users - Math.floor(users * shareInAcme);
  let alive = sessions;

  const userOf = (session: number) => Math.floor(session / sessionsPerUser);
  const tenantOf = (user: number) => (user < usersInPublic ? PUBLIC : ACME);
  const isEnded = (session: number) => (((ended[session >> 3] ?? 0) >> (session & 7)) & 1) === 1;
  const userId = (user: number) => `0000${hex4(user >>> 16)}-${hex4(user)}-${UUID_REST}beef`;

  function handleOf(session: number): string {
    const scattered = Math.imul(session, SCATTER);
    const uuid = `${hex4(scattered >>> 16)}${hex4(scattered)}-${hex4(session)}-${UUID_REST}${hex4(session >>> 16)}`;
    return userOf(session) < usersInPublic ? uuid : `${uuid}_${ACME}`;
  }

  return {
    users,
    usersInPublic,
    handleOf,
    find: (handle) => {
      const session = Math.imul(Number.parseInt(handle.slice(0, 8), 16), GATHER) >>> 0;
      const known = session < sessions && handleOf(session) === handle;
      return known && !isEnded(session) ? session : undefined;
    },
    end: (session) => {
      if (isEnded(session)) return;
      ended[session >> 3] = (ended[session >> 3] ?? 0) | (1 << (session & 7));
      alive -= 1;
    },
    alive: () => alive,
    aliveOf: (user) => {
      const from = user * sessionsPerUser;
      const all = Array.from({ length: Math.min(sessionsPerUser, sessions - from) }, (_, at) => from + at);
      return all.filter((session) => !isEnded(session));
    },
    createdAt: (session) => BEGIN + session,
    userOf,
    userId,
    findUser: (id) => {
      const user = Number.parseInt(id.slice(4, 8) + id.slice(9, 13), 16);
      return user < users && userId(user) === id ? user : undefined;
    },
    tenantOf,
  };
}
