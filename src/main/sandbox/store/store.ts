import type { JsonObject } from './json.ts';
import { SessionStore } from './sessions.ts';
import { DeviceStore } from './sign-up.ts';
import { TenantStore } from './tenants.ts';
import { MappingStore, type User, UserStore } from './users.ts';

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

/** Metadata by exactly the id it was written under: the core does not translate external ids here. */
export class MetadataStore {
  readonly #byUser = new Map<string, JsonObject>();

  get(userId: string): JsonObject {
    return this.#byUser.get(userId) ?? {};
  }

  has(userId: string): boolean {
    return this.#byUser.has(userId);
  }

  /** Merges the top level; null removes a key. */
  update(userId: string, change: JsonObject): JsonObject {
    const merged = Object.entries({ ...this.get(userId), ...change }).filter(([, value]) => value !== null);
    const next = Object.fromEntries(merged);
    this.#byUser.set(userId, next);
    return next;
  }

  forget(userId: string): void {
    this.#byUser.delete(userId);
  }
}

/**
 * Handles of sessions on which tokens of OAuth2 clients were issued. They outlive their sessions (fact 21). Applications issue
 * them through calls that were not recorded: what uses the sandbox puts them here.
 */
export class OAuthTokenStore {
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

/** Roles of the app, and who has which in which tenant. */
export class RoleStore {
  readonly #permissions = new Map<string, Set<string>>();
  readonly #given = new Map<string, Map<string, Set<string>>>();

  /** Creates the role or adds permissions to it; the answer says whether it was new. */
  put(role: string, permissions: readonly string[]): boolean {
    const known = this.#permissions.get(role);
    if (known) for (const permission of permissions) known.add(permission);
    else this.#permissions.set(role, new Set(permissions));
    return known === undefined;
  }

  has(role: string): boolean {
    return this.#permissions.has(role);
  }

  permissionsOf(role: string): string[] | undefined {
    const permissions = this.#permissions.get(role);
    return permissions && [...permissions];
  }

  /** Deletes the role and takes it from everyone. */
  remove(role: string): boolean {
    for (const users of this.#given.values()) {
      for (const roles of users.values()) roles.delete(role);
    }
    return this.#permissions.delete(role);
  }

  /** Gives a role under exactly this id; false if it was there already. */
  give(tenantId: string, userId: string, role: string): boolean {
    const users = this.#given.get(tenantId) ?? new Map<string, Set<string>>();
    this.#given.set(tenantId, users);
    const roles = users.get(userId) ?? new Set<string>();
    users.set(userId, roles);
    const isNew = !roles.has(role);
    roles.add(role);
    return isNew;
  }

  take(tenantId: string, userId: string, role: string): boolean {
    return this.#given.get(tenantId)?.get(userId)?.delete(role) ?? false;
  }

  of(tenantId: string, userId: string): string[] {
    return [...(this.#given.get(tenantId)?.get(userId) ?? [])];
  }

  isUsed(userId: string): boolean {
    return [...this.#given.values()].some((users) => (users.get(userId)?.size ?? 0) > 0);
  }

  forget(userId: string): void {
    for (const users of this.#given.values()) users.delete(userId);
  }

  removeTenant(tenantId: string): void {
    this.#given.delete(tenantId);
  }
}

/**
 * Which addresses are verified, by exactly the id shown when they were. A user who gets an external id by force
 * therefore shows as unverified from then on (transcript `user-context`).
 */
export class VerifiedEmails {
  readonly #byUser = new Map<string, Set<string>>();

  add(userId: string, email: string): void {
    const emails = this.#byUser.get(userId) ?? new Set<string>();
    this.#byUser.set(userId, emails.add(email));
  }

  has(userId: string, email: string): boolean {
    return this.#byUser.get(userId)?.has(email) ?? false;
  }

  /** What a mapping without force does, the one case in which the core carries something over. */
  move(from: string, to: string): void {
    const emails = this.#byUser.get(from);
    if (!emails) return;
    this.#byUser.delete(from);
    this.#byUser.set(to, emails);
  }

  forget(userId: string): void {
    this.#byUser.delete(userId);
  }
}

/** When each user was active last, by primary internal id. */
export class ActivityStore {
  readonly #lastActive = new Map<string, number>();

  mark(userId: string, time: number = Date.now()): void {
    this.#lastActive.set(userId, Math.max(time, this.#lastActive.get(userId) ?? 0));
  }

  countSince(time: number): number {
    let count = 0;
    for (const last of this.#lastActive.values()) if (last >= time) count += 1;
    return count;
  }

  forget(userId: string): void {
    this.#lastActive.delete(userId);
  }
}
