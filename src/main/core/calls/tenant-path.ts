import { failure } from '../../../contract/failure.ts';

/**
 * A tenant's id becomes a part of the path, and the SDK puts it in as it is: an id with `/`, `..` or `?` would turn a
 * call for one tenant into another call. The core allows letters, digits and hyphens, and keeps `appid-` for itself.
 */
export function checkedTenant(tenantId: string): string {
  if (!/^[a-z0-9-]+$/i.test(tenantId) || /^appid-/i.test(tenantId)) {
    throw failure('tenant-unknown', 'There can be no tenant with this id.', {
      hint: 'Ids of tenants have letters, digits and hyphens only.',
      details: { tenant: tenantId.slice(0, 80) },
      sent: false,
    });
  }
  return tenantId;
}

/** Null means all tenants, which the SDK writes as undefined. */
export function checkedTenantOrAll(tenantId: string | null): string | undefined {
  return tenantId === null ? undefined : checkedTenant(tenantId);
}
