import type { Outcome } from '../../../contract/domain/revocation/report.ts';
import type { Look, RunOptions, UnplannedSessions } from '../../../contract/domain/revocation/run.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import { endOAuthTokens } from '../oauth/end-tokens.ts';
import type { Facts } from '../report/documents.ts';
import { countUnplanned } from '../report/report.ts';
import { noteError, type Run } from '../run/run.ts';
import type { GivenOrder } from '../run/run-orders.ts';
import { everyoneToWatch, lookAtEveryone, type WatchedEveryone } from '../second-scan/look-at-everyone.ts';
import { queueSignals } from '../signals/queue-signals.ts';
import { rememberForWatch } from '../verification/first-lists.ts';
import { listUsers } from '../verification/list-users.ts';
import { giveUp, outcomeOf } from './carry-out.ts';
import { endUnplanned } from './end-afterwards.ts';

/**
 * Looks for new sessions of the plan's users for so many minutes, and reports or ends them. A user is watched from the moment
 * of the first list that was read since the plan was frozen. After a revocation of everyone it looks at all other users too,
 * who are watched from the second scan on.
 */
export async function watch(run: Run, minutes: number, watchThen: RunOptions['watchThen']): Promise<void> {
  const { clock, control, orders } = run;
  const begun = begunWatch(run, minutes, watchThen);
  const { until } = begun;
  run.setLook(null);
  run.setWatching(until);
  // Lists of revocations show a watch that is killed as one that saw nobody.
  run.commitFacts({ watch: begun }, 'goes-on');
  orders.open();
  const reportFound = createFoundReporter(run);
  try {
    await lookUntil(run, { until, watchThen, reportFound });
  } catch (thrown) {
    if (!control.signal.aborted) noteError(run, toAppError(thrown));
  }
  orders.close();
  run.setWatching(null);
  if (!control.isInterrupted()) await giveUp(run, false);
  const { watch: watched } = run.facts();
  // What it did not see is a gap.
  run.setFacts({ watch: watched && { ...watched, endedAt: clock.now(), lastLook: run.lastLook() } });
  // It does not go on at the next start of the console. What it was ending does.
  if (!control.isInterrupted()) await run.commitEnd({ outcome: await outcomeNow(run) });
  else if (run.facts().ending === null) run.commitFacts({ outcome: await outcomeNow(run) }, 'is-left');
}

/** For the end of a revocation that a watch follows: it begins with the commit of the end. */
export function watchAtEnd(
  run: Run,
  minutes: number,
  watchThen: RunOptions['watchThen'],
): { readonly watch: BegunWatch } {
  run.willWatch();
  return { watch: begunWatch(run, minutes, watchThen) };
}

type BegunWatch = NonNullable<Facts['watch']>;

function begunWatch(run: Run, minutes: number, watchThen: RunOptions['watchThen']): BegunWatch {
  const startedAt = run.clock.now();
  const scan = everyoneToWatch(run)?.scan;
  const everyone = scan ? { from: scan.startedAt, to: scan.endedAt } : null;
  const until = startedAt + minutes * 60_000;
  return { startedAt, until, endedAt: null, watchThen, everyone, lastLook: null };
}

/** Writes what lists of revocations show of this one: when its outcome changed, or for `all` the number of new sessions. */
type ReportFound = (changed: 'outcome' | 'all') => Promise<void>;

function createFoundReporter(run: Run): ReportFound {
  const countLeft = (): number => countUnplanned(run.store.counts(), 'new').left;
  let reported = countLeft();
  return async (changed) => {
    // While something is being ended there is no outcome.
    if (run.facts().ending !== null) return;
    const outcome = await outcomeNow(run);
    const isOld = outcome !== run.facts().outcome || (changed === 'all' && countLeft() !== reported);
    if (!isOld) return;
    reported = countLeft();
    run.commitFacts({ outcome }, 'goes-on');
  };
}

async function lookUntil(run: Run, watching: Watching): Promise<void> {
  const { clock, control, orders, watchPauseMs } = run;
  const { reportFound, until, watchThen } = watching;
  for (;;) {
    await control.checkpoint();
    await obey(run, until);
    if (!(await look(run, watching))) continue;
    if (watchThen === 'end') await endNewSessions(run, until);
    await queueSignals(run);
    // A look can show that sessions which were ordered are gone.
    await endOAuthTokens(run);
    await reportFound('all');
    if (clock.now() >= until) return;
    if (!orders.areWaiting()) await rest(run, Math.min(watchPauseMs, until - clock.now()));
  }
}

interface Watching {
  readonly until: number;
  readonly watchThen: RunOptions['watchThen'];
  readonly reportFound: ReportFound;
}

/** Lists all users once. Resolves with false when an order cut it off: what the operator orders does not wait for thousands of lists. */
async function look(run: Run, watching: Watching): Promise<boolean> {
  const { clock, orders } = run;
  const everyone = everyoneToWatch(run);
  let error: AppError | null = null;
  // A later look can see them: this is no error of the revocation.
  const onNotListed = (why: AppError): void => {
    error ??= why;
  };
  // Of everyone the second scan knows what was there.
  if (!everyone) await rememberForWatch(run, orders.areWaiting, onNotListed);
  const [beganAt, began] = [clock.now(), clock.elapsed()];
  const { lookedForIn, notLookedForIn, wholeNotListed } = await listUsers(run, 'all', {
    phase: 'watching',
    onNotListed,
    isCutOff: orders.areWaiting,
    // A look can take minutes, and the console can be killed meanwhile.
    onFound: () => watching.reportFound('outcome'),
  });
  if (orders.areWaiting()) return false;
  // Of everyone, those of whom not everything is ordered are visited with all others.
  const notListed = everyone ? wholeNotListed : notLookedForIn;
  const others = everyone && (await lookAtOthers(run, { ...everyone, beganAt, notListed }, watching));
  const users = lookedForIn + (others?.seen ?? 0);
  const tookMs = Math.round(clock.elapsed() - began);
  const look = { endedAt: clock.now(), tookMs, users, notListed, error: notListed === 0 ? null : error };
  run.setLook({ ...look, everyone: others?.look ?? null });
  if (users !== run.facts().lookedForIn) run.setFacts({ lookedForIn: users });
  return true;
}

interface LookBehindLists extends WatchedEveryone {
  /** When the look began, with the users who are listed one by one. */
  readonly beganAt: number;
  /** So many of them could not be listed. Nobody else looks at them. */
  readonly notListed: number;
}

interface OthersSeen {
  readonly seen: number;
  readonly look: Look['everyone'];
}

/** Such a look can take minutes: what is ordered, and what is found where new sessions are to be ended, does not wait for its end. */
async function lookAtOthers(
  run: Run,
  { beganAt, notListed, ...everyone }: LookBehindLists,
  { reportFound, until, watchThen }: Watching,
): Promise<OthersSeen> {
  const { control, orders } = run;
  const { error, notVisited, seen } = await lookAtEveryone(run, everyone, async (hasFound) => {
    await control.checkpoint();
    const isOrdered = orders.areWaiting();
    if (isOrdered) await obey(run, until);
    if (hasFound) await reportFound('outcome');
    const isEnded = hasFound && watchThen === 'end';
    if (isEnded) await endNewSessions(run, until);
    return isOrdered || isEnded;
  });
  await run.store.settle();
  const notSeen = notVisited === null ? null : notVisited + notListed;
  const isComplete = error === null && notSeen === 0;
  const completeFrom = isComplete ? beganAt : (run.lastLook()?.everyone?.completeFrom ?? null);
  return { seen, look: { completeFrom, notSeen, error } };
}

/** Carries out what the operator ordered meanwhile. No list is under way: what is counted is what is ended. */
async function obey(run: Run, until: number): Promise<void> {
  for (let order = run.orders.take(); order; order = run.orders.take()) {
    try {
      await order.confirm(countUnplanned(await run.store.settle(), order.which).left);
      await endAndWatchOn(run, order.which, until, order);
    } catch (thrown) {
      order.refuse(thrown);
      if (run.control.signal.aborted) throw thrown;
    }
  }
}

async function endAndWatchOn(
  run: Run,
  which: UnplannedSessions,
  until: number,
  order?: GivenOrder,
): Promise<void> {
  run.setWatching(null);
  try {
    await endUnplanned(run, which, { answer: order, covered: order === undefined });
  } finally {
    run.setWatching(until);
  }
}

function outcomeNow(run: Run): Promise<Outcome> {
  return outcomeOf(run, run.facts().stopped);
}

/** Those that failed are not tried again at every look. */
async function endNewSessions(run: Run, until: number): Promise<void> {
  const { id } = run.store;
  await run.store.settle();
  const open = await run.store.read((reader) => reader.countTargets({ id, where: 'new-to-order' }));
  if (open > 0) await endAndWatchOn(run, 'new', until);
}

/** Waits so many milliseconds, or until something is ordered, or the run is to end. */
function rest({ clock, control, orders }: Run, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      stopListening();
      control.signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    const stopListening = orders.onGiven(end);
    control.signal.addEventListener('abort', end);
    if (control.signal.aborted) end();
  });
}
