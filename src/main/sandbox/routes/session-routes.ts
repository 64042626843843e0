import { markActive, type Store } from '../store/store.ts';
import { publicTenant, unknownTenantMessage } from '../store/tenants.ts';
import { hashOf, issueTokens, readAccessToken } from '../store/tokens.ts';
import { openSession, readPrimaryId, sessionsOf } from '../store/user-sessions.ts';
import {
  type Exchange,
  flagParam,
  json,
  optionalFlag,
  optionalString,
  optionalStrings,
  Refusal,
  type Reply,
  type Route,
  requiredObject,
  requiredParam,
  requiredString,
} from './exchange.ts';
import { refuseTenant } from './oauth-routes.ts';

/** Beginning, reading and listing sessions. */
export const sessionRoutes: readonly Route[] = [
  { method: 'POST', path: '/recipe/session', handle: createSession },
  { method: 'GET', path: '/recipe/session', handle: readSession },
  { method: 'GET', path: '/recipe/session/user', handle: listHandles },
];

async function createSession({ store, tokens, tenantId, body }: Exchange): Promise<Reply> {
  const userId = requiredString(body, 'userId');
  const session = openSession(store, {
    userId,
    tenantId,
    userDataInJWT: requiredObject(body, 'userDataInJWT'),
    userDataInDatabase: requiredObject(body, 'userDataInDatabase'),
  });
  markActive(store, userId);
  const pair = await issueTokens(
    tokens,
    store,
    session,
    optionalFlag(body, 'useDynamicSigningKey') ?? true,
    null,
  );
  return json({ ...pair, status: 'OK' });
}

function readSession(exchange: Exchange): Reply {
  const { store } = exchange;
  const handle = requiredParam(exchange, 'sessionHandle');
  refuseNul([handle]);
  const tenantId = tenantOfHandle(handle);
  if (!store.tenants.has(tenantId)) throw new Refusal(400, unknownTenantMessage(tenantId));
  const session = store.sessions.get(handle);
  if (!session) return json({ status: 'UNAUTHORISED', message: 'Session does not exist.' });
  return json({
    sessionHandle: session.handle,
    userId: readPrimaryId(store, session),
    recipeUserId: session.userId,
    userDataInDatabase: session.userDataInDatabase,
    expiry: session.expiry,
    userDataInJWT: session.userDataInJWT,
    timeCreated: session.timeCreated,
    status: 'OK',
    tenantId: session.tenantId,
  });
}

function listHandles(exchange: Exchange): Reply {
  const userId = requiredParam(exchange, 'userId');
  const linked = flagParam(exchange, 'fetchSessionsForAllLinkedAccounts', true);
  const everywhere = flagParam(exchange, 'fetchAcrossAllTenants', true);
  const sessions = sessionsOf(exchange.store, userId, linked, everywhere ? undefined : exchange.tenantId);
  return json({ status: 'OK', sessionHandles: sessions.map((session) => session.handle) });
}

/** Ending sessions: by handle, or all of a user. */
export const revokeRoutes: readonly Route[] = [
  { method: 'POST', path: '/recipe/session/remove', handle: revoke },
];

function revoke({ store, tenantId, body }: Exchange): Reply {
  const userId = optionalString(body, 'userId');
  const handles = optionalStrings(body, 'sessionHandles');
  const everywhere = optionalFlag(body, 'revokeAcrossAllTenants');
  const linked = optionalFlag(body, 'revokeSessionsForLinkedAccounts');
  if ((userId === undefined) === (handles === undefined)) {
    throw new Refusal(400, 'Invalid JSON input - use one of userId or sessionHandles array');
  }
  if (userId === undefined) {
    refuseFlag('revokeAcrossAllTenants', everywhere);
    refuseFlag('revokeSessionsForLinkedAccounts', linked);
    return json({ status: 'OK', sessionHandlesRevoked: revokeHandles(store, handles ?? []) });
  }
  if (everywhere === true) refuseTenant(tenantId);
  const sessions = sessionsOf(store, userId, linked ?? true, (everywhere ?? true) ? undefined : tenantId);
  for (const session of sessions) store.sessions.remove(session);
  // As in the core: a user who is signed out by id counts as active (fact 5).
  markActive(store, userId);
  return json({ status: 'OK', sessionHandlesRevoked: sessions.map((session) => session.handle) });
}

function refuseFlag(name: string, value: boolean | undefined): void {
  if (value !== undefined) {
    throw new Refusal(400, `Invalid JSON input - ${name} can only be set if userId is set`);
  }
}

// Tenant by tenant, `public` first: an unknown tenant fails the call when those before it are already done (fact 2).
// Within one tenant all are looked up before any is removed, so the same handle twice comes back twice (fact 4).
function revokeHandles(store: Store, handles: readonly string[]): string[] {
  refuseNul(handles);
  const byTenant = new Map<string, string[]>([[publicTenant, []]]);
  for (const handle of handles) {
    const tenantId = tenantOfHandle(handle);
    const group = byTenant.get(tenantId);
    if (group) group.push(handle);
    else byTenant.set(tenantId, [handle]);
  }
  return [...byTenant].flatMap(([tenantId, group]) => {
    if (!store.tenants.has(tenantId)) throw new Refusal(400, unknownTenantMessage(tenantId));
    const sessions = group.flatMap((handle) => store.sessions.get(handle) ?? []);
    for (const session of sessions) store.sessions.remove(session);
    return sessions.map((session) => session.handle);
  });
}

/** What an application does with a session's tokens. */
export const tokenRoutes: readonly Route[] = [
  { method: 'POST', path: '/recipe/session/verify', handle: verify },
  { method: 'POST', path: '/recipe/session/refresh', handle: refresh },
];

async function verify({ store, tokens, body }: Exchange): Promise<Reply> {
  const session = await readAccessToken(tokens.keys, requiredString(body, 'accessToken'));
  if (!session)
    return json({ status: 'TRY_REFRESH_TOKEN', message: 'Access token is invalid or has expired' });
  if (optionalFlag(body, 'checkDatabase') === true && !store.sessions.get(session.handle)) {
    return unauthorised('Either the session has ended or has been blacklisted');
  }
  return json({ session, status: 'OK' });
}

async function refresh({ store, tokens, body }: Exchange): Promise<Reply> {
  const token = requiredString(body, 'refreshToken');
  const content = tokens.refresh.read(token);
  if (!content) return unauthorised('Invalid refresh token');
  const session = store.sessions.get(content.sessionHandle);
  if (!session) return unauthorised('Session missing in db or has expired');
  const hash = hashOf(token);
  // The token in use may be exchanged again until one of its successors is used; one older than that was stolen.
  if (content.parent === session.refreshTokenHash) session.refreshTokenHash = hash;
  if (hash !== session.refreshTokenHash) {
    return json({
      status: 'TOKEN_THEFT_DETECTED',
      session: { handle: session.handle, userId: session.userId, recipeUserId: session.userId },
    });
  }
  const useDynamicKey = optionalFlag(body, 'useDynamicSigningKey') ?? true;
  return json({ ...(await issueTokens(tokens, store, session, useDynamicKey, hash)), status: 'OK' });
}

function unauthorised(message: string): Reply {
  return json({ status: 'UNAUTHORISED', message });
}

/** The tenant that a handle names: `UUID` is in `public`, `UUID_TENANT` elsewhere. */
function tenantOfHandle(handle: string): string {
  const at = handle.indexOf('_');
  return at < 0 || at === handle.length - 1 ? publicTenant : handle.slice(at + 1);
}

/**
 * What PostgreSQL makes of a NUL byte: 500 for the whole call (fact 3). Here it is detected before anything is removed;
 * of a real core a client must not expect that.
 */
function refuseNul(handles: readonly string[]): void {
  if (handles.some((handle) => handle.includes('\0'))) {
    throw new Refusal(500, 'Internal Error: invalid byte sequence for encoding "UTF8": 0x00');
  }
}
