import type { IdentityId } from '../../../contract/domain/user.ts';
import { Failure } from '../../../contract/failure.ts';
import type { CorePort } from '../../core/protocol.ts';
import { readUserWithIds } from '../../identity/user-ids.ts';
import { createLimit, forEachConcurrent, mapConcurrent } from '../../shared/concurrency/limit.ts';
import { isStorableId } from '../../store/records.ts';
import { eachUser, type Run, untilCutOff } from '../run/run.ts';

// Fewer handles are read one by one in less time than it takes to find their owners.
const worthIt = 250;
// A user with fewer of the targets than this costs more calls than reading those targets does.
const leastShown = 25;
// Enough to meet the users with a good part of the list, few enough to be read in one go.
const sampleSize = 32;
// This comes before anything is ended: so many lists are worth the wait, thousands are not.
const mostOwners = 50;
const mostKnownUsers = 20;
const listsAtOnce = 10;
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
    return shown.targets;
  }

  await unlessCoreFails(run, () => listKnownUsers(run, remember));
  await unlessCoreFails(run, () => findOwners(run, remember));
  run.setFacts({ listedBefore: true });
}

/**
 * Remembers the present sessions of all users of whom not everything is ordered, so that later ones are known to be new: each user is
 * watched from the moment of this list. Users who were listed before are passed over, and so are those whose list cannot
 * be read now.
 */
export async function rememberForWatch(run: Run, isCutOff: () => boolean): Promise<void> {
  const { control, retry } = run;
  const comparing = createLimit(1);
  const users = untilCutOff(eachUser(run, 'all', 0), isCutOff);
  await forEachConcurrent(users, listsAtOnce, async (user) => {
    if (user.whole || user.remembered) return;
    try {
      const listed = await run.identity.confirmed(() => listUser(run, user.userId, retry.call));
      const limits = { maxRemembered: Number.MAX_SAFE_INTEGER, evenWithoutTargets: true };
      await comparing.run(() => writeList(run, user.userId, listed, limits));
    } catch (thrown) {
      if (control.signal.aborted) throw thrown;
    }
  });
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
    const owners = await run.identity.confirmed(() => readOwners(run, handles));
    const fresh = [...owners].filter((userId) => !seen.has(userId)).slice(0, mostOwners - seen.size);
    for (const userId of fresh) seen.add(userId);
    const counts = await mapConcurrent(fresh, listsAtOnce, remember);
    const shown = counts.reduce((sum, count) => sum + count, 0);
    // Many users with few sessions each: reading their handles is less work than this.
    if (shown < fresh.length * leastShown || fresh.length === 0) return;
  }
}

async function readOwners(run: Run, handles: readonly string[]): Promise<Set<string>> {
  const owners = new Set<string>();
  await onceTracked(run, (core) =>
    core.sessions(
      { handles, keys: run.keys },
      (batch) => {
        for (const read of batch)
          if (read.type === 'found' && isStorableId(read.row.userId)) owners.add(read.row.userId);
      },
      run.control.signal,
    ),
  );
  return owners;
}

/** Lists the sessions under all ids of a user. `ask`: calls the core, and waits for it or not. */
async function listUser(
  { clock }: Run,
  userId: string,
  ask: (work: (core: CorePort, signal: AbortSignal) => Promise<ListedIds>) => Promise<ListedIds>,
): Promise<ListedSessions> {
  const listed = await ask(async (core, signal) => {
    const list = (id: string) => core.sessionHandles({ userId: id, tenantId: null }, signal);
    // The sessions that were asked about are under this id, so its list is not waited for until the others are known.
    const [{ identities }, own] = await Promise.all([readUserWithIds(core, userId, signal), list(userId)]);
    const others = identities.filter(({ id }) => id !== userId);
    const lists = await Promise.all(others.map(({ id }) => list(id)));
    return { identities, handles: [own, ...lists].flat() };
  });
  return { at: clock.now(), ...listed };
}

interface ListedIds {
  readonly identities: readonly IdentityId[];
  readonly handles: readonly string[];
}

interface ListedSessions extends ListedIds {
  /** When the lists had been read. */
  readonly at: number;
}

function writeList(
  { store }: Run,
  userId: string,
  { at, handles, identities }: ListedSessions,
  limits: { readonly maxRemembered: number; readonly evenWithoutTargets: boolean },
) {
  return store.change((writer) =>
    writer.rememberList({ id: store.id, at, userId, ...storable(identities, handles), ...limits }),
  );
}

/** What a core says can be anything: what cannot be stored is passed over. */
function storable(identities: readonly IdentityId[], handles: readonly string[]) {
  return {
    identities: identities.filter(({ id }) => isStorableId(id)),
    handles: [...new Set(handles)].filter(isStorableId),
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
