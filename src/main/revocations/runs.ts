import type {
  EndRemainingRequest,
  EndTokensRequest,
  EndUnplannedRequest,
  RunOptions,
  RunProgress,
} from '../../contract/domain/revocation/run.ts';
import { type Failure, failure } from '../../contract/failure.ts';
import type { Changes } from '../shared/changes.ts';
import { systemClock } from '../shared/clock.ts';
import type { BegunTask, OpenRun } from './open-run.ts';
import {
  carryOutTask,
  endRemainingTask,
  endTokensTask,
  endUnplannedTask,
  resumeTask,
  sendSignalsTask,
  verifyAgain,
  watchTask,
} from './passes/run-tasks.ts';
import { type AskedQuestion, checkAsked, checkTypedCount, toAsked } from './questions.ts';
import { type RecordQuestion, withQuestion } from './record-question.ts';
import type { Order, StoredRun } from './report/documents.ts';
import { countLeft, countUnplanned } from './report/report.ts';
import { checkPlanAddress, createRunsAtWork, type RunPorts } from './runs-at-work.ts';
import { everyoneToWatch } from './second-scan/look-at-everyone.ts';
import type { StoredRevocations } from './stored-revocations.ts';

/** The revocations at work. Each goes on whether or not a window looks. */
export interface Runs {
  readonly open: () => readonly OpenRun[];
  readonly get: (id: string) => OpenRun | undefined;
  /** Told when any of them changes, comes or goes. */
  readonly changes: Changes;
  /** Resolves when the order is on disk. Rejects with a `Failure`, and nothing was ended, when it cannot be written. */
  readonly start: (
    id: string,
    order: Omit<Order, 'startedAt'>,
    typedCount: number | null,
  ) => Promise<RunProgress>;
  readonly resume: (id: string) => Promise<RunProgress>;
  /** Takes up an interrupted one only to read again what was sent, and to report. */
  readonly abandon: (id: string) => Promise<RunProgress>;
  readonly verifyAgain: (id: string) => Promise<RunProgress>;
  /** Rejects with `bad-input` when nothing is left, or `count`, or a `typedCount` that is wanted, is not what is left. */
  readonly endRemaining: (request: EndRemainingRequest) => Promise<RunProgress>;
  /** Rejects with `bad-input` when there is no second scan, it has visited all users, or sessions of the plan are left. */
  readonly continueSecondScan: (id: string) => Promise<RunProgress>;
  /**
   * Ends new sessions, or those of linked accounts. While the revocation watches, the watch itself does it and goes on.
   * Rejects with `bad-input` when there are not as many as the question named, or the typed number is not that.
   */
  readonly endUnplanned: (request: EndUnplannedRequest) => Promise<RunProgress>;
  /** Ends the OAuth2 tokens of an ended one. Rejects with `bad-input` when there are not as many as the question named. */
  readonly endOAuthTokens: (request: EndTokensRequest) => Promise<RunProgress>;
  /**
   * Queues the events of an ended one: for receivers that came later, and what could not be queued. Rejects with `bad-input` when
   * its connection has no receiver.
   */
  readonly sendSignals: (id: string) => Promise<RunProgress>;
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

/**
 * `batchesRecovered` resolves when the audit log says how each batch of earlier runs of the console ended. `onLeft` is called when a
 * revocation is left whose end is not known to be on disk.
 */
export function createRuns(
  ports: RunPorts,
  stored: StoredRevocations,
  batchesRecovered: () => Promise<void>,
  onLeft: () => void,
): Runs {
  const { clock = systemClock, settings, signals, store } = ports;
  const atWork = createRunsAtWork(ports, stored, batchesRecovered, onLeft);
  const { alone, begin } = atWork;

  function takeUp(
    id: string,
    check: (run: StoredRun) => AskedQuestion | null | Promise<AskedQuestion>,
    task: BegunTask,
    { isFirst = false, isAbandoned = false } = {},
  ): Promise<RunProgress> {
    const takeUpAsked = async (record: RecordQuestion): Promise<RunProgress> => {
      const run = await stored.load(id);
      const asked = await check(run);
      // It can be abandoned also when its core is not there any more: it must not stay open for ever.
      if (!isAbandoned) checkPlanAddress(run.plan.address, settings(run.plan.plan.connectionId));
      if (asked) await record(run, asked);
      stored.forgetInterrupted(id);
      const begun = begin(run, task, isFirst);
      const progress = begun.progress();
      if (isAbandoned) begun.control.stop();
      return progress;
    };
    return alone(id, () => withQuestion(ports, takeUpAsked));
  }

  return {
    alone,
    changes: atWork.changes,
    close: atWork.close,
    open: atWork.all,
    get: atWork.get,
    start: (id, order, typedCount) => {
      const startAsked = async (record: RecordQuestion): Promise<RunProgress> => {
        const begun = { ...order, startedAt: clock.now() };
        const run = await stored.begin(id, begun, async (plan) => {
          checkPlanAddress(plan.address, settings(plan.plan.connectionId));
          await record({ id, plan, order: begun }, toAsked('start', plan.plan.targets, typedCount));
        });
        return begin(run, { work: 'plan', carryOut: carryOutTask }, true).progress();
      };
      return alone(id, () => withQuestion(ports, startAsked));
    },
    resume: (id) =>
      takeUp(id, checkInterrupted, { work: 'interrupted', carryOut: resumeTask }, { isFirst: true }),
    abandon: (id) =>
      takeUp(
        id,
        checkInterrupted,
        { work: 'abandoned', carryOut: resumeTask },
        { isFirst: true, isAbandoned: true },
      ),
    verifyAgain: (id) => takeUp(id, checkEnded, { work: 'verification', carryOut: verifyAgain }),
    endRemaining: ({ planId: id, count, typedCount }) => {
      const check = async (run: StoredRun): Promise<AskedQuestion> => {
        checkEnded(run);
        // New sessions that were ordered, and not ended, are ended with the rest of the plan. Without such a rest they have a question of their own.
        if (countLeft(run) === 0) throw nothingLeft();
        const left = await store.read.countTargets({ id, where: 'ordered-not-gone' });
        checkAsked(count, left);
        checkTypedCount(left, settings(run.plan.plan.connectionId), typedCount);
        return toAsked('end-remaining', left, typedCount);
      };
      return takeUp(id, check, { work: 'remaining', carryOut: endRemainingTask }, { isFirst: true });
    },
    continueSecondScan: (id) => {
      const check = (run: StoredRun): AskedQuestion => {
        checkScanLeft(run);
        // It would end these too, and nobody was asked about them: ending them continues the scan.
        const left = countLeft(run);
        if (left > 0) throw failure('bad-input', { reason: 'sessions-left', params: { count: left } });
        return toAsked('continue-second-scan', null, null);
      };
      return takeUp(id, check, { work: 'remaining', carryOut: endRemainingTask }, { isFirst: true });
    },
    endUnplanned: async ({ planId: id, which, count, typedCount }) => {
      const check = (left: number, connectionId: string): AskedQuestion => {
        checkAsked(count, left);
        checkTypedCount(left, settings(connectionId), typedCount);
        return toAsked(`end-${which}`, left, typedCount);
      };
      const open = atWork.get(id);
      if (open) {
        const run = await stored.load(id);
        // The run compares the number: it knows it only when no list is under way.
        await withQuestion(ports, (record) => {
          const confirm = (left: number) => record(run, check(left, open.connectionId));
          return open.giveOrder({ which, confirm });
        });
        return open.progress();
      }
      const checkRun = (run: StoredRun): AskedQuestion => {
        checkEnded(run);
        return check(countUnplanned(run.counts, which).left, run.plan.plan.connectionId);
      };
      const task: BegunTask = { work: `${which}-sessions`, carryOut: endUnplannedTask(which) };
      return takeUp(id, checkRun, task, { isFirst: true });
    },
    watchFor: (id, minutes, watchThen) => {
      const check = (run: StoredRun): AskedQuestion | null => {
        checkCanBeWatched(run);
        return watchThen === 'end' ? toAsked('watch-and-end', null, null) : null;
      };
      return takeUp(id, check, { work: 'watch', carryOut: watchTask(minutes, watchThen) });
    },
    endOAuthTokens: ({ planId: id, count, typedCount }) => {
      const check = async (run: StoredRun): Promise<AskedQuestion> => {
        checkEnded(run);
        const left = await store.read.countTargets({ id, where: 'tokens-to-end' });
        checkAsked(count, left);
        checkTypedCount(left, settings(run.plan.plan.connectionId), typedCount);
        return toAsked('end-oauth-tokens', left, typedCount);
      };
      return takeUp(id, check, { work: 'oauth-tokens', carryOut: endTokensTask });
    },
    sendSignals: (id) => {
      const check = (run: StoredRun): null => {
        checkEnded(run);
        const receivers = signals.receiversOf(run.plan.plan.connectionId);
        if (receivers.length === 0) throw failure('bad-input', { reason: 'no-signal-receivers' });
        return null;
      };
      return takeUp(id, check, { work: 'signals', carryOut: sendSignalsTask });
    },
  };
}

function checkInterrupted({ state }: StoredRun): null {
  if (state !== 'running') throw failure('bad-input', { reason: 'revocation-ended' });
  return null;
}

function checkEnded({ state }: StoredRun): null {
  if (state !== 'ended') throw failure('not-found', { reason: 'revocation-not-ended' });
  return null;
}

function checkCanBeWatched(run: StoredRun): void {
  checkEnded(run);
  if (run.counts.users > 0 || everyoneToWatch({ plan: run.plan, facts: () => run.facts })) return;
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
