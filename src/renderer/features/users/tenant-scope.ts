import { plural } from '../../ui/count-words.ts';

/** The core lists one tenant at a time: above this many, a list of all would ask too much before its first row. */
const mostTenantsAtOnce = 24;

export interface TenantScope {
  /** Null: all of them. */
  readonly tenant: string | null;
  /** Whose pages are read; empty until the tenants are known. */
  readonly tenantIds: readonly string[];
  readonly known: readonly string[];
  /** "in 3 tenants", "in tenant acme". */
  readonly words: string;
}

/** What is listed. `known` null: the tenants were not read yet. */
export function scopeOf(known: readonly string[] | null, chosen: string | null): TenantScope {
  if (known === null) return { tenant: chosen, tenantIds: [], known: [], words: '' };
  const tenant = chosen === null && known.length > mostTenantsAtOnce ? 'public' : chosen;
  if (tenant !== null) return { tenant, tenantIds: [tenant], known, words: `in tenant ${tenant}` };
  return { tenant, tenantIds: known, known, words: `in ${plural(known.length, 'tenant')}` };
}

/** What can be chosen: all at once where that is bearable, and each. */
export function tenantChoices({ known, tenant }: TenantScope): { value: string; label: string }[] {
  // An address can name a tenant that is gone: it stays to be seen, with the core's own answer below it.
  const listed = tenant === null || known.includes(tenant) ? known : [...known, tenant];
  return [
    ...(known.length > mostTenantsAtOnce ? [] : [{ value: '', label: 'All tenants' }]),
    ...[...listed].sort().map((tenantId) => ({ value: tenantId, label: tenantId })),
  ];
}
