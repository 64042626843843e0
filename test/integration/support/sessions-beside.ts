import { type Cdi, okay } from './cdi.ts';

/** How many handles one call removes at most. */
const mostInACall = 1_000;

/** Ends sessions beside the code under test; repeats what an in-memory core answers with `SQLITE_LOCKED` (fact 13). */
export async function removeSessions(cdi: Cdi, handles: readonly string[]): Promise<void> {
  for (let from = 0; from < handles.length; from += mostInACall) {
    const body = { sessionHandles: handles.slice(from, from + mostInACall) };
    await okay(cdi, { method: 'POST', path: '/recipe/session/remove', body });
  }
}

/** What the core has under this very id, in all tenants. */
export async function handlesUnder(cdi: Cdi, userId: string): Promise<Set<string>> {
  const query = { userId, fetchAcrossAllTenants: 'true', fetchSessionsForAllLinkedAccounts: 'false' };
  const { sessionHandles } = await okay(cdi, { method: 'GET', path: '/recipe/session/user', query });
  return new Set(sessionHandles as string[]);
}
