import { isCertainlyNotExecuted } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import { Failure, toAppError } from '../../../contract/failure.ts';
import type { CorePort } from '../../core/protocol.ts';
import type { IdentifiedCall } from '../../identity/core-identity.ts';
import { linkedIds, readPairs } from '../../identity/user-ids.ts';
import { forEachConcurrent } from '../../shared/concurrency/limit.ts';
import { maxRows } from '../../store/changes.ts';
import {
  isStorableId,
  type RunTarget,
  type RunUser,
  type TargetId,
  type UserIdentity,
} from '../../store/records.ts';
import type { BatchResult } from '../audit/batch-records.ts';
import { begin, mayLeave, noteError, type Run } from '../run/run.ts';
import { eachUser, idsOf } from '../run/run-pages.ts';
import type { SentBatch } from '../run/sent-batches.ts';

const usersAtOnce = 4;
/** A core that goes away at each of these calls is not asked for ever. */
const mostLost = 3;

/**
 * Ends all sessions under each id of the users whose sessions keep appearing, with one call an id. The last resort: it
 * marks the users as active now (fact 5). Waits while the core is away. Rejects with `aborted` when the run is to end.
 */
export async function closeByUserId(run: Run): Promise<void> {
  const { id } = run.store;
  const ask = { id, where: 'to-close', minTargets: 0 } as const;
  const users = await run.store.read((reader) => reader.countUsers(ask));
  if (users === 0) return;
  run.steps.begin('closing', users);
  const { closedByUserId: wasClosed } = run.facts();
  let hasLeft = wasClosed;
  // On disk before the first call leaves.
  run.setFacts({ closedByUserId: true });
  try {
    await forEachConcurrent(eachUser(run, 'to-close', 0), usersAtOnce, async (user) => {
      let lost = 0;
      for (let isClosed = false; !isClosed; ) {
        const closed = await closeOnce(run, user);
        hasLeft ||= closed.hasLeft;
        isClosed = await recordClosed(run, user, closed);
        if (closed.trouble === null) continue;
        await run.retry.waitFor(closed.trouble);
        if (closed.lost !== null) lost += 1;
        isClosed ||= lost === mostLost;
      }
      run.steps.done(1);
    });
  } finally {
    if (!hasLeft) run.setFacts({ closedByUserId: false });
  }
  await run.records.settle();
}

interface ClosedOnce extends ClosedUser {
  readonly open: readonly RunTarget[];
}

async function closeOnce(run: Run, user: RunUser): Promise<ClosedOnce> {
  const { id } = run.store;
  const asOfNow = await withoutMovedIds(run, user);
  const open = await run.store.read((reader) => reader.openTargetsOf({ id, user: user.id }));
  // Another core can have sessions under the same user id: each of these calls is made right after a check.
  const { result } = await begin(run, () => closeUser(run, asOfNow, open), 'now');
  return { ...(await result), open };
}

/** Records what the calls ended. Resolves with whether the user is closed. */
async function recordClosed(
  run: Run,
  user: RunUser,
  { areAllMade, asked, ended, open }: ClosedOnce,
): Promise<boolean> {
  await run.identity.check('now');
  // What another core ended is no session of this order.
  if (asked.doubt() !== null) return false;
  recordNewSessions(run, user, ended);
  await recordOthers(run, open, ended);
  // The disk was full before the calls, or the core was away, or the run was paused between them: the user is closed after that.
  return areAllMade;
}

/**
 * An external id can have been given to another account, whose sessions such a call would end. Where it cannot be read whose
 * it is, no call is made for it.
 */
async function withoutMovedIds({ control, identity, retry }: Run, user: RunUser): Promise<RunUser> {
  const identities = user.identities ?? [];
  const external = identities.filter(({ kind, linked }) => kind === 'external' && linked !== true);
  if (external.length === 0) return user;
  const externalIds = external.map(({ id }) => id);
  let moved: ReadonlySet<string>;
  try {
    const ask = () => retry.call((core, signal) => readPairs(core, externalIds, signal));
    const idsByMethod = await identity.confirmed(ask);
    moved = linkedIds({ idsByMethod }, identities);
  } catch (thrown) {
    if (control.signal.aborted || !(thrown instanceof Failure)) throw thrown;
    moved = new Set(externalIds);
  }
  return {
    ...user,
    identities: identities.map((one) => (moved.has(one.id) ? { ...one, linked: true } : one)),
  };
}

interface ClosedUser extends ClosingCalls {
  readonly asked: IdentifiedCall<TargetId>;
}

/** From the intent in the audit log and `sent` on disk to the outcome; to be tracked. */
async function closeUser(run: Run, user: RunUser, open: readonly RunTarget[]): Promise<ClosedUser> {
  const intended = await run.records.intend(open, { of: 'sessions', byUserId: user.userId });
  if (!intended) return { ...noCalls, asked: run.identity.beginCall() };
  const sent = run.sentBatches.prepare(open);
  try {
    const closed = await callAndRecord(run, user, open, sent);
    const error = closed.lost ?? closed.trouble;
    intended.end(toResults(closed, user, open), { isSent: closed.hasLeft, error });
    return closed;
  } finally {
    sent.end();
  }
}

const outcomesOfUnnamed = { lost: 'unknown', 'not-named': 'not-named', 'not-sent': 'not-sent' } as const;

/** Of the open targets, then of whatever else the calls ended. */
function toResults(calls: ClosingCalls, user: RunUser, open: readonly RunTarget[]): BatchResult[] {
  const ended = new Set(calls.ended);
  const unnamed = outcomesOfUnnamed[outcomeOfUnnamed(calls, user).type];
  const ofOpen = open.map(
    ({ handle }) => ({ handle, outcome: ended.delete(handle) ? 'revoked' : unnamed }) as const,
  );
  return [...ofOpen, ...[...ended].map((handle) => ({ handle, outcome: 'revoked' }) as const)];
}

async function callAndRecord(
  run: Run,
  user: RunUser,
  open: readonly RunTarget[],
  sent: SentBatch,
): Promise<ClosedUser> {
  const { identity, store } = run;
  store.recordEvent({ type: 'sent' }, idsOf(open));
  const asked = identity.beginCall();
  const calls = (await store.trySettle()) ? await makeCalls(run, user, sent) : noCalls;
  const ended = new Set(calls.ended);
  const named = open.filter(({ handle }) => ended.has(handle));
  const left = open.filter(({ handle }) => !ended.has(handle));
  store.recordEvent({ type: 'confirmed' }, idsOf(named));
  store.recordEvent(outcomeOfUnnamed(calls, user), idsOf(left));
  asked.believe(idsOf(open));
  if (calls.lost) noteError(run, calls.lost);
  await store.trySettle();
  return { ...calls, asked };
}

/** Targets that were not known to be active, and were, or the core would not have named them. */
async function recordOthers(run: Run, open: readonly RunTarget[], ended: readonly string[]): Promise<void> {
  const { store } = run;
  const recorded = new Set(open.map(({ handle }) => handle));
  const others = ended.filter((handle) => !recorded.has(handle));
  if (others.length === 0) return;
  await store.settle();
  const known = idsOf(await findTargets(run, others));
  store.recordEvent({ type: 'read-active' }, known);
  store.recordEvent({ type: 'confirmed' }, known);
  await store.settle();
}

interface ClosingCalls {
  /** Handles that the core named as ended. */
  readonly ended: readonly string[];
  /** Why a call failed after it may have been sent. */
  readonly lost: AppError | null;
  /** Whether a call was made for each id for which one may be made. */
  readonly areAllMade: boolean;
  /** Whether a call left that the core may have carried out. */
  readonly hasLeft: boolean;
  /** Why the core does not work, so that the calls behind this one were not made; null: it does. */
  readonly trouble: AppError | null;
}

const noCalls: ClosingCalls = { ended: [], lost: null, areAllMade: false, hasLeft: false, trouble: null };

function outcomeOfUnnamed({ areAllMade, lost }: ClosingCalls, { identities }: RunUser) {
  if (lost) return { type: 'lost', error: lost } as const;
  // What no call named can be under the id of a linked account, for which no call is made.
  const areAllIds = areAllMade && !(identities ?? []).some(isLinked);
  return areAllIds ? ({ type: 'not-named' } as const) : ({ type: 'not-sent' } as const);
}

async function makeCalls(run: Run, { identities }: RunUser, sent: SentBatch): Promise<ClosingCalls> {
  const ended: string[] = [];
  let calls = { ...noCalls, ended };
  let isFirst = true;
  for (const identity of identities ?? []) {
    // What a linked account had was not ordered, and this call would end it.
    if (isLinked(identity)) continue;
    if (!mayLeave(run)) return calls;
    let core: CorePort;
    try {
      core = run.endingCore();
    } catch (thrown) {
      return { ...calls, trouble: toAppError(thrown) };
    }
    if (isFirst) sent.leave();
    isFirst = false;
    try {
      ended.push(...(await core.revokeUser({ userId: identity.id, tenantId: run.plan.tenantId })));
      calls = { ...calls, hasLeft: true };
    } catch (thrown) {
      const error = toAppError(thrown);
      if (isCertainlyNotExecuted(error)) return { ...calls, trouble: error };
      calls = { ...calls, hasLeft: true, lost: calls.lost ?? error };
      const trouble = await run.retry.troubleOf(error);
      if (trouble) return { ...calls, trouble };
    }
  }
  return { ...calls, areAllMade: true };
}

function isLinked({ linked }: UserIdentity): boolean {
  return linked === true;
}

/** What began since the users were listed, and was ended by this call. Handles of targets are passed over. */
function recordNewSessions({ clock, store }: Run, { userId }: RunUser, ended: readonly string[]): void {
  const handles = ended.filter(isStorableId);
  for (let from = 0; from < handles.length; from += maxRows) {
    const some = handles.slice(from, from + maxRows);
    store.append({ type: 'new-sessions', at: clock.now(), userId, handles: some, seen: 'ended' });
  }
}

async function findTargets({ store }: Run, handles: readonly string[]): Promise<RunTarget[]> {
  const targets: RunTarget[] = [];
  for (let from = 0; from < handles.length; from += maxRows) {
    const some = handles.slice(from, from + maxRows);
    targets.push(...(await store.read((reader) => reader.findTargets({ id: store.id, handles: some }))));
  }
  return targets;
}
