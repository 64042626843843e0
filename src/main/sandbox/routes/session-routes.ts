import { type Exchange, json, type Reply, type Route } from '../exchange.ts';
import { flagParam, optionalFlag, requiredObject, requiredParam, requiredString } from '../input.ts';
import { Refusal } from '../refusal.ts';
import { openSession, readPrimaryId, sessionsOf } from '../store/open-session.ts';
import { unknownTenantMessage } from '../store/tenants.ts';
import { issueTokens } from '../tokens/tokens.ts';
import { markActive } from './activity.ts';
import { refuseNul, tenantOfHandle } from './handles.ts';

/** Beginning, reading and listing sessions. */
export const sessionRoutes: readonly Route[] = [
  { method: 'POST', path: '/recipe/session', handle: create },
  { method: 'GET', path: '/recipe/session', handle: read },
  { method: 'GET', path: '/recipe/session/user', handle: list },
];

async function create({ store, tokens, tenantId, body }: Exchange): Promise<Reply> {
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

function read(exchange: Exchange): Reply {
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

function list(exchange: Exchange): Reply {
  const userId = requiredParam(exchange, 'userId');
  const linked = flagParam(exchange, 'fetchSessionsForAllLinkedAccounts', true);
  const everywhere = flagParam(exchange, 'fetchAcrossAllTenants', true);
  const sessions = sessionsOf(exchange.store, userId, linked, everywhere ? undefined : exchange.tenantId);
  return json({ status: 'OK', sessionHandles: sessions.map((session) => session.handle) });
}
