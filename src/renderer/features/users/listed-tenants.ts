import { text } from '../../messages/text.ts';

/** The core lists one tenant at a time: above this many, a list of all would ask too much before its first row. */
export const maxTenantsAtOnce = 24;

/** Of which tenants the users are listed. */
export interface ListedTenants {
  /** Null: of all. */
  readonly tenant: string | null;
  /** Tenants whose pages are read; empty until the tenants are known. */
  readonly tenantIds: readonly string[];
  readonly known: readonly string[];
  /** There are more tenants than can be listed at once, so only one of them is. */
  readonly isOneOfMany: boolean;
}

/** Chooses the tenants to list. `known` null: the tenants were not read yet. */
export function listedTenants(known: readonly string[] | null, chosen: string | null): ListedTenants {
  if (known === null) return { tenant: chosen, tenantIds: [], known: [], isOneOfMany: false };
  const isOneOfMany = known.length > maxTenantsAtOnce;
  const tenant = chosen === null && isOneOfMany ? 'public' : chosen;
  return { tenant, tenantIds: tenant === null ? known : [tenant], known, isOneOfMany };
}

/** "296 users in tenant public, of 49,905 in 152 tenants": so that nobody takes one tenant for all. `all` null: not known. */
export function describeUserCount(
  { isOneOfMany, known, tenant }: ListedTenants,
  count: number,
  all: number | null,
): string {
  const tenants = known.length;
  if (tenant === null) return text('users.count-in-tenants', { count, tenants });
  if (!isOneOfMany) return text('users.count-in-tenant', { count, tenant });
  return all === null
    ? text('users.count-of-one-tenant', { count, tenant, tenants })
    : text('users.count-of-all', { count, tenant, all, tenants });
}

/** "No users in tenant acme". */
export function describeNoUsers({ known, tenant }: ListedTenants): string {
  return tenant === null
    ? text('users.none-in-tenants', { tenants: known.length })
    : text('users.none-in-tenant', { tenant });
}

interface TenantChoice {
  readonly value: string;
  readonly label: string;
  readonly disabled?: true;
}

/** What can be chosen: each tenant, and all at once. Where there are too many for that, the choice says so. */
export function tenantChoices({ isOneOfMany, known, tenant }: ListedTenants): TenantChoice[] {
  // An address can name a tenant that does not exist any more: it stays visible, with the core's own answer below it.
  const listed = tenant === null || known.includes(tenant) ? known : [...known, tenant];
  return [
    isOneOfMany
      ? { value: '', label: text('users.too-many-tenants', { tenants: known.length }), disabled: true }
      : { value: '', label: text('users.all-tenants') },
    ...[...listed].sort().map((tenantId) => ({ value: tenantId, label: tenantId })),
  ];
}
