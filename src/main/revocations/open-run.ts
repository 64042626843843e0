import type { RunProgress, RunState } from '../../contract/domain/revocation.ts';
import type { CorePort, RecordedKeys } from '../core/protocol.ts';
import type { Clock } from '../shared/clock.ts';
import type { Throttle } from '../shared/concurrency/throttle.ts';
import type { Backoff } from '../shared/retry/backoff.ts';
import { createRetryPolicy } from '../shared/retry/retry-policy.ts';
import { createWorkControl, type WorkControl } from '../shared/work-control.ts';
import type { Store, StoredCounts } from '../store/interface.ts';
import type { RevocationSummary, StoredState } from '../store/records.ts';
import { type Changes, createChanges } from '../streams/changes.ts';
import type { RunTask } from './passes/run-tasks.ts';
import type { Facts, RunDocuments, SecondScan } from './report/documents.ts';
import { countAll } from './report/numbers.ts';
import { toProgress, toSummary } from './report/report.ts';
import { createSteps } from './report/steps.ts';
import type { Run } from './run/run.ts';
import { createRunIdentity } from './run/run-identity.ts';
import { createRunStore } from './run/run-store.ts';
import { createSentBatches } from './run/sent-batches.ts';

export interface RunMeans {
  readonly store: Store;
  /** Throws a `Failure` when it is not open, or leads elsewhere than the plan's core. */
  readonly core: () => CorePort;
  /** The same, for calls that end sessions: also throws when the connection is read-only by now. */
  readonly endingCore: () => CorePort;
  readonly keys: RecordedKeys;
  /** The operator's own users, by any of their ids. */
  readonly ownUserIds: () => readonly string[];
  readonly clock: Clock;
  readonly backoff: Backoff;
  readonly createThrottle: () => Throttle;
  /** Called after every change. */
  readonly onChange: () => void;
}

/** What is on disk of a revocation, but for its targets. */
export interface StoredRun extends RunDocuments {
  readonly id: string;
  readonly state: StoredState;
  readonly summary: RevocationSummary;
  readonly counts: StoredCounts;
}

/** A revocation at work: ending, reading again, or watching. Nobody else may change it. */
export interface OpenRun {
  readonly connectionId: string;
  readonly control: WorkControl;
  readonly changes: Changes;
  readonly progress: () => RunProgress;
  /** Ends the second scan, now or as soon as it would begin. What it found until then is ended. */
  readonly stopSecondScan: () => void;
  /** Resolves when it is over. Never rejects. */
  readonly done: Promise<void>;
}

/** Carries out the task. Whether the revocation has ended then, or is left to be resumed, is on disk. */
export function openRun(stored: StoredRun, means: RunMeans, task: RunTask): OpenRun {
  const { backoff, clock, core, createThrottle, endingCore, keys, ownUserIds, store } = means;
  const { id, order, plan } = stored;
  const changes = createChanges();
  let facts = stored.facts;
  let storedState = stored.state;
  let watchingUntil: number | null = null;
  const stoppingSecondScan = new AbortController();

  function changed(): void {
    changes.notify();
    means.onChange();
  }

  function setFacts(more: Partial<Facts>): void {
    facts = { ...facts, ...more };
    runStore.append({ type: 'documents', documents: { facts } });
    changed();
  }

  /** Facts and state are in one commit: a state never goes with the facts of another one. */
  function commit(more: Partial<Facts>): void {
    facts = { ...facts, ...more };
    const summary = toSummary(stored.summary, { facts, order }, runStore.counts());
    runStore.append(
      { type: 'documents', documents: { facts } },
      { type: 'state', state: storedState, summary },
    );
    changed();
  }

  const control = createWorkControl(changed, clock);
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
      keys,
      ownUserIds,
      clock,
      setFacts,
      createThrottle,
    },
    facts: () => facts,
    store: runStore,
    secondScanSignal: stoppingSecondScan.signal,
    commitFacts: commit,
    commitReopened: async () => {
      storedState = 'running';
      const secondScan = goingOn(facts.secondScan, runStore.counts());
      commit({ stopped: false, endedAt: null, outcome: null, checkedAt: null, errors: [], secondScan });
      await runStore.settle();
    },
    commitEnd: async (more) => {
      // The summary has the numbers of everything before it.
      await runStore.settle();
      storedState = 'ended';
      commit(more);
      await runStore.settle();
    },
    setWatching: (until) => {
      watchingUntil = until;
      changed();
    },
  };

  function state(): RunState {
    const now = control.state();
    if (now.state !== 'running' || watchingUntil === null) return now;
    return { state: 'watching', until: watchingUntil };
  }

  async function carryOut(): Promise<void> {
    // What it rejects with came of the store, and everything that is on disk is true: it can be resumed.
    await task(run).catch(() => undefined);
    await runStore.trySettle();
    control.end();
  }

  return {
    control,
    changes,
    connectionId: plan.plan.connectionId,
    stopSecondScan: () => stoppingSecondScan.abort(),
    progress: () =>
      toProgress({ plan, order, facts }, sentBatches.shown(runStore.counts()), state(), steps.progress()),
    done: carryOut(),
  };
}

/** A second scan that did not come to its end goes on where it was: all of it is ordered. */
function goingOn(scan: SecondScan | null, { newSessions }: StoredCounts): SecondScan | null {
  if (scan === null || scan.isComplete) return scan;
  // What a watch found meanwhile was not found by the scan.
  return { ...scan, endedAt: null, newSessionsBefore: countAll(newSessions) - scan.found };
}
