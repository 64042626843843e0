import { mostTenantsWithRoles, type UserView } from '../../contract/domain/user.ts';
import type { AppError } from '../../contract/errors.ts';
import { toAppError } from '../../contract/failure.ts';
import type { CorePort } from '../core/protocol.ts';
import { readUserWithIds } from '../identity/user-ids.ts';
import { mapConcurrent } from '../shared/concurrency/map-concurrent.ts';

type Part<T> =
  | { readonly state: 'loaded'; readonly value: T }
  | { readonly state: 'failed'; readonly error: AppError };

const tenantsAtOnce = 8;

/** A person with roles and metadata, each of which may fail on its own. Rejects when user or ids cannot be read. */
export async function readUserView(core: CorePort, userId: string, signal: AbortSignal): Promise<UserView> {
  const { user, identities } = await readUserWithIds(core, userId, signal);
  if (!user) return { kind: 'no-user', id: userId, identities: [...identities] };
  const [roles, metadata] = await Promise.all([
    user.tenantIds.length > mostTenantsWithRoles
      ? ({ state: 'not-read' } as const)
      : part(readRoles(core, { userId: user.id, tenantIds: user.tenantIds }, signal)),
    part(core.metadata({ userId: user.id }, signal)),
  ]);
  return { kind: 'user', user, identities: [...identities], roles, metadata };
}

/** The roles of a user in these tenants: one call for each. */
export function readRoles(
  core: CorePort,
  { tenantIds, userId }: { readonly tenantIds: readonly string[]; readonly userId: string },
  signal: AbortSignal,
) {
  return mapConcurrent(
    tenantIds,
    tenantsAtOnce,
    async (tenantId, either) => ({
      tenantId,
      roles: await core.roles({ tenantId, userId }, either),
    }),
    signal,
  );
}

async function part<T>(reading: Promise<T>): Promise<Part<T>> {
  try {
    return { state: 'loaded', value: await reading };
  } catch (thrown) {
    return { state: 'failed', error: toAppError(thrown) };
  }
}
