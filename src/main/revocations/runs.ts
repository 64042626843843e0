import { setTimeout as wait } from 'node:timers/promises';
import type { ConnectionSettings } from '../../contract/domain/connection.ts';
import type {
  EndUnplannedRequest,
  RevocationReport,
  RunOptions,
  RunProgress,
} from '../../contract/domain/revocation.ts';
import { type Failure, failure } from '../../contract/failure.ts';
import type { CorePort, RecordedKeys } from '../core/protocol.ts';
import { checkSameAddress } from '../identity/core-identity.ts';
import { type Changes, createChanges } from '../shared/changes.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import { createThrottle as startThrottle, type Throttle } from '../shared/concurrency/throttle.ts';
import { type Backoff, defaultBackoff } from '../shared/retry/core-health.ts';
import type { Store } from '../store/interface.ts';
import type { PlanDocument } from '../store/plan-document.ts';
import { checkAsked, checkTypedCount, type OpenRun, openRun } from './open-run.ts';
import {
  carryOutTask,
  endRemainingTask,
  endUnplannedTask,
  type RunTask,
  resumeTask,
  verifyAgain,
  watchTask,
} from './passes/run-tasks.ts';
import type { Order, StoredRun } from './report/documents.ts';
import { countLeft, countUnplanned } from './report/report.ts';
import type { StoredRevocations } from './stored-revocations.ts';

export interface RunPorts {
  readonly store: Store;
  /** Throws a `Failure` when the connection is not open. */
  readonly core: (connectionId: string) => CorePort;
  readonly settings: (connectionId: string) => ConnectionSettings;
  readonly recordedKeys: () => RecordedKeys;
  /** The operator's own users, by any of their ids. */
  readonly ownUserIds: () => readonly string[];
  readonly clock?: Clock;
  readonly backoff?: Backoff;
  readonly createThrottle?: () => Throttle;
  /** Called when a revocation has ended; not after reading again. */
  readonly onEnded?: (report: RevocationReport) => void;
}

/** The revocations at work. Each goes on whether or not a window looks. */
export interface Runs {
  readonly open: () => readonly OpenRun[];
  readonly get: (id: string) => OpenRun | undefined;
  /** Told when any of them changes, comes or goes. */
  readonly changes: Changes;
  /** Resolves when the order is on disk. Rejects with a `Failure`, and nothing was ended, when it cannot be written. */
  readonly start: (id: string, order: Omit<Order, 'startedAt'>) => Promise<RunProgress>;
  readonly resume: (id: string) => Promise<RunProgress>;
  /** Takes up an interrupted one only to read again what was sent, and to report. */
  readonly abandon: (id: string) => Promise<RunProgress>;
  readonly verifyAgain: (id: string) => Promise<RunProgress>;
  /** Rejects with `bad-input` when nothing is left, or `typedCount` is not what is left and has to be. */
  readonly endRemaining: (id: string, typedCount: number | null) => Promise<RunProgress>;
  /** Rejects with `bad-input` when there is no second scan, or it has visited all users. */
  readonly continueSecondScan: (id: string) => Promise<RunProgress>;
  /**
   * Ends new sessions, or those of linked accounts. While the revocation watches, the watch itself does it and goes on.
   * Rejects with `bad-input` when there are not as many as the question named, or the typed number is not that.
   */
  readonly endUnplanned: (request: EndUnplannedRequest) => Promise<RunProgress>;
  readonly watchFor: (
    id: string,
    minutes: number,
    watchThen: RunOptions['watchThen'],
  ) => Promise<RunProgress>;
  /** Does the work while nothing can begin with this revocation. Rejects with `bad-input` when it is at work. */
  readonly alone: <T>(id: string, work: () => Promise<T>) => Promise<T>;
  /** Leaves all of them so that they can be resumed. */
  readonly close: () => Promise<void>;
}

/** A core that does not answer delays the end of the console by so long at most. */
const closingMs = 4_000;
const restAfterMs = 2_000;

export function createRuns(ports: RunPorts, stored: StoredRevocations): Runs {
  const { core, recordedKeys, settings, store } = ports;
  const { backoff = defaultBackoff, clock = systemClock, createThrottle = startThrottle } = ports;
  const open = new Map<string, OpenRun>();
  const opening = new Set<string>();
  const changes = createChanges();

  function coreOf({ address, plan }: PlanDocument): CorePort {
    checkPlanAddress(address, settings(plan.connectionId));
    return core(plan.connectionId);
  }

  function endingCoreOf(document: PlanDocument): CorePort {
    const { name, readOnly } = settings(document.plan.connectionId);
    if (readOnly) throw failure('read-only', { reason: 'became-read-only', params: { name } });
    return coreOf(document);
  }

  function begin(run: StoredRun, task: RunTask, isFirst: boolean): RunProgress {
    const { id, plan } = run;
    const opened = openRun(
      run,
      {
        ...{ store, clock, backoff, createThrottle, keys: recordedKeys(), onChange: () => changes.notify() },
        ownUserIds: ports.ownUserIds,
        core: () => coreOf(plan),
        endingCore: () => endingCoreOf(plan),
      },
      task,
    );
    open.set(id, opened);
    void opened.done.then(() => leave(id, opened, isFirst));
    changes.notify();
    return opened.progress();
  }

  async function leave(id: string, run: OpenRun, isFirst: boolean): Promise<void> {
    const now = await stored.load(id).catch(() => undefined);
    open.delete(id);
    // Where the store does not answer, it is as it was when it was left.
    if (now?.state !== 'ended') stored.setInterrupted({ ...run.progress(), run: { state: 'interrupted' } });
    else if (isFirst) await notifyEnded(id);
    changes.notify('urgent');
    run.changes.notify('urgent');
    // Whoever looked on reads the report first. A store that was closed meanwhile is at rest.
    clock.after(restAfterMs, () => {
      if (!open.has(id)) store.write.rest({ id }).catch(() => undefined);
    });
  }

  async function notifyEnded(id: string): Promise<void> {
    try {
      ports.onEnded?.(await stored.report(id));
    } catch {
      // It has ended all the same.
    }
  }

  /** Nobody else may begin with the same revocation meanwhile. */
  async function alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    if (open.has(id) || opening.has(id)) throw atWork();
    opening.add(id);
    try {
      return await work();
    } finally {
      opening.delete(id);
    }
  }

  function takeUp(
    id: string,
    check: (run: StoredRun) => void,
    task: RunTask,
    { isFirst = false, isAbandoned = false } = {},
  ): Promise<RunProgress> {
    return alone(id, async () => {
      const run = await stored.load(id);
      check(run);
      // It can be abandoned also when its core is not there any more: it must not stay open for ever.
      if (!isAbandoned) checkPlanAddress(run.plan.address, settings(run.plan.plan.connectionId));
      stored.forgetInterrupted(id);
      const progress = begin(run, task, isFirst);
      if (isAbandoned) open.get(id)?.control.stop();
      return progress;
    });
  }

  return {
    changes,
    alone,
    open: () => [...open.values()],
    get: (id) => open.get(id),
    start: (id, order) =>
      alone(id, async () => {
        const run = await stored.begin(id, { ...order, startedAt: clock.now() }, (plan) =>
          checkPlanAddress(plan.address, settings(plan.plan.connectionId)),
        );
        return begin(run, carryOutTask, true);
      }),
    resume: (id) => takeUp(id, checkInterrupted, resumeTask, { isFirst: true }),
    abandon: (id) => takeUp(id, checkInterrupted, resumeTask, { isFirst: true, isAbandoned: true }),
    verifyAgain: (id) => takeUp(id, checkEnded, verifyAgain),
    endRemaining: (id, typedCount) => {
      const check = (run: StoredRun): void => {
        checkEnded(run);
        const left = countLeft(run);
        if (left === 0) throw nothingLeft();
        checkTypedCount(left, settings(run.plan.plan.connectionId), typedCount);
      };
      return takeUp(id, check, endRemainingTask, { isFirst: true });
    },
    continueSecondScan: (id) => takeUp(id, checkScanLeft, endRemainingTask, { isFirst: true }),
    endUnplanned: async ({ planId: id, which, count, typedCount }) => {
      const check = (left: number, connectionId: string): void => {
        checkAsked(count, left);
        checkTypedCount(left, settings(connectionId), typedCount);
      };
      const atWork = open.get(id);
      if (atWork) {
        await atWork.giveOrder({ which, check: (left) => check(left, atWork.connectionId) });
        return atWork.progress();
      }
      const checkRun = (run: StoredRun): void => {
        checkEnded(run);
        check(countUnplanned(run.counts, which).left, run.plan.plan.connectionId);
      };
      return takeUp(id, checkRun, endUnplannedTask(which), { isFirst: true });
    },
    watchFor: (id, minutes, watchThen) => takeUp(id, checkCanBeWatched, watchTask(minutes, watchThen)),
    close: async () => {
      const running = [...open.values()];
      for (const { control } of running) control.interrupt();
      await Promise.race([
        Promise.all(running.map(({ done }) => done)),
        wait(closingMs, null, { ref: false }),
      ]);
    },
  };
}

function checkPlanAddress(address: string, settings: ConnectionSettings): void {
  checkSameAddress(settings, {
    address,
    reason: 'revocation-of-other-core',
  });
}

function checkInterrupted({ state }: StoredRun): void {
  if (state !== 'running') throw failure('bad-input', { reason: 'revocation-ended' });
}

function checkEnded({ state }: StoredRun): void {
  if (state !== 'ended') throw failure('not-found', { reason: 'revocation-not-ended' });
}

function checkCanBeWatched(run: StoredRun): void {
  checkEnded(run);
  if (run.counts.users > 0) return;
  throw failure('bad-input', { reason: 'owners-unknown' });
}

function checkScanLeft(run: StoredRun): void {
  checkEnded(run);
  if (run.facts.secondScan?.isComplete === false) return;
  throw failure('bad-input', { reason: 'no-second-scan' });
}

function nothingLeft(): Failure {
  return failure('bad-input', { reason: 'nothing-left-to-end' });
}

function atWork(): Failure {
  return failure('bad-input', { reason: 'revocation-running' });
}
