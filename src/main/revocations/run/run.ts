import type { Settings } from '../../../contract/domain/app.ts';
import type { Look } from '../../../contract/domain/revocation/run.ts';
import type { AppError } from '../../../contract/errors.ts';
import type { CorePort, RecordedKeys } from '../../core/protocol.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Throttle } from '../../shared/concurrency/throttle.ts';
import type { RetryPolicy } from '../../shared/retry/retry-policy.ts';
import type { WorkControl } from '../../shared/work-control.ts';
import type { SignalReceiverOfRun, Signals } from '../../signals/signals-port.ts';
import type { PlanDocument } from '../../store/plan-document.ts';
import type { RunRecords } from '../audit/run-records.ts';
import type { Facts, Order } from '../report/documents.ts';
import { countState } from '../report/report.ts';
import type { Steps } from '../report/steps.ts';
import type { RunIdentity } from './run-identity.ts';
import type { RunOrders } from './run-orders.ts';
import type { RunStore } from './run-store.ts';
import type { SentBatches } from './sent-batches.ts';

/** What the parts of a run work with. */
export interface Run {
  readonly plan: PlanDocument;
  readonly order: Order;
  readonly facts: () => Facts;
  /** On disk with the next commit. */
  readonly setFacts: (facts: Partial<Facts>) => void;
  readonly store: RunStore;
  readonly records: RunRecords;
  readonly control: WorkControl;
  /** All calls but those that end sessions: these are never made twice. */
  readonly retry: RetryPolicy<CorePort>;
  readonly identity: RunIdentity;
  /** Throws a `Failure` when it is not open, or the connection leads to another address. */
  readonly core: () => CorePort;
  /** The same, for calls that end sessions: also throws when the connection is read-only by now. */
  readonly endingCore: () => CorePort;
  readonly keys: RecordedKeys;
  /** Events of ended sessions, to receivers outside. */
  readonly signals: Pick<Signals, 'queue'>;
  /** Those of the connection, at this moment. */
  readonly signalReceivers: () => readonly SignalReceiverOfRun[];
  /** What is kept of sessions before they are ended. */
  readonly evidence: Settings['evidence'];
  /** The operator's own users, by any of their ids. */
  readonly ownUserIds: () => readonly string[];
  /** Aborted when the operator ends the second scan, before it or on its way. */
  readonly secondScanSignal: AbortSignal;
  readonly steps: Steps;
  readonly sentBatches: SentBatches;
  readonly createThrottle: () => Throttle;
  readonly clock: Clock;
  /** How long a watch waits from one look to the next one. */
  readonly watchPauseMs: number;
  /** Ends the run with its report, or brings the report up to date: facts, state and summary in one commit. */
  readonly commitEnd: (facts: Partial<Facts>) => Promise<void>;
  /** Takes up a revocation that has ended, with what is left of it: it is running again on disk. */
  readonly commitReopened: (facts: Partial<Facts>) => Promise<void>;
  /** Commits facts and summary of a run that goes on, or of one that is left. */
  readonly commitFacts: (facts: Partial<Facts>, then: 'goes-on' | 'is-left') => void;
  /** Until when new sessions are looked for (epoch milliseconds); null: not any more. */
  readonly setWatching: (until: number | null) => void;
  /** A watch follows the end that is committed next, and begins with it. */
  readonly willWatch: () => void;
  /** Whether this run has begun to look for new sessions, or begins with the end that is committed next. */
  readonly isWatching: () => boolean;
  /** The last look for new sessions. It is not on disk before something else is, because it changes with every look. */
  readonly setLook: (look: Look | null) => void;
  readonly lastLook: () => Look | null;
  /** What the operator orders while it watches. */
  readonly orders: RunOrders;
}

/** Notes an error that belongs to no single target. */
export function noteError(run: Run, error: AppError): void {
  const { errors } = run.facts();
  // One of each kind says why.
  if (errors.some(({ code }) => code === error.code)) return;
  run.setFacts({ errors: [...errors, error] });
}

/** Whether something ordered is planned or still active. */
export async function hasOpen(run: Run): Promise<boolean> {
  const counts = await run.store.settle();
  if (counts.targets.planned + counts.targets['still-active'] > 0) return true;
  const { linkedSessions, newSessions } = counts;
  const unplanned = [linkedSessions, newSessions].map((each) => each.planned + each['still-active']);
  if (unplanned.every((open) => open === 0)) return false;
  const { id } = run.store;
  // Not all of these are ordered.
  return (await run.store.read((reader) => reader.countTargets({ id, where: 'to-dispatch' }))) > 0;
}

export function hasState(run: Run, state: Parameters<typeof countState>[1]): boolean {
  return countState(run.store.counts(), state) > 0;
}

/** Work that began; an object, because a promise for a promise is one promise. */
interface Begun<T> {
  readonly result: Promise<T>;
}

/**
 * Waits until the core of the plan answers and the run may go on, and begins tracked work in that moment. `check`:
 * when its identity is read before. Rejects with `aborted` when the run is to end.
 */
export async function begin<T>(
  run: Run,
  work: () => Promise<T>,
  check: 'now' | 'at-times' = 'at-times',
): Promise<Begun<T>> {
  const { control, identity, retry } = run;
  for (;;) {
    await control.checkpoint();
    await retry.whenAnswering();
    await identity.check(check);
    const result = control.tryTrack(work);
    if (result) return { result };
  }
}

/** Whether a call that ends sessions may leave now: asked after everything that takes time, just before the call. */
export function mayLeave({ control }: Pick<Run, 'control'>): boolean {
  return control.state().state === 'running';
}
