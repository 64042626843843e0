import type { IdentityId } from '../../../contract/domain/user.ts';
import { toAppError } from '../../../contract/failure.ts';
import { readPerson } from '../../identity/person.ts';
import { createLimit } from '../../shared/concurrency/limit.ts';
import { forEachConcurrent } from '../../shared/concurrency/map-concurrent.ts';
import type { RunUser } from '../../store/records.ts';
import { isStorableId } from '../../store/storable.ts';
import { eachUser, type UserCondition } from '../run/pages.ts';
import { noteError, type Run } from '../run/run.ts';

/** Each listing is some calls of its own, so that about 16 run at once. */
const usersAtOnce = 10;
/** A list takes fewer calls than reading so many targets one by one does. */
const leastTargets = 3;

/**
 * Lists the sessions of users again and compares: targets that are active, and new sessions. Rejects with `aborted` when
 * the run is to end.
 */
export async function listUsers(run: Run, where: Exclude<UserCondition, 'to-close'>): Promise<Listing> {
  const { control, steps, store } = run;
  const ask = { id: store.id, where, leastTargets };
  const count = await store.read((reader) => reader.countUsers(ask));
  const listing = { isComplete: true, lookedForIn: 0 };
  if (count === 0) return listing;
  const comparing = createLimit(1);
  steps.begin('verifying-users', count);
  await forEachConcurrent(eachUser(run, where, leastTargets), usersAtOnce, async (user) => {
    try {
      const listed = await run.identity.confirmed(() => listUser(run, user));
      if (listed) {
        await comparing.run(() => compare(run, user, listed));
        if (user.whole || user.remembered) listing.lookedForIn += 1;
      }
    } catch (thrown) {
      if (control.signal.aborted) throw thrown;
      if (user.whole) {
        listing.isComplete = false;
        noteError(run, toAppError(thrown));
      }
    }
    steps.done(1);
  });
  return listing;
}

interface Listing {
  /** Whether all users could be listed of whom everything is ordered. */
  readonly isComplete: boolean;
  /** Users whose lists were read before and now, so that new sessions would have been seen. */
  readonly lookedForIn: number;
}

interface ListedUser {
  readonly handles: readonly string[];
  /** With ids that the user got meanwhile; null: there are none. */
  readonly newIdentities: readonly IdentityId[] | null;
}

/** Undefined: a list of this user would tell nothing. */
async function listUser(run: Run, user: RunUser): Promise<ListedUser | undefined> {
  if (!user.whole && !user.remembered && !user.identities) return undefined;
  const known = user.identities ?? [];
  const ids = user.whole ? await idsByNow(run, user) : known;
  const tenantId = user.whole ? run.plan.tenantId : null;
  const lists = await run.retry.call((core, signal) =>
    Promise.all(ids.map(({ id }) => core.sessionHandles({ userId: id, tenantId }, signal))),
  );
  return {
    handles: [...new Set(lists.flat())].filter(isStorableId),
    newIdentities: ids.length > known.length ? ids.filter(({ id }) => isStorableId(id)) : null,
  };
}

async function compare(run: Run, user: RunUser, { handles, newIdentities }: ListedUser): Promise<void> {
  const { clock, store } = run;
  // The second scan may have failed to read this user; then a list of everything closes the gap.
  if (user.whole && store.counts().unreadUsers > 0)
    store.append({ type: 'unread', userId: user.userId, handles: [] });
  if (newIdentities) store.append({ type: 'user-ids', userId: user.userId, identities: newIdentities });
  await store.change((writer) =>
    writer.compareWithList({
      id: store.id,
      at: clock.now(),
      userId: user.userId,
      handles,
      onlyListed: !user.whole,
      addNew: user.whole || user.remembered,
    }),
  );
}

/** Ids that the user got meanwhile are asked too. */
async function idsByNow({ retry }: Run, user: RunUser): Promise<readonly IdentityId[]> {
  const known = user.identities ?? [];
  const read = await retry.call((core, signal) => readPerson(core, user.userId, signal));
  return [...new Map([...known, ...read.identities].map((identity) => [identity.id, identity])).values()];
}
