import type { IdentityId, LoginMethod } from '../../../../contract/domain/user.ts';
import { loginMethodWords } from '../../../ui/login-method-words.ts';
import type { SessionEntry } from './session-entry.ts';

/** Which login method a session began with, in words; null while it is not known. */
export type MethodOf = (entry: SessionEntry) => string | null;

/**
 * Finds the login method of a session: by the recipe user id it carries, which can be an inner id, and before it was
 * read by the id it stands under.
 */
export function methodLookup(identities: readonly IdentityId[], methods: readonly LoginMethod[]): MethodOf {
  const names = new Map(methods.map((method) => [method.recipeUserId, loginMethodWords(method)]));
  const byId = new Map<string, string>(names);
  for (const { id, recipeUserId } of identities) {
    const name = recipeUserId === null ? undefined : names.get(recipeUserId);
    if (name !== undefined) byId.set(id, name);
  }
  return (entry) => byId.get(entry.state === 'read' ? entry.row.recipeUserId : entry.underId) ?? null;
}
