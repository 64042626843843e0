import {
  type Exchange,
  json,
  optionalStrings,
  type Reply,
  type Route,
  requiredObject,
  requiredParam,
  requiredString,
} from './exchange.ts';

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
