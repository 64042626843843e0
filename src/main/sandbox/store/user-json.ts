import type { Store } from './store.ts';
import { joinedAt, type LoginMethod, type User } from './users.ts';

/** A user as the core shows one: external ids in place of internal ones. */
export function userJson(store: Store, user: User): object {
  const { methods } = user;
  return {
    id: store.mappings.shown(user.id),
    isPrimaryUser: user.isPrimary,
    tenantIds: distinct(methods.flatMap((method) => [...method.tenantIds])),
    timeJoined: joinedAt(user),
    emails: distinct(methods.flatMap((method) => method.email ?? [])),
    phoneNumbers: distinct(methods.flatMap((method) => method.phoneNumber ?? [])),
    thirdParty: methods.flatMap((method) => method.thirdParty ?? []),
    webauthn: { credentialIds: [] },
    loginMethods: methods.map((method) => loginMethodJson(store, method)),
  };
}

function loginMethodJson(store: Store, method: LoginMethod): object {
  const recipeUserId = store.mappings.shown(method.recipeUserId);
  return {
    tenantIds: [...method.tenantIds],
    recipeUserId,
    // A phone number is verified by having been used; an address counts under the id shown.
    verified: method.email === undefined || store.verified.has(recipeUserId, method.email),
    timeJoined: method.timeJoined,
    recipeId: method.recipeId,
    email: method.email,
    phoneNumber: method.phoneNumber,
    thirdParty: method.thirdParty,
  };
}

function distinct(values: readonly string[]): string[] {
  return values.length < 2 ? [...values] : [...new Set(values)];
}
