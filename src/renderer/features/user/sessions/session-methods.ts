import type { IdentityId, LoginMethod } from '../../../../contract/domain/user.ts';
import { formatLoginMethod } from '../../../messages/format-login-method.ts';
import { methodIdOf, type SessionEntry, type SessionTally } from './reading/session-list.ts';

/** The name of the login method that a session began with; null: not known. */
export type MethodOf = (entry: SessionEntry) => string | null;

/** The login methods of a user's sessions, and whether the user was read: before that, null means nothing. */
export interface SessionMethods {
  readonly user: 'reading' | 'failed' | 'read';
  readonly of: MethodOf;
  /** The same by the id of the login method. */
  readonly byId: ReadonlyMap<string, string>;
}

/** What a cell can say: a method, that there is none, or that the user or the session was not read. */
export type KnownMethod =
  | { readonly state: 'method'; readonly name: string }
  | { readonly state: 'none' | 'unread' | 'failed' };

/** "None" only when both the user and the session were read: reading a session can bring another id. */
export function knownMethod(methods: Omit<SessionMethods, 'byId'>, entry: SessionEntry): KnownMethod {
  const name = methods.of(entry);
  if (name !== null) return { state: 'method', name };
  if (methods.user === 'failed') return { state: 'failed' };
  return { state: methods.user === 'reading' || entry.state === 'listed' ? 'unread' : 'none' };
}

/** How many login methods the active sessions began with, as far as is known. */
export function methodsInUse(
  byMethodId: SessionTally['byMethodId'],
  { byId }: Pick<SessionMethods, 'byId'>,
): number {
  const names = new Set([...byMethodId.keys()].map((id) => byId.get(id)));
  names.delete(undefined);
  return names.size;
}

/**
 * Finds the login method of a session: by its recipe user id, which can be an internal id, and before it was
 * read by the id it is listed under.
 */
export function methodLookup(
  identities: readonly IdentityId[],
  methods: readonly LoginMethod[],
): Pick<SessionMethods, 'of' | 'byId'> {
  const names = new Map(methods.map((method) => [method.recipeUserId, formatLoginMethod(method)]));
  const byId = new Map<string, string>(names);
  for (const { id, recipeUserId } of identities) {
    const name = recipeUserId === null ? undefined : names.get(recipeUserId);
    if (name !== undefined) byId.set(id, name);
  }
  return { byId, of: (entry) => byId.get(methodIdOf(entry)) ?? null };
}
