import type { CorePort } from '../../../core/protocol.ts';
import { inParallel } from './in-parallel.ts';

/** Above so many tenants, a call for each would take longer than the number is worth. */
const mostTenants = 100;
const tenantsAtOnce = 4;

/**
 * The users of these tenants, or of all; who is in several of those that were chosen counts in each. Null when it could
 * not be counted: the walk goes on without it.
 */
export async function countUsers(
  core: CorePort,
  tenants: readonly string[] | null,
  signal: AbortSignal,
): Promise<number | null> {
  try {
    if (tenants === null) return await core.userCount({ tenantId: null }, signal);
    if (tenants.length > mostTenants) return null;
    let users = 0;
    await inParallel(tenants, tenantsAtOnce, signal, async (tenantId, either) => {
      users += await core.userCount({ tenantId }, either);
    });
    return users;
  } catch {
    return null;
  }
}
