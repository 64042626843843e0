import { publicTenant, type Tenant } from '../store/tenants.ts';
import {
  type Exchange,
  json,
  optionalStrings,
  Refusal,
  type Reply,
  type Route,
  requiredObject,
  requiredParam,
  requiredString,
  text,
} from './exchange.ts';

/** Interface versions as the recorded core lists them; a client needs 5.4. */
export const interfaceVersions = [
  ...[
    '2.7',
    '2.8',
    '2.9',
    '2.10',
    '2.11',
    '2.12',
    '2.13',
    '2.14',
    '2.15',
    '2.16',
    '2.17',
    '2.18',
    '2.19',
    '2.20',
  ],
  ...['2.21', '3.0', '3.1', '4.0', '5.0', '5.1', '5.2', '5.3', '5.4'],
];

const featureNames = [
  ...['account_linking', 'multi_tenancy', 'test', 'dashboard_login', 'mfa', 'security', 'oauth', 'saml'],
];

const dayMs = 24 * 3600 * 1000;

/** What is about the core itself: greeting, versions, keys, features, activity. */
export const coreRoutes: readonly Route[] = [
  { method: 'GET', path: '/hello', access: 'open', handle: () => text(200, 'Hello') },
  {
    method: 'GET',
    path: '/apiversion',
    access: 'open',
    handle: () => json({ versions: interfaceVersions }),
  },
  { method: 'GET', path: '/.well-known/jwks.json', access: 'open', handle: jwks },
  { method: 'GET', path: '/ee/featureflag', handle: features },
  { method: 'GET', path: '/users/count/active', handle: countActive },
];

async function jwks({ tokens }: Exchange): Promise<Reply> {
  return { ...json(await tokens.keys.jwks()), cacheControl: 'max-age=60, must-revalidate' };
}

// Users active in the last 0, 1, … 30 days; the recorded core was fresh and showed zeros.
function features({ store }: Exchange): Reply {
  const now = Date.now();
  const maus = Array.from({ length: 31 }, (_, days) => store.activity.countSince(now - days * dayMs));
  return json({ features: featureNames, usageStats: { maus }, status: 'OK' });
}

function countActive(exchange: Exchange): Reply {
  const since = Number(requiredParam(exchange, 'since'));
  return json({ status: 'OK', count: exchange.store.activity.countSince(since) });
}

/** What else is known of a user: metadata and roles, each under exactly the id given. */
export const contextRoutes: readonly Route[] = [
  { method: 'GET', path: '/recipe/user/metadata', handle: readMetadata },
  { method: 'PUT', path: '/recipe/user/metadata', handle: writeMetadata },
  { method: 'PUT', path: '/recipe/role', handle: putRole },
  { method: 'GET', path: '/recipe/role/permissions', handle: permissionsOfRole },
  { method: 'POST', path: '/recipe/role/remove', handle: removeRole },
  { method: 'GET', path: '/recipe/user/roles', handle: rolesOfUser },
  { method: 'PUT', path: '/recipe/user/role', handle: giveRole },
  { method: 'POST', path: '/recipe/user/role/remove', handle: takeRole },
];

function readMetadata(exchange: Exchange): Reply {
  return json({ metadata: exchange.store.metadata.get(requiredParam(exchange, 'userId')), status: 'OK' });
}

function writeMetadata({ store, body }: Exchange): Reply {
  const change = requiredObject(body, 'metadataUpdate');
  return json({ metadata: store.metadata.update(requiredString(body, 'userId'), change), status: 'OK' });
}

function putRole({ store, body }: Exchange): Reply {
  const createdNewRole = store.roles.put(
    requiredString(body, 'role'),
    optionalStrings(body, 'permissions') ?? [],
  );
  return json({ status: 'OK', createdNewRole });
}

// supertokens-node asks for these to write them into a new session, wherever its roles are switched on.
function permissionsOfRole(exchange: Exchange): Reply {
  const permissions = exchange.store.roles.permissionsOf(requiredParam(exchange, 'role'));
  return json(permissions ? { status: 'OK', permissions } : { status: 'UNKNOWN_ROLE_ERROR' });
}

function removeRole({ store, body }: Exchange): Reply {
  return json({ status: 'OK', didRoleExist: store.roles.remove(requiredString(body, 'role')) });
}

function rolesOfUser(exchange: Exchange): Reply {
  const { store, tenantId } = exchange;
  return json({ roles: store.roles.of(tenantId, requiredParam(exchange, 'userId')), status: 'OK' });
}

function giveRole({ store, tenantId, body }: Exchange): Reply {
  const role = requiredString(body, 'role');
  if (!store.roles.has(role)) return json({ status: 'UNKNOWN_ROLE_ERROR' });
  const isNew = store.roles.give(tenantId, requiredString(body, 'userId'), role);
  return json({ status: 'OK', didUserAlreadyHaveRole: !isNew });
}

function takeRole({ store, tenantId, body }: Exchange): Reply {
  const role = requiredString(body, 'role');
  if (!store.roles.has(role)) return json({ status: 'UNKNOWN_ROLE_ERROR' });
  return json({
    status: 'OK',
    didUserHaveRole: store.roles.take(tenantId, requiredString(body, 'userId'), role),
  });
}

/** Tenants, and who belongs to them. */
export const tenantRoutes: readonly Route[] = [
  { method: 'PUT', path: '/recipe/multitenancy/tenant/v2', handle: put },
  { method: 'GET', path: '/recipe/multitenancy/tenant/list/v2', handle: list },
  { method: 'POST', path: '/recipe/multitenancy/tenant/remove', handle: remove },
  { method: 'POST', path: '/recipe/multitenancy/tenant/user', handle: addUser },
];

function put({ store, body }: Exchange): Reply {
  const tenantId = requiredString(body, 'tenantId').trim().toLowerCase();
  if (!/^[a-z0-9-]+$/.test(tenantId)) {
    throw new Refusal(400, 'tenantId can only contain letters, numbers and hyphens');
  }
  const createdNew = store.tenants.put(tenantId);
  const tenant = store.tenants.get(tenantId);
  if (tenant) {
    tenant.firstFactors = body.firstFactors ?? tenant.firstFactors;
    tenant.requiredSecondaryFactors = body.requiredSecondaryFactors ?? tenant.requiredSecondaryFactors;
    tenant.coreConfig = body.coreConfig ?? tenant.coreConfig;
  }
  return json({ status: 'OK', createdNew });
}

function list({ store }: Exchange): Reply {
  return json({ status: 'OK', tenants: store.tenants.all().map(tenantJson) });
}

function remove({ store, body }: Exchange): Reply {
  const tenantId = requiredString(body, 'tenantId');
  if (tenantId === publicTenant) {
    throw new Refusal(403, 'Cannot delete public tenant, use remove app API instead');
  }
  const didExist = store.tenants.remove(tenantId);
  if (didExist) {
    store.sessions.removeTenant(tenantId);
    store.roles.removeTenant(tenantId);
    // Its users stay, even those who are in no tenant from then on.
    for (const user of store.users.all())
      for (const method of user.methods) method.tenantIds.delete(tenantId);
    store.users.touch();
  }
  return json({ status: 'OK', didExist });
}

function addUser({ store, tenantId, body }: Exchange): Reply {
  const method = store.users.method(store.mappings.internal(requiredString(body, 'recipeUserId')));
  if (!method) return json({ status: 'UNKNOWN_USER_ID_ERROR' });
  const wasAlreadyAssociated = method.tenantIds.has(tenantId);
  method.tenantIds.add(tenantId);
  store.users.touch();
  return json({ status: 'OK', wasAlreadyAssociated });
}

function tenantJson({ tenantId, firstFactors, requiredSecondaryFactors, coreConfig }: Tenant): object {
  return {
    tenantId,
    thirdParty: { providers: [] },
    ...(firstFactors === null ? {} : { firstFactors }),
    ...(requiredSecondaryFactors === null ? {} : { requiredSecondaryFactors }),
    coreConfig,
  };
}
