import type { User } from '../../../contract/domain/user.ts';
import { Failure } from '../../../contract/failure.ts';
import type { CorePort } from '../../core/protocol.ts';
import { shownIdsOf, wasVisited } from '../../scan/read-users.ts';
import { unlessAborted } from '../../shared/retry/core-caller.ts';
import type { SecondScan } from '../report/documents.ts';
import { countAll, countUsersInAll } from '../report/report.ts';
import type { Run } from '../run/run.ts';
import { countEveryone, visitAllUsers } from './visit-all-users.ts';
import { type Everyone, everyoneOf, recordVisited, visitUsers } from './visit-users.ts';

/**
 * The second scan of a plan for everyone: visits all users page by page, and adds their sessions that are no targets as
 * new sessions which the order covers. Goes on at its checkpoint, which is on disk after each page. Sessions that begin
 * and users who sign up behind it are not found. The operator can end it before its end; what it found stays. While the
 * core does not work it waits, or pauses the run. Resolves with whether there was something to scan. Rejects with
 * `aborted` when the run is to end.
 */
export async function runSecondScan(run: Run): Promise<boolean> {
  const everyone = everyoneOf(run.plan.plan);
  if (!everyone || (run.facts().secondScan?.endedAt ?? null) !== null) return false;
  const { control, secondScanSignal: signal, store } = run;
  try {
    await begin(run, everyone, signal);
    await visitPages(run, everyone, signal);
    change(run, { isComplete: true });
  } catch (thrown) {
    if (control.signal.aborted || !signal.aborted) throw thrown;
  }
  await store.settle();
  change(run, ended(run, scanOf(run)));
  await store.settle();
  return true;
}

/** The second scan when its run ends: where it did not come to its end, or never began, that is a gap. */
export function secondScanAtEnd(run: Run): SecondScan | null {
  const { plan } = run.plan;
  if (plan.secondScan === null) return null;
  const scan = run.facts().secondScan ?? atStart(run, plan.secondScan.users);
  return scan.endedAt === null ? { ...scan, ...ended(run, scan) } : scan;
}

/** The second scan of a run that is taken up again: one that did not come to its end goes on where it was, all of it is ordered. */
export function secondScanGoingOn(run: Run): SecondScan | null {
  const { secondScan } = run.facts();
  if (secondScan === null || secondScan.isComplete) return secondScan;
  return { ...secondScan, endedAt: null, isPaused: true };
}

/**
 * Before passes of which the findings are not those of the second scan: one that was under way when the console ended waits for them.
 * That is on disk with or before anything that they find.
 */
export async function pauseSecondScan(run: Run): Promise<void> {
  if (run.facts().secondScan?.endedAt !== null) return;
  await run.store.settle();
  change(run, { found: countFound(run, scanOf(run)), isPaused: true });
}

/** While it scans, nothing else adds new sessions. */
function countFound({ store }: Run, { found, isPaused, newSessionsBefore }: SecondScan): number {
  return isPaused ? found : countAll(store.counts().newSessions) - newSessionsBefore;
}

function atStart({ clock, store }: Run, usersInAll: number): SecondScan {
  return {
    startedAt: clock.now(),
    endedAt: null,
    isComplete: false,
    tenant: null,
    pageToken: null,
    users: 0,
    onPage: 0,
    usersInAll,
    linked: 0,
    linkedOnPage: 0,
    newSessionsBefore: countAll(store.counts().newSessions),
    found: 0,
    isPaused: false,
  };
}

/** The one on disk goes on. */
async function begin(run: Run, everyone: Everyone, signal: AbortSignal): Promise<void> {
  const { steps, store } = run;
  const known = run.facts().secondScan;
  const planned = run.plan.plan.secondScan?.users ?? 0;
  steps.begin('second-scan', known ? countUsersInAll(known) : planned);
  if (!known) {
    await store.settle();
    const counted = await countEveryone(run, everyone, signal);
    run.setFacts({ secondScan: atStart(run, counted ?? planned) });
  }
  await store.settle();
  const newSessionsBefore = countAll(store.counts().newSessions) - countFound(run, scanOf(run));
  // What was visited of a page before it was cut off, or stopped, is visited again.
  change(run, { onPage: 0, linkedOnPage: 0, isPaused: false, newSessionsBefore });
  steps.begin('second-scan', countUsersInAll(scanOf(run)));
  steps.done(scanOf(run).users);
}

function visitPages(run: Run, everyone: Everyone, signal: AbortSignal): Promise<void> {
  const { tenant, pageToken } = scanOf(run);
  /** Ids of the users of the page. */
  let onThisPage: string[] = [];
  return visitAllUsers(everyone, {
    from: { tenant, pageToken },
    ask: (work) => ask(run, signal, work),
    onUsers: async (some, isFirst) => {
      const confirmed = run.identity.confirmed(() => visitUsers(run, everyone, some, signal));
      recordVisited(run, await unlessAborted(confirmed, signal));
      if (run.store.hasMuchWaiting()) await run.store.settle();
      await countVisitedUsers(run, some, isFirst);
      onThisPage.push(...some.flatMap(shownIdsOf));
    },
    onPageEnd: async (next) => {
      const { linked, linkedOnPage, onPage, users } = scanOf(run);
      // What the page gave is on disk before, or in the same commit.
      change(run, {
        ...next,
        ...{ users: users + onPage, onPage: 0 },
        ...{ linked: linked + linkedOnPage, linkedOnPage: 0 },
      });
      // Not before: the users of a page that is visited again were not visited.
      run.store.append({ type: 'scanned', scan: 'second', userIds: onThisPage });
      onThisPage = [];
      await run.store.settle();
    },
  });
}

/** Counts each of them once, also where an account was a user of its own on a page before, and was linked since. */
async function countVisitedUsers(
  run: Run,
  users: readonly User[],
  isFirst: (user: User) => boolean,
): Promise<void> {
  const visited = await visitedBefore(run, users);
  const known = users.filter((user) => shownIdsOf(user).some((id) => visited.has(id)));
  const counted = users.filter((user) => isFirst(user) && !known.includes(user)).length;
  const linked = known.filter((user) => !wasVisited(user, visited)).length;
  const { linkedOnPage, onPage } = scanOf(run);
  change(run, { onPage: onPage + counted, linkedOnPage: linkedOnPage + linked });
  run.steps.done(counted);
  if (linked > 0) run.steps.setOf(countUsersInAll(scanOf(run)));
}

/** Ids under which users of earlier pages were visited: of those who have several accounts. */
async function visitedBefore({ store }: Run, users: readonly User[]): Promise<ReadonlySet<string>> {
  const several = users.map(shownIdsOf).filter(({ length }) => length > 1);
  if (several.length === 0) return new Set();
  const { id } = store;
  const userIds = several.flat();
  return new Set(await store.read((reader) => reader.scanned({ id, scan: 'second', userIds })));
}

/** Asks for what the scan cannot do without: it pauses until the core of the plan answers it. */
async function ask<T>(
  run: Run,
  signal: AbortSignal,
  work: (core: CorePort, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { control, identity, retry } = run;
  for (;;) {
    try {
      return await unlessAborted(
        identity.confirmed(() => retry.call(work, signal)),
        signal,
      );
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.error.code === 'aborted') throw thrown;
      control.pause({ type: 'core', error: thrown.error });
    }
    await unlessAborted(control.checkpoint(), signal);
  }
}

function scanOf(run: Run): SecondScan {
  return run.facts().secondScan ?? atStart(run, 0);
}

function change(run: Run, more: Partial<SecondScan>): void {
  const scan = run.facts().secondScan;
  if (scan) run.setFacts({ secondScan: { ...scan, ...more } });
}

function ended(run: Run, scan: SecondScan) {
  return { endedAt: run.clock.now(), found: countFound(run, scan) };
}
