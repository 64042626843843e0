import type { IdentityId } from '../../contract/domain/user.ts';

/** Whether a user is one of the operator's own, by any of the ids of the user. */
export function isOwnUser(
  own: { readonly has: (id: string) => boolean },
  { identities, userId }: { readonly userId: string; readonly identities: readonly IdentityId[] },
): boolean {
  return own.has(userId) || identities.some(({ id }) => own.has(id));
}
