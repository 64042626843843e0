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

/** A person: one login method, or several under a primary user. */
export interface User {
  readonly id: string;
  isPrimary: boolean;
  readonly methods: LoginMethod[];
}

export type JoinedOrder = 'ASC' | 'DESC';

/** When the oldest of the user's login methods joined: they are kept in that order. */
export function joinedAt(user: User): number {
  return user.methods[0]?.timeJoined ?? 0;
}

/** Users by the inner ids of their login methods, and each tenant's users in order of joining. */
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

  /** The user whom a login method belongs to, by inner id. */
  get(innerId: string): User | undefined {
    return this.#byMethod.get(innerId) ?? this.#users.get(innerId);
  }

  method(innerId: string): LoginMethod | undefined {
    return this.#byMethod.get(innerId)?.methods.find((method) => method.recipeUserId === innerId);
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
