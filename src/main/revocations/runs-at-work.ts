import { setTimeout as wait } from 'node:timers/promises';
import type { Settings } from '../../contract/domain/app.ts';
import type { ConnectionSettings } from '../../contract/domain/connection.ts';
import type { RevocationReport } from '../../contract/domain/revocation/report.ts';
import { watchPauseMs } from '../../contract/domain/revocation/run.ts';
import { type Failure, failure } from '../../contract/failure.ts';
import type { Recorder } from '../audit/recorder.ts';
import type { CorePort, RecordedKeys } from '../core/protocol.ts';
import { checkSameAddress } from '../identity/core-identity.ts';
import { type Changes, createChanges } from '../shared/changes.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import { createThrottle as startThrottle, type Throttle } from '../shared/concurrency/throttle.ts';
import { type Backoff, defaultBackoff } from '../shared/retry/core-health.ts';
import type { Signals } from '../signals/signals-port.ts';
import type { Store } from '../store/interface.ts';
import type { PlanDocument } from '../store/plan-document.ts';
import type { RecordsOfEnds } from './audit/counted-before.ts';
import { auditConnectionOf } from './audit/run-records.ts';
import { type BegunTask, type OpenRun, openRun } from './open-run.ts';
import type { StoredRun } from './report/documents.ts';
import type { StoredRevocations } from './stored-revocations.ts';

export interface RunPorts {
  readonly store: Store;
  /** Throws a `Failure` when the connection is not open. */
  readonly core: (connectionId: string) => CorePort;
  readonly settings: (connectionId: string) => ConnectionSettings;
  readonly recordedKeys: () => RecordedKeys;
  /** What is kept of sessions before they are ended; missing: nothing. */
  readonly evidence?: () => Settings['evidence'];
  /** The operator's own users, by any of their ids. */
  readonly ownUserIds: () => readonly string[];
  readonly signals: Signals;
  readonly recorder: Recorder;
  readonly audit: RecordsOfEnds;
  readonly clock?: Clock;
  readonly watchPauseMs?: number | undefined;
  readonly backoff?: Backoff;
  readonly createThrottle?: () => Throttle;
  /** Called when a revocation has ended; not after reading again. */
  readonly onEnded?: (report: RevocationReport) => void;
}

/** Which revocations are at work: how each of them begins, and is left. Two runs never have the same revocation. */
interface RunsAtWork {
  readonly all: () => readonly OpenRun[];
  readonly get: (id: string) => OpenRun | undefined;
  /** Told when any of them changes, comes or goes. */
  readonly changes: Changes;
  /** Only within `alone`. `isFirst`: its end is told. */
  readonly begin: (run: StoredRun, task: BegunTask, isFirst: boolean) => OpenRun;
  /** Nobody else may begin with the same revocation meanwhile. Rejects with `bad-input` when it is at work. */
  readonly alone: <T>(id: string, work: () => Promise<T>) => Promise<T>;
  /** Leaves all of them so that they can be resumed. */
  readonly close: () => Promise<void>;
}

const nothingRecorded: Settings['evidence'] = { payloadsUpTo: 0, hiddenNames: [] };

/** A core that does not answer delays the end of the console by so long at most. */
const closingMs = 4_000;
const restAfterMs = 2_000;

export function createRunsAtWork(
  ports: RunPorts,
  stored: StoredRevocations,
  batchesRecovered: () => Promise<void>,
  onLeft: () => void,
): RunsAtWork {
  const { audit, core, recordedKeys, recorder, settings, signals, store } = ports;
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

  function begin(run: StoredRun, task: BegunTask, isFirst: boolean): OpenRun {
    const { id, plan } = run;
    const opened = openRun(
      run,
      {
        ...{ store, recorder, audit, signals, clock, backoff, createThrottle, keys: recordedKeys() },
        watchPauseMs: ports.watchPauseMs ?? watchPauseMs,
        onChange: () => changes.notify(),
        auditConnection: () => auditConnectionOf(plan, settings),
        ownUserIds: ports.ownUserIds,
        evidence: ports.evidence?.() ?? nothingRecorded,
        core: () => coreOf(plan),
        endingCore: () => endingCoreOf(plan),
      },
      task,
    );
    open.set(id, opened);
    void opened.done.then(() => leave(id, opened, isFirst));
    changes.notify();
    return opened;
  }

  async function leave(id: string, run: OpenRun, isFirst: boolean): Promise<void> {
    // It is read after an end that the run does not know to be on disk.
    const now = run.hasEnded() ? null : await stored.load(id).catch(() => undefined);
    open.delete(id);
    if (!run.hasEnded()) onLeft();
    // Where the store does not answer, it is as it was when it was left.
    if (run.hasEnded() || now?.state === 'ended') {
      // Whoever asked for these the first time while it was at work found it as running on disk.
      stored.forgetInterrupted(id);
      if (isFirst) await notifyEnded(id);
    } else stored.setInterrupted({ ...run.progress(), run: { state: 'interrupted' } });
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

  async function alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    if (open.has(id) || opening.has(id)) throw atWork();
    opening.add(id);
    try {
      await batchesRecovered();
      return await work();
    } finally {
      opening.delete(id);
    }
  }

  return {
    all: () => [...open.values()],
    get: (id) => open.get(id),
    changes,
    begin,
    alone,
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

/** Throws when the connection leads elsewhere than at the time of the plan. */
export function checkPlanAddress(address: string, settings: ConnectionSettings): void {
  checkSameAddress(settings, {
    address,
    reason: 'revocation-of-other-core',
  });
}

function atWork(): Failure {
  return failure('bad-input', { reason: 'revocation-running' });
}
