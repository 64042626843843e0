import type { CorePort } from '../core/protocol.ts';
import { mapConcurrent } from '../shared/concurrency/map-concurrent.ts';
import type { CoreCaller } from '../shared/retry/core-caller.ts';

/** With more tenants, one call for each would take longer than the number is worth. */
const mostTenants = 100;
const tenantsAtOnce = 4;

/**
 * The users of these tenants, or of all (null). A user in several of the chosen tenants counts in each of them: the scan tells who does. Null: they
 * could not be counted, and the scan goes on without the number.
 */
export async function countUsers(
  core: CoreCaller<CorePort>,
  tenants: readonly string[] | null,
  signal: AbortSignal,
): Promise<number | null> {
  if (tenants !== null && tenants.length > mostTenants) return null;
  try {
    const counts = await mapConcurrent(
      tenants ?? [null],
      tenantsAtOnce,
      (tenantId, both) => core.call((port, either) => port.userCount({ tenantId }, either), both),
      signal,
    );
    return counts.reduce((sum, count) => sum + count, 0);
  } catch {
    return null;
  }
}
