import { publicTenant } from '../store/tenants.ts';
import { type Exchange, json, Refusal, type Reply, type Route, requiredString } from './exchange.ts';

/** What an application that is an OAuth2 provider asks the core for, as far as it was recorded: ending tokens of a session. */
export const oauthRoutes: readonly Route[] = [
  { method: 'POST', path: '/recipe/oauth/session/revoke', handle: endTokens },
];

/** The answer is the same whether or not there was anything to end. */
function endTokens({ store, tenantId, body }: Exchange): Reply {
  refuseTenant(tenantId);
  const { sessionHandle } = body;
  // The core takes a list with one text for the text.
  const only = Array.isArray(sessionHandle) && sessionHandle.length === 1 ? sessionHandle[0] : sessionHandle;
  store.oauthTokens.end(requiredString({ sessionHandle: only ?? null }, 'sessionHandle'));
  return json({ status: 'OK' });
}

/** For calls about the whole app (fact 22). */
export function refuseTenant(tenantId: string): void {
  if (tenantId !== publicTenant)
    throw new Refusal(403, 'Only public tenantId can call this app specific API');
}
