import { ActivityStore } from './activity.ts';
import { DeviceStore } from './devices.ts';
import { MappingStore } from './mappings.ts';
import { MetadataStore } from './metadata.ts';
import { RoleStore } from './roles.ts';
import { SessionStore } from './sessions.ts';
import { TenantStore } from './tenants.ts';
import { UserStore } from './users.ts';
import { VerifiedEmails } from './verified-emails.ts';

/** All that a sandbox core remembers. In memory only: it begins anew at each start. */
export interface Store {
  readonly activity: ActivityStore;
  readonly devices: DeviceStore;
  readonly mappings: MappingStore;
  readonly metadata: MetadataStore;
  readonly roles: RoleStore;
  readonly sessions: SessionStore;
  readonly tenants: TenantStore;
  readonly users: UserStore;
  readonly verified: VerifiedEmails;
}

/** A fresh store, with nothing in it but the tenant `public`. */
export function createStore(): Store {
  return {
    activity: new ActivityStore(),
    devices: new DeviceStore(),
    mappings: new MappingStore(),
    metadata: new MetadataStore(),
    roles: new RoleStore(),
    sessions: new SessionStore(),
    tenants: new TenantStore(),
    users: new UserStore(),
    verified: new VerifiedEmails(),
  };
}
