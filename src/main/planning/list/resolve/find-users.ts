import type { Candidate } from '../../../../contract/domain/planning/list-lines.ts';
import type { SessionRow } from '../../../../contract/domain/session.ts';
import type { LineKind } from '../../../../contract/domain/stored-names.ts';
import type { User } from '../../../../contract/domain/user.ts';
import { displayNameOf } from '../../../../contract/domain/user-name.ts';
import type { AppError } from '../../../../contract/errors.ts';
import { failed, ok, type Result, toAppError } from '../../../../contract/failure.ts';
import type { AccountInfo, CorePort, RecordedKeys, UserRead } from '../../../core/protocol.ts';
import { readAllUsers } from '../../../identity/user-ids.ts';
import type { Limit } from '../../../shared/concurrency/limit.ts';
import type { CoreCaller } from '../../../shared/retry/core-caller.ts';
import type { Lookup } from '../parse/classify-line.ts';
import { createRecentAnswers, createRecentMap, createRecentReads } from './recent-answers.ts';
import type { SessionOwner } from './session-owners.ts';
import { checkId, readWholeUser, type WholeUser } from './whole-users.ts';

/** What a line turned out to be at the core. */
export type Answer = { readonly kind: LineKind | null } /** `owner` undefined: the user was not read. */ & (
  | { readonly type: 'session'; readonly row: SessionRow; readonly owner?: SessionOwner | undefined }
  | { readonly type: 'user'; readonly user: WholeUser }
  /** All sessions of this user were added by a line before. */
  | { readonly type: 'added-user'; readonly userId: string; readonly name: string }
  /** Several users. Of the kind `session-handle`: a session, and these users. */
  | { readonly type: 'ambiguous'; readonly candidates: readonly Candidate[] }
  | { readonly type: 'unknown' }
  | { readonly type: 'malformed'; readonly reason: string }
  | { readonly type: 'unread'; readonly error: AppError }
);

/** Finds the users that a line can mean. */
export interface FindUsers {
  /**
   * Tries everything that the line can mean, because the first match may be another user than the one that the line
   * was written for. `kind`: of a line that nobody matches.
   */
  readonly find: (lookups: readonly Lookup[], kind: LineKind) => Promise<Answer>;
  /** The users with these ids. Sessions under an id that is no user's are not looked for. Rejects only when the work was stopped. */
  readonly withIds: (ids: readonly string[]) => Promise<ReadonlyMap<string, UserWithId>>;
  /** Whether lines before added the sessions under all ids of this user, as far as is remembered. */
  readonly isAdded: (user: WholeUser) => boolean;
  /** Lines after this one need not read the user again. */
  readonly noteAdded: (user: WholeUser) => void;
}

/** What the core knows under an id, unless it could not be read. Null: no user. */
export type UserWithId = Result<Candidate | null>;

/** A user as the core lists it, with the ids of the login methods. */
interface Account {
  readonly candidate: Candidate;
  readonly ids: readonly string[];
}

type UserMatch =
  /** Its sessions were not read yet, or lines before added them. */
  | ({ readonly type: 'account' } & Account)
  | { readonly type: 'added'; readonly candidate: Candidate }
  | { readonly type: 'read'; readonly candidate: Candidate; readonly user: WholeUser };

const mostAnswers = 20_000;
/** Those that are being read, or wait to be added. They have all sessions of a user, so they are few. */
const mostReading = 64;
/** In a list the same handles are near one another, if at all. */
const mostIds = 4_000;

export function createFindUsers(
  caller: CoreCaller<CorePort>,
  keys: () => RecordedKeys,
  limit: Limit,
): FindUsers {
  const findAccounts = createFindAccounts(caller, limit);
  const unknownIds = createRecentMap<true>(mostAnswers);
  const added = createRecentMap<Candidate>(mostAnswers);
  const reading = createRecentAnswers<WholeUser | null>(mostReading);

  const isAdded = (ids: readonly string[]) => ids.every((id) => added.get(id) !== undefined);

  async function matchId(id: string): Promise<UserMatch | null> {
    const known = added.get(id);
    if (known) return { type: 'added', candidate: known };
    if (unknownIds.get(id)) return null;
    const user = await readUser(id, []);
    if (user) return { type: 'read', candidate: candidateOf(user), user };
    unknownIds.set(id, true);
    return null;
  }

  /** With these ids, unless the core does not show them any more. */
  async function readUser(id: string, ids: readonly string[]): Promise<WholeUser | null> {
    const read = () => reading.get(id, () => readWholeUser({ caller, keys, limit }, id));
    const user = await read();
    const known = user ? idsOf(user) : [];
    if (ids.every((one) => known.includes(one))) return user;
    // It was read for a line before, and got these ids since.
    reading.forget(id);
    return read();
  }

  async function matchesOf(lookup: Lookup): Promise<readonly UserMatch[]> {
    switch (lookup.type) {
      case 'session-handle':
        return [];
      case 'user-id': {
        const match = await matchId(lookup.id);
        return match ? [match] : [];
      }
      default:
        return (await findAccounts(lookup)).map((account) => ({ type: 'account', ...account }));
    }
  }

  async function toAnswer(match: UserMatch, kind: LineKind): Promise<Answer> {
    if (match.type === 'read') return { type: 'user', kind, user: match.user };
    if (match.type === 'added')
      return { type: 'added-user', kind, userId: match.candidate.userId, name: match.candidate.name };
    const { candidate, ids } = match;
    const known = added.get(candidate.userId);
    if (known && isAdded(ids)) return toAnswer({ type: 'added', candidate: known }, kind);
    const user = await readUser(candidate.userId, ids);
    // The account was removed since it was read.
    return user ? { type: 'user', kind, user } : { type: 'unknown', kind };
  }

  async function find(lookups: readonly Lookup[], kind: LineKind): Promise<Answer> {
    const all = await Promise.all(
      lookups.map(async (lookup) => (await matchesOf(lookup)).map((match) => ({ match, kind: lookup.type }))),
    );
    const users = distinct(all.flat());
    const [first, ...others] = users;
    if (!first) return { type: 'unknown', kind };
    if (others.length === 0) return toAnswer(first.match, first.kind);
    return { type: 'ambiguous', kind: first.kind, candidates: users.map(({ match }) => match.candidate) };
  }

  async function readUsersWithIds(ids: readonly string[]): Promise<ReadonlyMap<string, UserWithId>> {
    const reads = await readAllUsers(caller, ids);
    return new Map([...reads].map(([id, read]) => [id, toUserWithId(read)]));
  }

  return {
    find,
    withIds: createRecentReads(mostIds, readUsersWithIds, ({ ok }) => ok),
    noteAdded: (user) => {
      const candidate = candidateOf(user);
      for (const id of idsOf(user)) {
        added.set(id, candidate);
        reading.forget(id);
      }
    },
    isAdded: (user) => isAdded(idsOf(user)),
  };
}

interface LookupMatch {
  readonly match: UserMatch;
  readonly kind: LineKind;
}

/** What says more of a user: the sessions, and then which ids the user has by now. */
const rank: Readonly<Record<UserMatch['type'], number>> = { added: 0, account: 1, read: 2 };

/** Each user once, by the first kind that matches, and by the match that says the most. */
function distinct(all: readonly LookupMatch[]): readonly LookupMatch[] {
  const users = new Map<string, LookupMatch>();
  for (const one of all) {
    const { userId } = one.match.candidate;
    const before = users.get(userId);
    if (!before) users.set(userId, one);
    else if (rank[one.match.type] > rank[before.match.type])
      users.set(userId, { match: one.match, kind: before.kind });
  }
  return [...users.values()];
}

function idsOf({ identities, userId }: WholeUser): readonly string[] {
  return [userId, ...identities.map(({ id }) => id)];
}

function candidateOf({ name, tenantIds, userId }: WholeUser): Candidate {
  return { userId, name, tenantIds: [...tenantIds] };
}

function toUserWithId(read: UserRead): UserWithId {
  if (read.type === 'absent') return ok(null);
  if (read.type === 'failed') return failed(read.error);
  try {
    checkId(read.user.id);
    return ok(toCandidate(read.user));
  } catch (thrown) {
    return failed(toAppError(thrown));
  }
}

type AccountLookup = Extract<Lookup, { type: 'email' | 'phone' | 'third-party-id' }>;

/** Finds the users with exactly this address, number or account, in all tenants. */
type FindAccounts = (lookup: AccountLookup) => Promise<readonly Account[]>;

function createFindAccounts(caller: CoreCaller<CorePort>, limit: Limit): FindAccounts {
  const answers = createRecentAnswers<readonly Account[]>(mostAnswers);
  // Under one key: the tenants of the core, read once.
  const tenants = createRecentAnswers<readonly string[]>(1);

  async function readTenants(): Promise<readonly string[]> {
    const all = await caller.call((port, signal) => port.tenants(signal));
    return all.map(({ tenantId }) => tenantId);
  }

  async function findInTenant(tenantId: string, info: AccountInfo): Promise<readonly User[]> {
    try {
      return await limit.run(() =>
        caller.call((port, signal) => port.usersByAccountInfo({ tenantId, info }, signal)),
      );
    } catch (thrown) {
      // It was removed since the tenants were listed, and its users with it.
      if (toAppError(thrown).code === 'tenant-unknown') return [];
      throw thrown;
    }
  }

  async function find(lookup: AccountLookup): Promise<readonly Account[]> {
    const tenantIds = await tenants.get('', readTenants);
    const info = infoOf(lookup);
    const users = await Promise.all(tenantIds.map((tenantId) => findInTenant(tenantId, info)));
    const distinct = new Map(users.flat().map((user) => [user.id, user]));
    for (const id of distinct.keys()) checkId(id);
    return [...distinct.values()].map(toAccount);
  }

  return (lookup) => answers.get(JSON.stringify(lookup), () => find(lookup));
}

function toAccount(user: User): Account {
  return { candidate: toCandidate(user), ids: user.loginMethods.map(({ recipeUserId }) => recipeUserId) };
}

function toCandidate(user: User): Candidate {
  return { userId: user.id, name: displayNameOf(user), tenantIds: [...user.tenantIds] };
}

function infoOf(lookup: AccountLookup): AccountInfo {
  switch (lookup.type) {
    case 'email':
      return { email: lookup.email };
    case 'phone':
      return { phoneNumber: lookup.phone };
    case 'third-party-id':
      return { thirdParty: { id: lookup.provider, userId: lookup.id } };
  }
}
