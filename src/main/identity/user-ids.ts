import type { SessionRow } from '../../contract/domain/session.ts';
import type { IdentityId, LoginMethod, LoginMethodKind, User } from '../../contract/domain/user.ts';
import type { CorePort, UserRead } from '../core/protocol.ts';
import { allDone } from '../shared/concurrency/limit.ts';
import type { CoreCaller } from '../shared/retry/core-caller.ts';

/** The user behind an id, with every id under which sessions of this user can be. */
interface UserWithIds {
  /** Null: the core knows no user with this id; there can be sessions all the same. */
  readonly user: User | null;
  readonly identities: readonly IdentityId[];
  /** The same ids: those of one login method, its external and its internal id, are together. */
  readonly idsByMethod: readonly (readonly string[])[];
}

type UserWithMethods = Pick<User, 'id'> & {
  readonly loginMethods: readonly Pick<LoginMethod, 'recipeUserId'>[];
};

interface ShownId {
  readonly id: string;
  readonly recipeUserId: string | null;
}

/**
 * Reads a user. A session stays under the id with which it was created. The core never reaches the sessions of an
 * external id through the internal id, or the other way round. So both are named for every login method. Rejects
 * when a mapping cannot be read, because a user with a missing id would look complete.
 */
export async function readUserWithIds(
  core: CorePort,
  userId: string,
  signal?: AbortSignal,
): Promise<UserWithIds> {
  // Both at once: nearly always the mapping of this id is the only one that is needed.
  const [user, mapping] = await allDone([core.user({ userId }, signal), core.idMapping({ userId }, signal)]);
  const pairs = await pairsOf(core, shownIds(user, userId), signal, { userId, mapping });
  return { user, identities: distinct(pairs), idsByMethod: pairs.map((pair) => pair.map(({ id }) => id)) };
}

/**
 * Reads the users of these ids, each alone, through outages when the caller waits for them: by the id that was asked for. What
 * stays `failed` could not be read although the core works. Rejects with `aborted`.
 */
export async function readAllUsers(
  caller: CoreCaller<CorePort>,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, UserRead>> {
  const reads = new Map<string, UserRead>();
  await caller.readAll<UserRead>({
    ids: userIds,
    idOf: ({ userId }) => userId,
    toFailed: (userId, error) => ({ type: 'failed', userId, error }),
    read: (core, batch, take, signal) => core.usersById({ userIds: batch }, take, signal),
    onBatch: (batch) => {
      for (const read of batch) reads.set(read.userId, read);
    },
  });
  return reads;
}

/**
 * The accounts that have these ids by now, as pairs like `idsByMethod`; none of an id without a mapping. Rejects like
 * `readUserWithIds`.
 */
export async function readPairs(
  core: CorePort,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<readonly (readonly string[])[]> {
  const pairs = await pairsOf(
    core,
    ids.map((id) => ({ id, recipeUserId: null })),
    signal,
  );
  return pairs.map((pair) => pair.map(({ id }) => id)).filter(({ length }) => length > 1);
}

/** Every id under which sessions of this user can be, when the user was read already. Rejects like `readUserWithIds`. */
export async function readIdentities(
  core: CorePort,
  user: UserWithMethods,
  signal?: AbortSignal,
): Promise<readonly IdentityId[]> {
  return distinct(await pairsOf(core, shownIds(user, user.id), signal));
}

/** An id that was known of a user before. */
interface KnownId extends Pick<IdentityId, 'id' | 'kind'> {
  /** It came by a link with another account. */
  readonly linked?: boolean;
}

/**
 * Ids that the user got by a link with another account, where `before` are the ids that the user had before. An id that a
 * login method got by a mapping is that of the same account. An external id that was given to another account is not: both
 * ids of that account are in the result.
 */
export function linkedIds(
  { idsByMethod }: Pick<UserWithIds, 'idsByMethod'>,
  before: readonly KnownId[],
): ReadonlySet<string> {
  const known = new Map(before.map((one) => [one.id, one]));
  const isOwn = (id: string) => known.has(id) && !known.get(id)?.linked;
  const isMoved = (ids: readonly string[]) =>
    ids.some((id) => isOwn(id) && known.get(id)?.kind === 'external') && !ids.every(isOwn);
  const same = new Set(idsByMethod.filter((ids) => ids.some((id) => known.has(id)) && !isMoved(ids)).flat());
  return new Set(idsByMethod.flat().filter((id) => !same.has(id)));
}

/**
 * The other id of the same login method, among ids of a user that were read together: whoever has one side of a mapping has the
 * other one. None: the login method has no external id, or it is not known.
 */
export function otherSideOf(id: string, identities: readonly IdentityId[]): string[] {
  const method = identities.find((one) => one.id === id)?.recipeUserId ?? null;
  if (method === null) return [];
  return identities.flatMap((one) => (one.recipeUserId === method && one.id !== id ? one.id : []));
}

// The id of a primary user usually is that of a login method, but stays when that method is removed; and the id that
// was asked for is looked under whatever else the core says.
function shownIds(user: UserWithMethods | null, asked: string): ShownId[] {
  const methods = (user?.loginMethods ?? []).map(({ recipeUserId }) => ({ id: recipeUserId, recipeUserId }));
  const others = [...(user ? [user.id] : []), asked].map((id) => ({ id, recipeUserId: null }));
  return [...methods, ...others];
}

interface KnownMapping {
  readonly userId: string;
  readonly mapping: Awaited<ReturnType<CorePort['idMapping']>>;
}

/** Of each id: the id itself, and the other id of its mapping. `known`: one that was read already. */
function pairsOf(
  core: CorePort,
  shown: readonly ShownId[],
  signal: AbortSignal | undefined,
  known?: KnownMapping,
): Promise<IdentityId[][]> {
  const byId = new Map<string, ShownId>();
  for (const entry of shown) if (!byId.has(entry.id)) byId.set(entry.id, entry);
  return Promise.all(
    [...byId.values()].map(async ({ id, recipeUserId }): Promise<IdentityId[]> => {
      const mapping = known?.userId === id ? known.mapping : await core.idMapping({ userId: id }, signal);
      if (!mapping) return [{ id, kind: 'only', recipeUserId }];
      return [
        { id: mapping.external, kind: 'external', recipeUserId },
        { id: mapping.internal, kind: 'internal', recipeUserId },
      ];
    }),
  );
}

function distinct(pairs: readonly (readonly IdentityId[])[]): IdentityId[] {
  const byId = new Map<string, IdentityId>();
  for (const identity of pairs.flat()) {
    if (!byId.has(identity.id)) byId.set(identity.id, identity);
  }
  return [...byId.values()];
}

/**
 * Whether the details of a session that is listed under an id of this user name the user as its owner, by any id. Where they do
 * not, the core contradicts itself: nobody knows whose session it is, so it is not selected as one of this user. The login
 * method is enough: as the owner the core names the primary user, who is another one since an account was linked.
 */
export function isOwner(
  identities: readonly IdentityId[],
  { recipeUserId, userId }: Pick<SessionRow, 'recipeUserId' | 'userId'>,
): boolean {
  return identities.some(({ id }) => id === userId || id === recipeUserId);
}

/** Whether a user is one of the operator's own, by any of the ids of the user. */
export function isOwnUser(
  own: { readonly has: (id: string) => boolean },
  { identities, userId }: { readonly userId: string; readonly identities: readonly IdentityId[] },
): boolean {
  return own.has(userId) || identities.some(({ id }) => own.has(id));
}

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
