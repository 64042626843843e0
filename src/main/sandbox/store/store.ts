import { DeviceStore } from './devices.ts';
import { RoleStore } from './roles.ts';
import { SessionStore } from './sessions.ts';
import { TenantStore } from './tenants.ts';
import { ActivityStore, MetadataStore, VerifiedEmails } from './user-facts.ts';
import { MappingStore, type User, UserStore } from './users.ts';

/**
 * Handles of sessions on which tokens of OAuth2 clients were issued. They outlive their sessions (fact 21). Applications issue
 * them through calls that were not recorded: what uses the sandbox puts them here.
 */
class OAuthTokenStore {
  readonly #handles = new Set<string>();

  issue(handle: string): void {
    this.#handles.add(handle);
  }

  has(handle: string): boolean {
    return this.#handles.has(handle);
  }

  end(handle: string): void {
    this.#handles.delete(handle);
  }
}

/** All that a sandbox core remembers. In memory only: it begins anew at each start. */
export interface Store {
  readonly activity: ActivityStore;
  readonly devices: DeviceStore;
  readonly mappings: MappingStore;
  readonly metadata: MetadataStore;
  readonly oauthTokens: OAuthTokenStore;
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
    oauthTokens: new OAuthTokenStore(),
    roles: new RoleStore(),
    sessions: new SessionStore(),
    tenants: new TenantStore(),
    users: new UserStore(),
    verified: new VerifiedEmails(),
  };
}

/** Puts a user's login method under a primary user, and ends the sessions that are stored under the id shown for it. */
export function linkAccounts(store: Store, user: User, primary: User): void {
  const shown = store.mappings.shown(user.id);
  store.users.link(user, primary);
  for (const session of store.sessions.ofUser(shown)) store.sessions.remove(session);
}

/** Marks the primary user behind an id of any kind as active now. An id that is no user counts too. */
export function markActive(store: Store, userId: string): void {
  const internal = store.mappings.internal(userId);
  store.activity.mark(store.users.get(internal)?.id ?? internal);
}
