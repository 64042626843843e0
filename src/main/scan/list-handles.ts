import { Failure } from '../../contract/failure.ts';
import type { CorePort } from '../core/protocol.ts';
import { tenantOfHandle } from '../identity/session-handles.ts';
import type { CoreCaller } from '../shared/retry/core-caller.ts';

interface ListRequest {
  /** All ids of the user: the core lists under the very id only (fact 11). */
  readonly ids: readonly string[];
  /** Only sessions in these tenants; null: in all. */
  readonly tenants: ReadonlySet<string> | null;
  readonly signal?: AbortSignal | undefined;
}

/** With more tenants, one list of all tenants costs the core less than one list for each of them. */
const mostTenantsAlone = 5;

/** How many lists are asked for under each id; see `ListRequest`. */
export function listsOf(tenants: ReadonlySet<string> | null): number {
  return tenants && tenants.size <= mostTenantsAlone ? tenants.size : 1;
}

/**
 * Handles of the sessions of a user. Few tenants are asked one by one, because for a list of all tenants the core asks the
 * storage of each. They are asked whether or not the user is in them: a session stays in a tenant that its user has left,
 * and the list of that tenant has it. Rejects with what the caller rejects with.
 */
export async function listHandles(
  core: CoreCaller<CorePort>,
  { ids, tenants, signal }: ListRequest,
): Promise<string[]> {
  const asked = tenants && tenants.size <= mostTenantsAlone ? [...tenants] : [null];
  const handles = new Set<string>();
  for (const userId of ids)
    for (const tenantId of asked) {
      const listed = await core.call((port, either) => listIn(port, { userId, tenantId }, either), signal);
      for (const handle of listed) if (tenants?.has(tenantOfHandle(handle)) ?? true) handles.add(handle);
    }
  return [...handles];
}

async function listIn(
  port: CorePort,
  request: { readonly userId: string; readonly tenantId: string | null },
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    return await port.sessionHandles(request, signal);
  } catch (thrown) {
    // A tenant that is not there has no sessions.
    if (thrown instanceof Failure && thrown.error.code === 'tenant-unknown') return [];
    throw thrown;
  }
}
