import type { IdentityId, User } from '../../../contract/domain/user.ts';
import { displayNameOf } from '../../../contract/domain/user-name.ts';
import { Failure } from '../../../contract/failure.ts';
import type { CorePort } from '../../core/protocol.ts';
import { readUserWithIds } from '../../identity/user-ids.ts';
import { createLimit, forEachConcurrent } from '../../shared/concurrency/limit.ts';
import type { ListedUnderId } from '../../store/interface.ts';
import { isStorableId, type UserRecord } from '../../store/records.ts';
import type { Run } from '../run/run.ts';
import { eachUser } from '../run/run-pages.ts';

// Fewer handles are read one by one in less time than it takes to find their owners.
const worthIt = 250;
// A user with fewer of the targets than this costs more calls than reading those targets does.
const leastShown = 25;
// Enough to meet the users with a good part of the list, few enough to be read in one go.
const sampleSize = 32;
// This comes before anything is ended: so many lists are worth the wait, thousands are not.
const mostOwners = 50;
const mostKnownUsers = 20;
export const listsAtOnce = 10;
/** Sessions beside the targets, of all users together, that are remembered. A session that is not among them later is new. */
const maxRemembered = 200_000;

/**
 * Lists, before anything is ended, the sessions of the owners of the targets. Afterwards one list of a user shows
 * what reading thousands of handles one by one would show, in a small part of the time, and which sessions are new.
 * Where the owners are not known they are found out, as long as that leads to many targets at a time: often a list was
 * selected on the page of one user. A core that does not answer is not waited for: without lists, targets are read.
 */
export async function rememberLists(run: Run): Promise<void> {
  if (run.facts().listedBefore) return;
  const comparing = createLimit(1);

  /** Resolves with how many targets the list of this user showed. */
  async function remember(userId: string): Promise<number> {
    const listed = await run.identity.confirmed(() =>
      listUser(run, userId, (work) => onceTracked(run, work)),
    );
    const limits = { maxRemembered, evenWithoutTargets: false };
    const shown = await comparing.run(() => writeList(run, userId, listed, limits));
    if (shown.targets > 0 && listed.shown) run.store.append({ type: 'add-users', users: [listed.shown] });
    return shown.targets;
  }

  await unlessCoreFails(run, () => listKnownUsers(run, remember));
  await unlessCoreFails(run, () => findOwners(run, remember));
  run.setFacts({ listedBefore: true });
}

async function listKnownUsers(run: Run, remember: (userId: string) => Promise<number>): Promise<void> {
  if (run.store.counts().users > mostKnownUsers) return;
  await forEachConcurrent(eachUser(run, 'all', 0), listsAtOnce, async (user) => {
    if (!user.whole) await remember(user.userId);
  });
}

/** Looks at a few targets all over the list, lists the sessions of their owners, and goes on with the rest. */
async function findOwners(run: Run, remember: (userId: string) => Promise<number>): Promise<void> {
  const { id } = run.store;
  const seen = new Set<string>();
  for (;;) {
    const unknown = await run.store.read((reader) => reader.countTargets({ id, where: 'no-owner' }));
    if (unknown < worthIt || seen.size >= mostOwners) return;
    const sample = await run.store.read((reader) =>
      reader.sampleTargets({ id, where: 'no-owner', count: sampleSize }),
    );
    const handles = sample.map(({ handle }) => handle);
    const limit = createLimit(listsAtOnce);
    const lists: Promise<number>[] = [];
    // Whoever gave the owner, the list itself is confirmed, and shows whether targets are in it.
    const sampled = readOwners(run, handles, (userId) => {
      if (seen.has(userId) || seen.size >= mostOwners) return;
      seen.add(userId);
      lists.push(limit.run(() => remember(userId)));
    });
    await sampled.finally(() => Promise.allSettled(lists));
    const shown = await Promise.all(lists);
    // Many users with few sessions each: reading their handles is less work than this.
    if (shown.reduce((sum, count) => sum + count, 0) < lists.length * leastShown || lists.length === 0)
      return;
  }
}

/** Calls back with each owner as soon as it is read. */
function readOwners(
  run: Run,
  handles: readonly string[],
  onOwner: (userId: string) => void,
): Promise<unknown> {
  return onceTracked(run, (core) =>
    core.sessions(
      { handles, keys: run.keys },
      (batch) => {
        for (const read of batch)
          if (read.type === 'found' && isStorableId(read.row.userId)) onOwner(read.row.userId);
      },
      run.control.signal,
    ),
  );
}

/** Lists the sessions under all ids of a user. `ask`: calls the core, and waits for it or not. */
export async function listUser(
  { clock }: Run,
  userId: string,
  ask: (work: (core: CorePort, signal: AbortSignal) => Promise<ListedIds>) => Promise<ListedIds>,
): Promise<ListedSessions> {
  const listed = await ask(async (core, signal) => {
    const list = (id: string) => core.sessionHandles({ userId: id, tenantId: null }, signal);
    // The sessions that were asked about are under this id, so its list is not waited for until the others are known.
    const [{ identities, user }, own] = await Promise.all([
      readUserWithIds(core, userId, signal),
      list(userId),
    ]);
    const others = identities.filter(({ id }) => id !== userId);
    const underOthers = await Promise.all(others.map(async ({ id }) => ({ id, handles: await list(id) })));
    const handles = [own, ...underOthers.map((one) => one.handles)].flat();
    return { identities, handles, underOthers, shown: user && toShown(userId, user) };
  });
  return { at: clock.now(), ...listed };
}

interface ListedIds {
  readonly identities: readonly IdentityId[];
  readonly handles: readonly string[];
  /** Of these: those under other ids than the one that was asked for. */
  readonly underOthers: readonly ListedUnderId[];
  /** The user as a report shows it; null: the core knows no such user. */
  readonly shown: UserRecord | null;
}

function toShown(userId: string, user: User): UserRecord {
  return {
    userId,
    name: displayNameOf(user),
    emails: user.emails,
    identities: null,
    whole: false,
    own: false,
  };
}

export interface ListedSessions extends ListedIds {
  /** When the lists had been read. */
  readonly at: number;
}

function writeList(
  { store }: Run,
  userId: string,
  listed: ListedSessions,
  limits: { readonly maxRemembered: number; readonly evenWithoutTargets: boolean },
) {
  return store.list((writer) =>
    writer.rememberList({ id: store.id, at: listed.at, userId, ...storable(listed), ...limits }),
  );
}

/** What a core says can be anything: what cannot be stored is passed over. */
export function storable({ handles, identities, underOthers }: ListedIds) {
  return {
    identities: identities.filter(({ id }) => isStorableId(id)),
    handles: [...new Set(handles)].filter(isStorableId),
    underOthers: underOthers.filter(({ id, handles: under }) => isStorableId(id) && under.length > 0),
  };
}

class CoreFailed extends Error {}

/** Asks the core without a second try. Rejects with `CoreFailed`. */
function onceTracked<T>(run: Run, ask: (core: CorePort, signal: AbortSignal) => Promise<T>): Promise<T> {
  return run.control.track(async () => {
    try {
      return await ask(run.core(), run.control.signal);
    } catch (thrown) {
      throw thrown instanceof Failure ? new CoreFailed() : thrown;
    }
  });
}

async function unlessCoreFails(run: Run, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (!(thrown instanceof CoreFailed) || run.control.signal.aborted) throw thrown;
  }
}
