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
