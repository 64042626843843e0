export type RecipeId = 'emailpassword' | 'thirdparty' | 'passwordless';

export interface LoginMethod {
  readonly recipeUserId: string;
  readonly recipeId: RecipeId;
  readonly tenantIds: Set<string>;
  readonly timeJoined: number;
  readonly thirdParty?: { readonly id: string; readonly userId: string };
  readonly phoneNumber?: string;
  /** The one thing of a method that can change: a third-party sign-in brings the provider's current address. */
  email?: string;
}

/** A user: one login method, or several under a primary user. */
export interface User {
  readonly id: string;
  isPrimary: boolean;
  readonly methods: LoginMethod[];
}

export type JoinedOrder = 'ASC' | 'DESC';

/** When the oldest of the user's login methods joined: they are sorted by it. */
export function joinedAt(user: User): number {
  return user.methods[0]?.timeJoined ?? 0;
}

/** Users by the internal ids of their login methods, and each tenant's users in order of joining. */
export class UserStore {
  readonly #byMethod = new Map<string, User>();
  readonly #users = new Map<string, User>();
  // Sorting a tenant takes long, and a listing comes page by page: sorted once, dropped at the next change.
  readonly #sorted = new Map<string, readonly User[]>();

  add(method: LoginMethod): User {
    const user: User = { id: method.recipeUserId, isPrimary: false, methods: [method] };
    this.#users.set(user.id, user);
    this.#byMethod.set(method.recipeUserId, user);
    this.touch();
    return user;
  }

  /** The user whom a login method belongs to, by internal id. */
  get(internalId: string): User | undefined {
    return this.#byMethod.get(internalId) ?? this.#users.get(internalId);
  }

  method(internalId: string): LoginMethod | undefined {
    return this.#byMethod.get(internalId)?.methods.find((method) => method.recipeUserId === internalId);
  }

  /** Moves a user's only login method under a primary user. */
  link(user: User, primary: User): void {
    for (const method of user.methods.splice(0)) {
      primary.methods.push(method);
      this.#byMethod.set(method.recipeUserId, primary);
    }
    primary.methods.sort((a, b) => a.timeJoined - b.timeJoined);
    this.#users.delete(user.id);
    this.touch();
  }

  removeMethod(user: User, method: LoginMethod): void {
    user.methods.splice(user.methods.indexOf(method), 1);
    this.#byMethod.delete(method.recipeUserId);
    if (user.methods.length === 0) this.#users.delete(user.id);
    this.touch();
  }

  all(): IterableIterator<User> {
    return this.#users.values();
  }

  /** Users of a tenant in order of joining. Of those who joined together the greater id comes first, either way. */
  inTenant(tenantId: string, order: JoinedOrder): readonly User[] {
    const key = `${order} ${tenantId}`;
    const known = this.#sorted.get(key);
    if (known) return known;
    const users = [...this.#users.values()].filter((user) =>
      user.methods.some((m) => m.tenantIds.has(tenantId)),
    );
    const sign = order === 'ASC' ? 1 : -1;
    users.sort((a, b) => sign * (joinedAt(a) - joinedAt(b)) || (a.id < b.id ? 1 : -1));
    this.#sorted.set(key, users);
    return users;
  }

  /** To be called after a change of tenants or of linking that was made on the records themselves. */
  touch(): void {
    this.#sorted.clear();
  }
}

interface Mapping {
  readonly superTokensUserId: string;
  readonly externalUserId: string;
  readonly externalUserIdInfo?: string;
}

export type UserIdType = 'SUPERTOKENS' | 'EXTERNAL' | 'ANY';

/** Which internal id is shown under which external id. */
export class MappingStore {
  readonly #byInternal = new Map<string, Mapping>();
  readonly #byExternal = new Map<string, Mapping>();

  add(mapping: Mapping): void {
    this.#byInternal.set(mapping.superTokensUserId, mapping);
    this.#byExternal.set(mapping.externalUserId, mapping);
  }

  remove(mapping: Mapping): void {
    this.#byInternal.delete(mapping.superTokensUserId);
    this.#byExternal.delete(mapping.externalUserId);
  }

  find(userId: string, type: UserIdType = 'ANY'): Mapping | undefined {
    const internal = type === 'EXTERNAL' ? undefined : this.#byInternal.get(userId);
    return internal ?? (type === 'SUPERTOKENS' ? undefined : this.#byExternal.get(userId));
  }

  /** The internal id of an id of either kind, or the id itself. */
  internal(userId: string): string {
    return this.find(userId)?.superTokensUserId ?? userId;
  }

  /** The id that the core shows for an internal one. */
  shown(internalId: string): string {
    return this.#byInternal.get(internalId)?.externalUserId ?? internalId;
  }
}
