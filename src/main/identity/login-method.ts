import type { IdentityId, LoginMethodKind, User } from '../../contract/domain/user.ts';

/**
 * With what the user signed in when a session was made. Null: it is not known, because user or session were not read, or
 * because the user does not have the login method any more. A session can name it by either id of a mapping.
 */
export function loginMethodOf(
  user: Pick<User, 'loginMethods'> | null,
  identities: readonly IdentityId[],
  recipeUserId: string | undefined,
): LoginMethodKind | null {
  const shown = identities.find(({ id }) => id === recipeUserId)?.recipeUserId ?? recipeUserId;
  const method = user?.loginMethods.find((one) => one.recipeUserId === shown);
  return method ? { recipeId: method.recipeId, thirdPartyId: method.thirdParty?.id ?? null } : null;
}
