import type { Phase } from '../../../contract/domain/revocation/run.ts';
import type { AppError } from '../../../contract/errors.ts';
import { type Failure, failure, toAppError } from '../../../contract/failure.ts';
import { linkedIds, otherSideOf, readPairs, readUserWithIds } from '../../identity/user-ids.ts';
import { allDone, createLimit, forEachConcurrent } from '../../shared/concurrency/limit.ts';
import { toUnread } from '../../store/changes.ts';
import { isStorableId, type RunUser, type UserIdentity } from '../../store/records.ts';
import { countAll } from '../report/report.ts';
import { noteError, type Run } from '../run/run.ts';
import { eachUser, type UserCondition, untilCutOff } from '../run/run-pages.ts';
import { isLeftToVisits } from '../second-scan/look-at-everyone.ts';
import { readNotListed } from './read-targets.ts';

/** Each listing is some calls of its own, so that about 16 run at once. */
const usersAtOnce = 10;
/** A list takes fewer calls than reading so many targets one by one does. */
const minTargets = 3;

/**
 * Lists the sessions of users again and compares: targets that are active, and new sessions. Rejects with `aborted` when
 * the run is to end.
 */
export async function listUsers(
  run: Run,
  where: Exclude<UserCondition, 'to-close'>,
  { phase = 'verifying-users', isCutOff = () => false, onFound, onNotListed }: ListingOptions = {},
): Promise<Listing> {
  const { control, steps, store } = run;
  const ask = { id: store.id, where, minTargets };
  const count = await store.read((reader) => reader.countUsers(ask));
  const listing = { wholeNotListed: 0, lookedForIn: 0, notLookedForIn: 0 };
  if (count === 0) return listing;
  const comparing = createLimit(1);
  steps.begin(phase, count);
  const users = untilCutOff(eachUser(run, where, minTargets), isCutOff);
  const areListsEnough = !isLeftToVisits(run);
  await forEachConcurrent(users, usersAtOnce, async (row) => {
    const user = { ...row, isLookedFor: row.whole || (row.remembered && areListsEnough) };
    let isSeen = false;
    try {
      const listed = await run.identity.confirmed(() => listUser(run, user));
      if (listed) {
        const found = await comparing.run(() => compare(run, user, listed));
        if (found) await onFound?.();
        if (user.whole && listed.unread.length > 0 && !hasGapsOfUsers(run)) throw notStorable();
        await readNotListed(run, user.userId, listed.lists);
        isSeen = user.isLookedFor && found !== null;
      }
    } catch (thrown) {
      if (control.signal.aborted) throw thrown;
      if (user.whole) listing.wholeNotListed += 1;
      if (onNotListed) onNotListed(toAppError(thrown));
      else if (user.whole) noteError(run, toAppError(thrown));
    }
    if (isSeen) listing.lookedForIn += 1;
    else listing.notLookedForIn += 1;
    steps.done(1);
  });
  return listing;
}

interface ListingOptions {
  readonly phase?: Phase;
  /** Asked before each user: no more are listed then. */
  readonly isCutOff?: () => boolean;
  /** Called after a user with new sessions. */
  readonly onFound?: () => Promise<void>;
  /** Takes why a user could not be listed. Without it, that is noted of users of whom everything is ordered. */
  readonly onNotListed?: (error: AppError) => void;
}

interface Listing {
  /** Users of whom everything is ordered, and who could not be listed. */
  readonly wholeNotListed: number;
  /** Users whose lists were read before and now, so that new sessions would have been seen. */
  readonly lookedForIn: number;
  /** The others: of these, nobody knows whether they have new sessions. */
  readonly notLookedForIn: number;
}

interface UserToList extends RunUser {
  /** Whether new sessions are looked for in the lists of this user. */
  readonly isLookedFor: boolean;
}

interface ListedUser {
  /** When the lists had been read. */
  readonly at: number;
  /** So many sessions beside the plan were known before. */
  readonly knownBefore: number;
  readonly lists: readonly { readonly id: string; readonly handles: readonly string[] }[];
  /** Handles that cannot be stored, so that nobody can ask for them. */
  readonly unread: readonly string[];
  readonly ids: IdsOfUser;
}

interface IdsOfUser {
  readonly all: readonly UserIdentity[];
  /** Whether the user got some of them meanwhile. */
  readonly areNew: boolean;
  /** Ids that came by a link with another account, or are those of another account by now. */
  readonly linked: ReadonlySet<string>;
}

/** Undefined: a list of this user would give no information. */
async function listUser(run: Run, user: UserToList): Promise<ListedUser | undefined> {
  const known = user.identities ?? [];
  if (!user.isLookedFor && known.length === 0) return undefined;
  const tenantId = user.whole ? run.plan.tenantId : null;
  const { linkedSessions, newSessions } = run.store.counts();
  const knownBefore = countAll(newSessions) + countAll(linkedSessions);
  const unread = new Set<string>();
  const storable = (handles: readonly string[]) => {
    for (const handle of handles) if (!isStorableId(handle)) unread.add(handle);
    return handles.filter(isStorableId);
  };
  const listEach = (ids: readonly UserIdentity[]) =>
    run.retry.call((core, signal) =>
      Promise.all(
        ids.map(async ({ id }) => ({
          id,
          handles: storable(await core.sessionHandles({ userId: id, tenantId }, signal)),
        })),
      ),
    );
  if (!user.isLookedFor)
    return {
      lists: await listEach(known),
      at: run.clock.now(),
      knownBefore,
      unread: [...unread],
      ids: { all: known, areNew: false, linked: new Set() },
    };
  const [ids, lists] = await allDone([idsByNow(run, user), listEach(known)]);
  const more = await listEach(ids.all.slice(known.length));
  return { at: run.clock.now(), knownBefore, lists: [...lists, ...more], unread: [...unread], ids };
}

/** Whether what cannot be read of users is a gap, as a scan has it. Elsewhere their lists are not complete with it. */
function hasGapsOfUsers({ plan }: Run): boolean {
  return plan.plan.source.type === 'rule';
}

function notStorable(): Failure {
  return failure('core-error', { reason: 'id-not-storable', retryable: false });
}

/** Resolves with how many new sessions there are, where these are looked for. Null: that is not known. */
async function compare(run: Run, user: UserToList, listed: ListedUser): Promise<number | null> {
  const { at, ids, knownBefore, lists, unread } = listed;
  const { store } = run;
  // The second scan may have failed to read this user; then a list of everything leaves of the gap what it cannot name.
  if (user.whole && hasGapsOfUsers(run) && (unread.length > 0 || store.counts().unreadUsers > 0)) {
    store.append({ type: 'unread', userId: user.userId, handles: toUnread(unread) });
  }
  const linkedBefore = new Set(ids.all.filter(({ linked }) => linked).map(({ id }) => id));
  const { newSessions } = await store.list((writer) =>
    writer.compareWithList({
      id: store.id,
      at,
      userId: user.userId,
      handles: [...new Set(lists.flatMap(({ handles }) => handles))],
      linked: lists
        .map((list) => ({
          ...list,
          isNew: ids.linked.has(list.id),
          otherSide: otherSideOf(list.id, ids.all),
        }))
        .filter(({ id, isNew }) => isNew || linkedBefore.has(id)),
      onlyListed: !user.whole,
      addNew: user.isLookedFor,
      knownBefore,
    }),
  );
  if (!user.isLookedFor) return 0;
  if (!ids.areNew) return newSessions;
  // After the sessions under them: once such an id is known, what begins under it is new.
  store.append({ type: 'user-ids', userId: user.userId, identities: ids.all });
  await store.settle();
  return newSessions;
}

/** Ids that the user got meanwhile are asked too. */
async function idsByNow({ retry }: Run, user: RunUser): Promise<IdsOfUser> {
  const known = user.identities;
  const { identities, idsByMethod } = await retry.call(async (core, signal) => {
    const userNow = await readUserWithIds(core, user.userId, signal);
    const shown = new Set(userNow.identities.map(({ id }) => id));
    // External ids that the user does not have any more can be those of another account.
    const lost = (known ?? []).filter(({ id, kind }) => kind === 'external' && !shown.has(id));
    const pairs = await readPairs(
      core,
      lost.map(({ id }) => id),
      signal,
    );
    return { ...userNow, idsByMethod: [...userNow.idsByMethod, ...pairs] };
  });
  const before = new Set((known ?? []).map(({ id }) => id));
  // Where no id was known before, a link cannot be recognised.
  const linked = known === null ? new Set<string>() : linkedIds({ idsByMethod }, known);
  const more = identities.filter(({ id }) => !before.has(id) && isStorableId(id));
  const now = new Map(identities.map((one) => [one.id, one]));
  // Of which login method an id is changes with its mapping.
  const refreshed = (known ?? []).map((one) => ({ ...one, ...now.get(one.id) }));
  const linkedBefore = new Set(refreshed.filter((one) => one.linked).map(({ id }) => id));
  // An external id that a linked account gets later is of that account, and what begins under it began after the link.
  const cameByLink = (id: string) =>
    linked.has(id) || otherSideOf(id, identities).some((other) => linkedBefore.has(other));
  const all = [...refreshed, ...more.map((one) => (cameByLink(one.id) ? { ...one, linked: true } : one))];
  return { all, areNew: more.length > 0, linked };
}
