import type { IdentityId, LoginMethod } from '../../../../contract/domain/user.ts';
import { formatLoginMethod } from '../../../messages/format-login-method.ts';
import { methodIdOf, type SessionEntry } from './reading/session-entry.ts';
import type { SessionTally } from './reading/session-tally.ts';

/** Which login method a session began with, in words; null: none that is known. */
export type MethodOf = (entry: SessionEntry) => string | null;

/** The login methods of a person's sessions, and whether the person was read at all: before that, null tells nothing. */
export interface SessionMethods {
  readonly person: 'reading' | 'failed' | 'read';
  readonly of: MethodOf;
  /** The same by the id that tells it. */
  readonly byId: ReadonlyMap<string, string>;
}

/** What a cell can claim: a method, that there is none, or that one of both is not known. */
export type KnownMethod =
  | { readonly state: 'method'; readonly words: string }
  | { readonly state: 'none' | 'unread' | 'failed' };

/** "None" only once the person was read, and a session that may still tell another id was, too. */
export function knownMethod(methods: Omit<SessionMethods, 'byId'>, entry: SessionEntry): KnownMethod {
  const words = methods.of(entry);
  if (words !== null) return { state: 'method', words };
  if (methods.person === 'failed') return { state: 'failed' };
  return { state: methods.person === 'reading' || entry.state === 'listed' ? 'unread' : 'none' };
}

/** How many login methods the sessions that are there began with, as far as is known. */
export function methodsInUse(
  byMethodId: SessionTally['byMethodId'],
  { byId }: Pick<SessionMethods, 'byId'>,
): number {
  const words = new Set([...byMethodId.keys()].map((id) => byId.get(id)));
  words.delete(undefined);
  return words.size;
}

/**
 * Finds the login method of a session: by the recipe user id it carries, which can be an inner id, and before it was
 * read by the id it stands under.
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
