import { type Exchange, json, type Reply, type Route } from '../exchange.ts';
import { optionalFlag, optionalString, optionalStrings } from '../input.ts';
import { Refusal } from '../refusal.ts';
import { sessionsOf } from '../store/open-session.ts';
import type { Store } from '../store/store.ts';
import { PUBLIC_TENANT, unknownTenantMessage } from '../store/tenants.ts';
import { markActive } from './activity.ts';
import { refuseNul, tenantOfHandle } from './handles.ts';

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
  const sessions = sessionsOf(store, userId, linked ?? true, (everywhere ?? true) ? undefined : tenantId);
  for (const session of sessions) store.sessions.remove(session);
  // An odd side of the core, and kept: whoever is signed out by id counts as active (fact 5).
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
  const byTenant = new Map<string, string[]>([[PUBLIC_TENANT, []]]);
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
