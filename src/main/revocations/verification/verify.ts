import type { Phase } from '../../../contract/domain/revocation/run.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { CorePort, SessionRead } from '../../core/protocol.ts';
import { readAllSessions } from '../../identity/session-handles.ts';
import { linkedIds, readUserWithIds } from '../../identity/user-ids.ts';
import { allDone, createLimit, forEachConcurrent } from '../../shared/concurrency/limit.ts';
import { type CoreCaller, createDirectCaller } from '../../shared/retry/core-caller.ts';
import type { TargetCondition } from '../../store/interface.ts';
import { isStorableId, type RunTarget, type RunUser, type UserIdentity } from '../../store/records.ts';
import type { TargetEvent } from '../../store/target-state.ts';
import { eachUser, noteError, type Run, targetPages, type UserCondition, untilCutOff } from '../run/run.ts';

/** Targets that are read between two commits. */
const pageSize = 2_000;

/**
 * Reads again everything that was sent, or everything that is not verified. Of whole users by listing: that is one call
 * for each id, and also shows what began meanwhile. Of others by reading each target, or by listing where the owners
 * were listed before. Resolves with whether everything could be read; then `verifiedAt` says when. Rejects with `aborted`
 * when the run is to end.
 */
export async function verify(
  run: Run,
  what: Extract<TargetCondition, 'sent-not-verified' | 'not-verified'>,
): Promise<boolean> {
  if (run.facts().verifiedAt !== null) run.setFacts({ verifiedAt: null });
  await run.store.settle();
  const { isComplete, lookedForIn } = await listUsers(run, 'to-list');
  run.setFacts({ lookedForIn });
  const areRead = await readAll(run, what);
  if (!isComplete || !areRead) return false;
  run.setFacts({ verifiedAt: run.clock.now() });
  return true;
}

/** The same for what was sent after everything else was verified: reads each target, and lists nobody. */
export async function verifySent(run: Run): Promise<boolean> {
  await run.store.settle();
  if (!(await readAll(run, 'sent-not-verified'))) return false;
  run.setFacts({ verifiedAt: run.clock.now() });
  return true;
}

/** Resolves with whether all could be read. */
async function readAll(run: Run, where: TargetCondition): Promise<boolean> {
  const { id } = run.store;
  const countLeft = () => run.store.read((reader) => reader.countTargets({ id, where }));
  const left = await countLeft();
  if (left === 0) return true;
  run.steps.begin('verifying-sessions', left);
  await readTargets(run, where);
  return (await countLeft()) === 0;
}

/**
 * Reads the targets of which `where` is true, one by one, and records what became of each. Waits while the core is away.
 * What cannot be read stays as it was: an error of the core, however often it comes, does not show whether the session is
 * there. Rejects with `aborted` when the run is to end.
 */
export async function readTargets(run: Run, where: TargetCondition): Promise<void> {
  for await (const page of targetPages(run, where, pageSize)) {
    record(run, await run.identity.confirmed(() => readPage(run, run.retry, page)));
    if (run.store.hasMuchWaiting()) await run.store.settle();
  }
  await run.store.settle();
}

/**
 * The same once, without waiting, for a run that is to end: no target ends unknown without having been asked for. Ends
 * with the first page of which nothing could be read.
 */
export async function readUnknownOnce(run: Run): Promise<void> {
  const caller = createDirectCaller(run.core, new AbortController().signal);
  for await (const page of targetPages(run, 'unknown', pageSize)) {
    const answers = await run.identity.confirmedOnce(() => readDirectly(run, caller, page));
    if (!answers) return;
    record(run, answers);
    if (answers.failed.length === page.length) return;
  }
}

/** Undefined: the connection is closed, or leads to another core. */
async function readDirectly(
  run: Run,
  caller: CoreCaller<CorePort>,
  page: readonly RunTarget[],
): Promise<Answers | undefined> {
  try {
    return await readPage(run, caller, page);
  } catch {
    return undefined;
  }
}

interface Answers {
  readonly absent: readonly RunTarget[];
  readonly active: readonly RunTarget[];
  readonly failed: readonly { readonly target: RunTarget; readonly error: AppError }[];
}

async function readPage(
  { keys, steps }: Run,
  caller: CoreCaller<CorePort>,
  page: readonly RunTarget[],
): Promise<Answers> {
  const targets = new Map(page.map((target) => [target.handle, target]));
  const absent: RunTarget[] = [];
  const active: RunTarget[] = [];
  const failed: { readonly target: RunTarget; readonly error: AppError }[] = [];

  function take(read: SessionRead): void {
    const target = targets.get(read.type === 'found' ? read.row.handle : read.handle);
    if (!target) return;
    if (read.type === 'found') active.push(target);
    else if (read.type === 'absent') absent.push(target);
    else failed.push({ target, error: read.error });
  }

  await readAllSessions(caller, {
    keys,
    handles: [...targets.keys()],
    onBatch: (batch) => {
      for (const read of batch) take(read);
      steps.done(batch.length);
    },
  });
  return { absent, active, failed };
}

function record(run: Run, { absent, active, failed }: Answers): void {
  const { store } = run;
  store.recordEvent(
    { type: 'read-absent' },
    absent.map(({ id }) => id),
  );
  store.recordEvent(
    { type: 'read-active' },
    active.map(({ id }) => id),
  );
  const groups = new Map<string, { readonly event: TargetEvent; readonly on: number[] }>();
  for (const { error, target } of failed) {
    const type = canBeNoSession(target, error) ? 'given-up' : 'read-failed';
    const key = `${type} ${error.code} ${error.reason}`;
    const group = groups.get(key);
    if (group) group.on.push(target.id);
    else groups.set(key, { event: { type, error }, on: [target.id] });
  }
  for (const { event, on } of groups.values()) store.recordEvent(event, on);
}

/**
 * Whether there can be no such session, now or later: its tenant does not exist, or a core on PostgreSQL, which answers
 * 500 to a handle with a NUL (fact 3), can never have stored it.
 */
function canBeNoSession({ handle, state }: RunTarget, { code }: AppError): boolean {
  if (state !== 'unknown') return false;
  return code === 'tenant-unknown' || (code === 'core-error' && /[\u0000-\u001f\u007f]/.test(handle));
}

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
  { phase = 'verifying-users', isCutOff = () => false }: ListingOptions = {},
): Promise<Listing> {
  const { control, steps, store } = run;
  const ask = { id: store.id, where, minTargets };
  const count = await store.read((reader) => reader.countUsers(ask));
  const listing = { isComplete: true, lookedForIn: 0 };
  if (count === 0) return listing;
  const comparing = createLimit(1);
  steps.begin(phase, count);
  const users = untilCutOff(eachUser(run, where, minTargets), isCutOff);
  await forEachConcurrent(users, usersAtOnce, async (user) => {
    try {
      const listed = await run.identity.confirmed(() => listUser(run, user));
      if (listed) {
        await comparing.run(() => compare(run, user, listed));
        if (isLookedFor(user)) listing.lookedForIn += 1;
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

interface ListingOptions {
  readonly phase?: Phase;
  /** Asked before each user: no more are listed then. */
  readonly isCutOff?: () => boolean;
}

interface Listing {
  /** Whether all users could be listed of whom everything is ordered. */
  readonly isComplete: boolean;
  /** Users whose lists were read before and now, so that new sessions would have been seen. */
  readonly lookedForIn: number;
}

/** Whether new sessions are looked for in the lists of this user. */
function isLookedFor({ remembered, whole }: RunUser): boolean {
  return whole || remembered;
}

interface ListedUser {
  /** When the lists had been read. */
  readonly at: number;
  readonly lists: readonly { readonly id: string; readonly handles: readonly string[] }[];
  readonly ids: IdsOfUser;
}

interface IdsOfUser {
  readonly all: readonly UserIdentity[];
  /** Whether the user got some of them meanwhile. */
  readonly areNew: boolean;
  /** Of these: those that came by a link with another account. */
  readonly linked: ReadonlySet<string>;
}

/** Undefined: a list of this user would give no information. */
async function listUser(run: Run, user: RunUser): Promise<ListedUser | undefined> {
  const known = user.identities ?? [];
  if (!isLookedFor(user) && known.length === 0) return undefined;
  const tenantId = user.whole ? run.plan.tenantId : null;
  const listEach = (ids: readonly UserIdentity[]) =>
    run.retry.call((core, signal) =>
      Promise.all(
        ids.map(async ({ id }) => ({
          id,
          handles: (await core.sessionHandles({ userId: id, tenantId }, signal)).filter(isStorableId),
        })),
      ),
    );
  if (!isLookedFor(user))
    return {
      lists: await listEach(known),
      at: run.clock.now(),
      ids: { all: known, areNew: false, linked: new Set() },
    };
  const [ids, lists] = await allDone([idsByNow(run, user), listEach(known)]);
  const more = await listEach(ids.all.slice(known.length));
  return { at: run.clock.now(), lists: [...lists, ...more], ids };
}

async function compare(run: Run, user: RunUser, { at, ids, lists }: ListedUser): Promise<void> {
  const { store } = run;
  // The second scan may have failed to read this user; then a list of everything closes the gap.
  if (user.whole && store.counts().unreadUsers > 0)
    store.append({ type: 'unread', userId: user.userId, handles: [] });
  await store.change((writer) =>
    writer.compareWithList({
      id: store.id,
      at,
      userId: user.userId,
      handles: [...new Set(lists.flatMap(({ handles }) => handles))],
      linked: lists.filter(({ id }) => ids.linked.has(id)),
      onlyListed: !user.whole,
      addNew: isLookedFor(user),
    }),
  );
  if (!ids.areNew) return;
  // After the sessions under them: once such an id is known, what begins under it is new.
  store.append({ type: 'user-ids', userId: user.userId, identities: ids.all });
  await store.settle();
}

/** Ids that the user got meanwhile are asked too. */
async function idsByNow({ retry }: Run, user: RunUser): Promise<IdsOfUser> {
  const userNow = await retry.call((core, signal) => readUserWithIds(core, user.userId, signal));
  const known = user.identities;
  const before = new Set((known ?? []).map(({ id }) => id));
  // Where no id was known before, a link cannot be recognised.
  const linked = known === null ? new Set<string>() : linkedIds(userNow, before);
  const more = userNow.identities.filter(({ id }) => !before.has(id) && isStorableId(id));
  const all = [...(known ?? []), ...more.map((one) => (linked.has(one.id) ? { ...one, linked: true } : one))];
  return { all, areNew: more.length > 0, linked };
}
