import { type Cdi, okay } from './cdi.ts';

const CHUNK = 1_000;

/** What a test file made on a core that may not be its own, so that nothing of it stays. */
export interface Created {
  readonly users: Set<string>;
  readonly handles: Set<string>;
  readonly tenants: Set<string>;
  readonly roles: Set<string>;
  /** External ids. */
  readonly mappings: Set<string>;
}

export function nothingCreated(): Created {
  return { users: new Set(), handles: new Set(), tenants: new Set(), roles: new Set(), mappings: new Set() };
}

/** Removes all of it, goes on when something fails, and then rejects with everything that did. */
export async function removeCreated(cdi: Cdi, created: Created): Promise<void> {
  const errors: unknown[] = [];

  async function attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      errors.push(error);
    }
  }

  // Tenants last: a list with a handle of a tenant that is gone fails as a whole, and users belong to tenants.
  for (const handles of chunks([...created.handles])) {
    await attempt(() =>
      okay(cdi, { method: 'POST', path: '/recipe/session/remove', body: { sessionHandles: handles } }),
    );
  }
  for (const userId of created.users) {
    const body = { userId, removeAllLinkedAccounts: true };
    await attempt(() => okay(cdi, { method: 'POST', path: '/user/remove', body }));
  }
  for (const userId of created.mappings) {
    const body = { userId, userIdType: 'EXTERNAL', force: true };
    await attempt(() => cdi({ method: 'POST', path: '/recipe/userid/map/remove', body }));
  }
  for (const role of created.roles) {
    await attempt(() => okay(cdi, { method: 'POST', path: '/recipe/role/remove', body: { role } }));
  }
  for (const tenantId of created.tenants) {
    const body = { tenantId };
    await attempt(() => okay(cdi, { method: 'POST', path: '/recipe/multitenancy/tenant/remove', body }));
  }
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} removals failed`);
}

function chunks<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, index) =>
    all.slice(index * CHUNK, (index + 1) * CHUNK),
  );
}
