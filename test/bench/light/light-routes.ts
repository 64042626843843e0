import { ACME, BEGIN, type LightSessions, PUBLIC } from './light-sessions.ts';

const LIFETIME_MS = 100 * 24 * 3_600_000;
const PAGE = 500;
/** Nothing is signed with it: a core is known by the ids of its keys. */
const SIGNING_KEY = { kty: 'RSA', kid: 's-light-core', n: 'AQAB', e: 'AQAB', alg: 'RS256', use: 'sig' };

interface Asked {
  readonly tenantId: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

type Route = (asked: Asked, sessions: LightSessions) => object | string;

/** An answer other than 200; its text is the core's. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, text: string) {
    super(text);
    this.status = status;
  }
}

export function checkedTenant(tenantId: string): void {
  if (tenantId === PUBLIC || tenantId === ACME) return;
  throw new Refused(
    400,
    `AppId or tenantId not found => Tenant with the following connectionURIDomain, appId and tenantId combination not found: (, public, ${tenantId})`,
  );
}

function tenantOfHandle(handle: string): string {
  const at = handle.indexOf('_');
  return at < 0 ? PUBLIC : handle.slice(at + 1);
}

function userJson(user: number, sessions: LightSessions): object {
  const id = sessions.userId(user);
  const tenantIds = [sessions.tenantOf(user)];
  const email = `user-${user}@light.example`;
  const timeJoined = BEGIN + user;
  return {
    id,
    isPrimaryUser: false,
    tenantIds,
    timeJoined,
    emails: [email],
    phoneNumbers: [],
    thirdParty: [],
    webauthn: { credentialIds: [] },
    loginMethods: [
      { tenantIds, recipeUserId: id, verified: true, timeJoined, recipeId: 'emailpassword', email },
    ],
  };
}

function readSession({ query }: Asked, sessions: LightSessions): object {
  const handle = query.get('sessionHandle') ?? '';
  const tenantId = tenantOfHandle(handle);
  checkedTenant(tenantId);
  const session = sessions.find(handle);
  if (session === undefined) return { status: 'UNAUTHORISED', message: 'Session does not exist.' };
  const userId = sessions.userId(sessions.userOf(session));
  return {
    sessionHandle: handle,
    userId,
    recipeUserId: userId,
    userDataInDatabase: { ip: `203.0.113.${session & 255}`, userAgent: 'Firefox' },
    expiry: sessions.createdAt(session) + LIFETIME_MS,
    userDataInJWT: {},
    timeCreated: sessions.createdAt(session),
    status: 'OK',
    tenantId,
  };
}

function sessionsOf(userId: string, tenantId: string | undefined, sessions: LightSessions): number[] {
  const user = sessions.findUser(userId);
  if (user === undefined || (tenantId ?? sessions.tenantOf(user)) !== sessions.tenantOf(user)) return [];
  return sessions.aliveOf(user);
}

function listSessions({ tenantId, query }: Asked, sessions: LightSessions): object {
  const everywhere = query.get('fetchAcrossAllTenants') !== 'false';
  const found = sessionsOf(query.get('userId') ?? '', everywhere ? undefined : tenantId, sessions);
  return { status: 'OK', sessionHandles: found.map(sessions.handleOf) };
}

// Tenant by tenant, `public` first; an unknown one fails the call when those before it are done, as in a core.
function endHandles(handles: readonly string[], sessions: LightSessions): string[] {
  const byTenant = new Map<string, string[]>([[PUBLIC, []]]);
  for (const handle of handles) {
    const tenantId = tenantOfHandle(handle);
    const group = byTenant.get(tenantId);
    if (group) group.push(handle);
    else byTenant.set(tenantId, [handle]);
  }
  const revoked: string[] = [];
  for (const [tenantId, group] of byTenant) {
    checkedTenant(tenantId);
    const found = group.flatMap((handle) => sessions.find(handle) ?? []);
    for (const session of found) {
      sessions.end(session);
      revoked.push(sessions.handleOf(session));
    }
  }
  return revoked;
}

function endSessions({ tenantId, body }: Asked, sessions: LightSessions): object {
  const { userId, sessionHandles, revokeAcrossAllTenants } = body;
  if (typeof userId !== 'string') {
    if (!Array.isArray(sessionHandles))
      throw new Refused(400, 'Invalid JSON input - use one of userId or sessionHandles array');
    return { status: 'OK', sessionHandlesRevoked: endHandles(sessionHandles as string[], sessions) };
  }
  const found = sessionsOf(userId, revokeAcrossAllTenants === false ? tenantId : undefined, sessions);
  for (const session of found) sessions.end(session);
  return { status: 'OK', sessionHandlesRevoked: found.map(sessions.handleOf) };
}

function usersIn(
  tenantId: string,
  { users, usersInPublic }: LightSessions,
): readonly [from: number, to: number] {
  return tenantId === PUBLIC ? [0, usersInPublic] : [usersInPublic, users];
}

function listUsers({ tenantId, query }: Asked, sessions: LightSessions): object {
  const [from, to] = usersIn(tenantId, sessions);
  const limit = Math.min(PAGE, Number(query.get('limit') ?? 100));
  const token = query.get('paginationToken');
  const newestFirst = query.get('timeJoinedOrder') === 'DESC';
  const step = newestFirst ? -1 : 1;
  const first = token === null ? (newestFirst ? to - 1 : from) : Number(token);
  const count = Math.max(0, Math.min(limit, newestFirst ? first - from + 1 : to - first));
  const users = Array.from({ length: count }, (_, at) => userJson(first + step * at, sessions));
  const next = first + step * count;
  return { status: 'OK', users, ...(next >= from && next < to ? { nextPaginationToken: String(next) } : {}) };
}

function countUsers({ tenantId, query }: Asked, sessions: LightSessions): object {
  const [from, to] = usersIn(tenantId, sessions);
  return { status: 'OK', count: query.get('includeAllTenants') === 'true' ? sessions.users : to - from };
}

function readUser({ query }: Asked, sessions: LightSessions): object {
  const user = sessions.findUser(query.get('userId') ?? '');
  return user === undefined
    ? { status: 'UNKNOWN_USER_ID_ERROR' }
    : { status: 'OK', user: userJson(user, sessions) };
}

function byAccount({ tenantId, query }: Asked, sessions: LightSessions): object {
  const user = Number(/^user-(\d+)@light\.example$/.exec(query.get('email') ?? '')?.[1] ?? Number.NaN);
  const there = user < sessions.users && sessions.tenantOf(user) === tenantId;
  return { status: 'OK', users: there ? [userJson(user, sessions)] : [] };
}

/** What the console calls when it opens, lists, reads and ends. The shapes are those of the recorded core. */
export const routes: Readonly<Record<string, Route>> = {
  'GET /hello': () => 'Hello',
  'GET /apiversion': () => ({ versions: ['5.3', '5.4'] }),
  'GET /.well-known/jwks.json': () => ({ keys: [SIGNING_KEY] }),
  'GET /recipe/multitenancy/tenant/list/v2': () => ({
    status: 'OK',
    tenants: [PUBLIC, ACME].map((tenantId) => ({ tenantId, thirdParty: { providers: [] }, coreConfig: {} })),
  }),
  'GET /recipe/session': readSession,
  'GET /recipe/session/user': listSessions,
  'POST /recipe/session/remove': endSessions,
  'POST /recipe/oauth/session/revoke': () => ({ status: 'OK' }),
  'GET /users': listUsers,
  'GET /users/count': countUsers,
  'GET /users/by-accountinfo': byAccount,
  'GET /user/id': readUser,
  'GET /recipe/userid/map': () => ({ status: 'UNKNOWN_MAPPING_ERROR' }),
  'GET /recipe/user/metadata': () => ({ status: 'OK', metadata: {} }),
  'GET /recipe/user/roles': () => ({ status: 'OK', roles: [] }),
};
