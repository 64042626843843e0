import { PUBLIC_TENANT, type Tenant } from '../store/tenants.ts';
import { type Exchange, json, Refusal, type Reply, type Route, requiredString } from './exchange.ts';

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
  if (tenantId === PUBLIC_TENANT) {
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
