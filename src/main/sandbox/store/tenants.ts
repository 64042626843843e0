import type { Json } from './json.ts';

export const publicTenant = 'public';

export interface Tenant {
  readonly tenantId: string;
  firstFactors: Json;
  requiredSecondaryFactors: Json;
  coreConfig: Json;
}

/** The tenants; `public` is always there. */
export class TenantStore {
  readonly #tenants = new Map<string, Tenant>();

  constructor() {
    this.put(publicTenant);
  }

  has(tenantId: string): boolean {
    return this.#tenants.has(tenantId);
  }

  get(tenantId: string): Tenant | undefined {
    return this.#tenants.get(tenantId);
  }

  /** Creates the tenant unless it is there; the answer says whether it was new. */
  put(tenantId: string): boolean {
    if (this.#tenants.has(tenantId)) return false;
    this.#tenants.set(tenantId, {
      tenantId,
      firstFactors: null,
      requiredSecondaryFactors: null,
      coreConfig: {},
    });
    return true;
  }

  remove(tenantId: string): boolean {
    return this.#tenants.delete(tenantId);
  }

  all(): Tenant[] {
    return [...this.#tenants.values()];
  }
}

/** What the core says of a tenant that it does not know. */
export function unknownTenantMessage(tenantId: string): string {
  return (
    'AppId or tenantId not found => Tenant with the following connectionURIDomain, appId and tenantId ' +
    `combination not found: (, public, ${tenantId})`
  );
}
