import type { Settings } from '../../contract/domain/app.ts';
import type { AuditConnection } from '../../contract/domain/audit/record.ts';
import type { Look, RunProgress, RunState } from '../../contract/domain/revocation/run.ts';
import { Failure, failure } from '../../contract/failure.ts';
import type { Recorder } from '../audit/recorder.ts';
import type { CorePort, RecordedKeys } from '../core/protocol.ts';
import { type Changes, createChanges } from '../shared/changes.ts';
import type { Clock } from '../shared/clock.ts';
import type { Throttle } from '../shared/concurrency/throttle.ts';
import type { Backoff } from '../shared/retry/core-health.ts';
import { createRetryPolicy } from '../shared/retry/retry-policy.ts';
import { createWorkControl, type WorkControl } from '../shared/work-control.ts';
import type { Signals } from '../signals/signals-port.ts';
import type { Store } from '../store/interface.ts';
import type { RevocationSummary } from '../store/records.ts';
import type { RecordsOfEnds } from './audit/counted-before.ts';
import { createRunRecords, type RunWork } from './audit/run-records.ts';
import type { RunTask } from './passes/run-tasks.ts';
import type { Facts, StoredRun } from './report/documents.ts';
import { countAllEnded, toProgress, toSummary } from './report/report.ts';
import { createSteps } from './report/steps.ts';
import type { Run } from './run/run.ts';
import { createRunIdentity } from './run/run-identity.ts';
import { createRunOrders, type EndOrder } from './run/run-orders.ts';
import { createRunStore } from './run/run-store.ts';
import { createSentBatches } from './run/sent-batches.ts';
import { queueSignals } from './signals/queue-signals.ts';

interface RunDependencies {
  readonly store: Store;
  /** Throws a `Failure` when it is not open, or leads elsewhere than the plan's core. */
  readonly core: () => CorePort;
  /** The same, for calls that end sessions: also throws when the connection is read-only by now. */
  readonly endingCore: () => CorePort;
  readonly keys: RecordedKeys;
  /** What is kept of sessions before they are ended. */
  readonly evidence: Settings['evidence'];
  /** The operator's own users, by any of their ids. */
  readonly ownUserIds: () => readonly string[];
  readonly signals: Pick<Signals, 'queue' | 'receiversOf'>;
  readonly recorder: Recorder;
  readonly audit: RecordsOfEnds;
  /** As records have it; null: it was removed. */
  readonly auditConnection: () => AuditConnection | null;
  readonly clock: Clock;
  readonly watchPauseMs: number;
  readonly backoff: Backoff;
  readonly createThrottle: () => Throttle;
  /** Called after every change. */
  readonly onChange: () => void;
}

/** A revocation at work: ending, reading again, or watching. Nobody else may change it. */
export interface OpenRun {
  readonly connectionId: string;
  readonly control: WorkControl;
  readonly changes: Changes;
  readonly progress: () => RunProgress;
  /** Whether it has begun to look for new sessions. */
  readonly isWatching: () => boolean;
  /** Ends the second scan, now or as soon as it would begin. What it found until then is ended. */
  readonly stopSecondScan: () => void;
  /** Resolves when a run that watches has the order on disk. Rejects, and nothing is ended, when it cannot take it. */
  readonly giveOrder: (order: EndOrder) => Promise<void>;
  /** Resolves when it is over. Never rejects. */
  readonly done: Promise<void>;
  /** Whether it is over, and its end is on disk. */
  readonly hasEnded: () => boolean;
}

/** What a run does, and what it is begun for. */
export interface BegunTask {
  readonly work: RunWork;
  readonly carryOut: RunTask;
}

/** Carries out the task. Whether the revocation has ended then, or is left to be resumed, is on disk. */
export function openRun(
  stored: StoredRun,
  dependencies: RunDependencies,
  { carryOut: task, work }: BegunTask,
): OpenRun {
  const { backoff, clock, core, createThrottle, endingCore, evidence, keys, ownUserIds, signals, store } =
    dependencies;
  const { id, order, plan } = stored;
  const changes = createChanges();
  let facts = stored.facts;
  let storedState = stored.state;
  let hasEnded = false;
  let watchingUntil: number | null = null;
  let isWatching = false;
  const stoppingSecondScan = new AbortController();
  let lastLook: Look | null = null;
  const orders = createRunOrders();

  function changed(): void {
    changes.notify();
    dependencies.onChange();
  }

  function setFacts(more: Partial<Facts>): void {
    facts = { ...facts, ...more };
    runStore.append({ type: 'documents', documents: { facts } });
    changed();
  }

  /** Facts and state are in one commit: a state never goes with the facts of another one. */
  function commit(more: Partial<Facts>, then: 'goes-on' | 'is-left'): void {
    facts = { ...facts, ...more };
    const known = toSummary(stored.summary, { facts, order, plan: stored.plan }, runStore.counts());
    const summary: RevocationSummary = then === 'goes-on' ? { ...known, isOpen: true } : known;
    runStore.append(
      { type: 'documents', documents: { facts } },
      { type: 'state', state: storedState, summary },
    );
    changed();
  }

  const control = createWorkControl(() => {
    records.stateChanged(control.state(), control.isInterrupted());
    steps.restart();
    changed();
  }, clock);
  const records = createRunRecords({
    ...{ control, stored },
    recorder: dependencies.recorder,
    log: dependencies.audit,
    connection: dependencies.auditConnection,
    facts: () => facts,
    isWatching: () => isWatching,
  });
  const steps = createSteps(changed, clock);
  const sentBatches = createSentBatches(changed);
  const parts = { id, store, control, clock };
  const runStore = createRunStore({ ...parts, countsAtStart: stored.counts, onCounts: changed });
  const retry = createRetryPolicy<CorePort>({
    ...{ control, core, backoff, clock },
    // It needs both the key and the database: the greeting of a core would also come from one whose database is down.
    probe: (port, signal) => port.tenants(signal),
  });
  const identity = createRunIdentity({ plan, core, retry, control, clock, store: runStore });
  const run: Run = {
    ...{
      plan,
      order,
      control,
      steps,
      sentBatches,
      retry,
      identity,
      core,
      endingCore,
      evidence,
      keys,
      signals,
      ownUserIds,
      clock,
      watchPauseMs: dependencies.watchPauseMs,
      setFacts,
      createThrottle,
      orders,
    },
    facts: () => facts,
    signalReceivers: () => signals.receiversOf(plan.plan.connectionId),
    store: runStore,
    records,
    secondScanSignal: stoppingSecondScan.signal,
    commitFacts: commit,
    commitReopened: async (more) => {
      storedState = 'running';
      commit({ outcome: null, ...more }, 'goes-on');
      await runStore.settle();
    },
    commitEnd: async (more) => {
      // Whatever it came to: what is known to be gone is known now.
      await queueSignals(run);
      // The summary has the numbers of everything before it, and so has the record.
      const counts = await runStore.settle();
      const auditHead = await records.finished({ ...facts, ...more }, counts);
      storedState = 'ended';
      // A watch has endings of its own in the middle of it.
      const { watch } = { ...facts, ...more };
      const then = isWatching && watch?.endedAt === null ? 'goes-on' : 'is-left';
      commit({ ...more, auditHead, endedAtHead: countAllEnded(counts) }, then);
      await runStore.settle();
    },
    setWatching: (until) => {
      watchingUntil = until;
      isWatching ||= until !== null;
      changed();
    },
    willWatch: () => {
      isWatching = true;
    },
    isWatching: () => isWatching,
    lastLook: () => lastLook,
    setLook: (look) => {
      lastLook = look;
      changed();
    },
  };

  /** While a run is paused, the order would wait without an end in sight. */
  async function giveOrder(order: EndOrder): Promise<void> {
    const now = state();
    if (now.state === 'paused' || now.state === 'pausing') throw pausedRun();
    if (now.state === 'waiting') throw new Failure(now.error);
    await orders.give(order);
  }

  function state(): RunState {
    const now = control.state();
    if (now.state !== 'running' || watchingUntil === null) return now;
    return { state: 'watching', until: watchingUntil };
  }

  async function carryOut(): Promise<void> {
    records.began(work);
    // What it rejects with came of store or log, and everything that is on disk is true: it can be resumed.
    await task(run).catch(() => undefined);
    const isOnDisk = await runStore.trySettle();
    hasEnded = isOnDisk && storedState === 'ended';
    control.end();
  }

  return {
    control,
    changes,
    giveOrder,
    isWatching: () => isWatching,
    connectionId: plan.plan.connectionId,
    stopSecondScan: () => stoppingSecondScan.abort(),
    progress: () =>
      toProgress(
        { plan, order, facts, isWatching, summary: stored.summary },
        sentBatches.shown(runStore.counts()),
        state(),
        steps.progress(),
        lastLook,
      ),
    done: carryOut(),
    hasEnded: () => hasEnded,
  };
}

function pausedRun(): Failure {
  return failure('bad-input', { reason: 'revocation-paused' });
}
