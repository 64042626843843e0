import { formatCount, plural } from '../../messages/format-count.ts';

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
  /** There are more tenants than are listed at once, so only one of them can be. */
  readonly isOneOfMany: boolean;
}

/** What is listed. `known` null: the tenants were not read yet. */
export function scopeOf(known: readonly string[] | null, chosen: string | null): TenantScope {
  if (known === null) return { tenant: chosen, tenantIds: [], known: [], words: '', isOneOfMany: false };
  const isOneOfMany = known.length > mostTenantsAtOnce;
  const tenant = chosen === null && isOneOfMany ? 'public' : chosen;
  if (tenant !== null)
    return { tenant, tenantIds: [tenant], known, words: `in tenant ${tenant}`, isOneOfMany };
  return { tenant, tenantIds: known, known, words: `in ${plural(known.length, 'tenant')}`, isOneOfMany };
}

/** "296 users in tenant public, of 49,905 in 152 tenants": so nobody takes one tenant for all. `all` null: not known. */
export function countWords(
  { isOneOfMany, known, words }: Pick<TenantScope, 'isOneOfMany' | 'known' | 'words'>,
  count: number,
  all: number | null,
): string {
  const here = `${plural(count, 'user')} ${words}`;
  if (!isOneOfMany) return here;
  const tenants = plural(known.length, 'tenant');
  return all === null ? `${here}, one of ${tenants}` : `${here}, of ${formatCount(all)} in ${tenants}`;
}

interface TenantChoice {
  readonly value: string;
  readonly label: string;
  readonly disabled?: true;
}

/** What can be chosen: each, and all at once. Where there are too many for that, the choice says so. */
export function tenantChoices({ isOneOfMany, known, tenant }: TenantScope): TenantChoice[] {
  // An address can name a tenant that is gone: it stays to be seen, with the core's own answer below it.
  const listed = tenant === null || known.includes(tenant) ? known : [...known, tenant];
  return [
    isOneOfMany
      ? { value: '', label: 'All tenants: too many to list at once', disabled: true }
      : { value: '', label: 'All tenants' },
    ...[...listed].sort().map((tenantId) => ({ value: tenantId, label: tenantId })),
  ];
}
