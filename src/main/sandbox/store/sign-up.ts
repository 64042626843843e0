import { randomUUID } from 'node:crypto';
import type { Store } from './store.ts';
import type { LoginMethod, RecipeId, User } from './users.ts';

export interface NewMethod {
  readonly recipeId: RecipeId;
  readonly tenantId: string;
  readonly email?: string;
  readonly phoneNumber?: string;
  readonly thirdParty?: { readonly id: string; readonly userId: string };
  readonly verified?: boolean;
  /** Epoch milliseconds; now unless given. */
  readonly timeJoined?: number;
  /** Internal id; random unless given. */
  readonly id?: string;
}

/** Adds a user with one login method. The caller made sure that the tenant has no such method yet. */
export function signUp(store: Store, input: NewMethod): User {
  const { recipeId, tenantId, email, phoneNumber, thirdParty, verified, timeJoined = Date.now() } = input;
  const method: LoginMethod = {
    recipeUserId: input.id ?? randomUUID(),
    recipeId,
    tenantIds: new Set([tenantId]),
    timeJoined,
    ...(email === undefined ? {} : { email }),
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
    ...(thirdParty === undefined ? {} : { thirdParty }),
  };
  if (verified && email !== undefined) store.verified.add(method.recipeUserId, email);
  return store.users.add(method);
}

/** The first login method of a tenant that passes the test, with its user. */
export function findMethod(
  store: Store,
  tenantId: string,
  test: (method: LoginMethod) => boolean,
): { user: User; method: LoginMethod } | undefined {
  for (const user of store.users.all()) {
    const method = user.methods.find((candidate) => candidate.tenantIds.has(tenantId) && test(candidate));
    if (method) return { user, method };
  }
  return undefined;
}
