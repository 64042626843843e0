import type { RevocationPlan } from '../../../contract/domain/revocation/plan.ts';
import type { IdentityId, User } from '../../../contract/domain/user.ts';
import { displayNameOf } from '../../../contract/domain/user-name.ts';
import { Failure } from '../../../contract/failure.ts';
import { tenantOfHandle } from '../../identity/session-handles.ts';
import { isOwnUser, readIdentities } from '../../identity/user-ids.ts';
import {
  everyoneIn,
  type ListedId,
  listHandlesById,
  type SelectsTenant,
  selectedTenants,
} from '../../scan/read-users.ts';
import { mapConcurrent } from '../../shared/concurrency/limit.ts';
import { maxUnread } from '../../store/changes.ts';
import { isStorableId } from '../../store/records.ts';
import type { Run } from '../run/run.ts';

/** Each is some calls of its own, so that about 16 run at once. */
const usersAtOnce = 10;

/** What a user has by now. */
export interface VisitedUser {
  readonly user: User;
  readonly identities: readonly IdentityId[];
  /** Sessions that the rule selects, by the ids under which they are. */
  readonly lists: readonly ListedId[];
  /** Handles that cannot be stored, so that nobody can ask for them; null: the user could not be read. */
  readonly unread: readonly string[] | null;
}

/** Lists the sessions of these users under every id. Rejects with `aborted` when the run, or `signal`, is to end. */
export function visitUsers(
  run: Run,
  everyone: Everyone,
  users: readonly User[],
  signal: AbortSignal,
): Promise<VisitedUser[]> {
  return mapConcurrent(users, usersAtOnce, (user, either) => visitUser(run, everyone, user, either), signal);
}

async function visitUser(
  { retry }: Run,
  { selects, tenants }: Everyone,
  user: User,
  signal: AbortSignal,
): Promise<VisitedUser> {
  const unreadable = { user, identities: [], lists: [], unread: null };
  try {
    const identities = await retry.call((core, either) => readIdentities(core, user, either), signal);
    const ids = identities.map(({ id }) => id);
    if (!ids.every(isStorableId)) return unreadable;
    const listed = await listHandlesById(retry, { ids, tenants, signal });
    const selected = filterLists(listed, (handle) => selects(tenantOfHandle(handle)));
    const unread = selected.flatMap(({ handles }) => handles.filter((handle) => !isStorableId(handle)));
    if (unread.length > maxUnread) return unreadable;
    return { user, identities, lists: filterLists(selected, isStorableId), unread };
  } catch (thrown) {
    // The core does not answer this, although it answers other calls.
    if (thrown instanceof Failure && thrown.error.code !== 'aborted') return unreadable;
    throw thrown;
  }
}

/** Without lists that have nothing of it. */
export function filterLists(lists: readonly ListedId[], isWanted: (handle: string) => boolean): ListedId[] {
  return lists
    .map(({ handles, id }) => ({ id, handles: handles.filter(isWanted) }))
    .filter(({ handles }) => handles.length > 0);
}

/** Appends what users have that is no target, and who could not be read. Users without sessions are not stored. */
export function recordVisited(run: Run, visited: readonly VisitedUser[]): void {
  const { store } = run;
  const { unreadSessions, unreadUsers } = store.counts();
  recordFound(run, visited);
  for (const { unread, user } of visited) {
    const { id: userId } = user;
    // Who could not be read when the plan was made can be read by now.
    if (unread?.length !== 0 || unreadUsers + unreadSessions > 0)
      store.append({ type: 'unread', userId, handles: unread });
  }
}

/** Appends what users have that is no target. Users without sessions are not stored. */
export function recordFound({ clock, ownUserIds, store }: Run, visited: readonly VisitedUser[]): void {
  const own = new Set(ownUserIds());
  for (const { identities, lists, user } of visited) {
    if (lists.length === 0) continue;
    const { id: userId } = user;
    const record = {
      userId,
      name: displayNameOf(user),
      identities,
      whole: false,
      own: isOwnUser(own, { userId, identities }),
    };
    const found = { type: 'new-sessions', at: clock.now(), userId, seen: 'active' } as const;
    store.append(
      { type: 'add-users', users: [record] },
      ...lists.map(({ handles, id: under }) => ({ ...found, handles, ordered: { under } })),
    );
  }
}

/** Whom a plan for everyone covers. */
export interface Everyone {
  /** Tenants whose users are visited; null: all. */
  readonly chosen: readonly string[] | null;
  /** Tenants whose sessions are listed; null: all. */
  readonly tenants: ReadonlySet<string> | null;
  readonly selects: SelectsTenant;
}

/** Null: the plan is not for everyone, so its run has no second scan. */
export function everyoneOf({
  source,
  secondScan,
}: Pick<RevocationPlan, 'source' | 'secondScan'>): Everyone | null {
  if (secondScan === null || source.type !== 'rule') return null;
  const selects = everyoneIn(source.rule);
  const { rule, tenants: chosen } = source;
  return selects && { chosen, tenants: selectedTenants(rule, chosen), selects };
}
