import type { Settings } from '../../../contract/domain/app.ts';
import type { Look, TargetCounts, UnplannedSessions } from '../../../contract/domain/revocation/run.ts';
import type { AppError } from '../../../contract/errors.ts';
import { failure } from '../../../contract/failure.ts';
import type { CorePort, RecordedKeys } from '../../core/protocol.ts';
import type { CoreIdentity } from '../../identity/core-identity.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Throttle } from '../../shared/concurrency/throttle.ts';
import type { RetryPolicy } from '../../shared/retry/retry-policy.ts';
import type { WorkControl } from '../../shared/work-control.ts';
import type { SignalReceiverOfRun, Signals } from '../../signals/signals-port.ts';
import type { StoredCounts, TargetCondition } from '../../store/interface.ts';
import type { PlanDocument } from '../../store/plan-document.ts';
import type { RunTarget, RunUser, TargetId, TargetToEnd } from '../../store/records.ts';
import type { RunRecords } from '../audit/run-records.ts';
import type { Facts, Order } from '../report/documents.ts';
import { countState, type Steps } from '../report/report.ts';
import type { RunStore } from './run-store.ts';

/** Answers are targets whose end was recorded by what a batch answered. */
export type RunIdentity = CoreIdentity<TargetId>;

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
  /** Ends the run with its report, or brings the report up to date: facts, state and summary in one commit. */
  readonly commitEnd: (facts: Partial<Facts>) => Promise<void>;
  /** Takes up a revocation that has ended, with what is left of it: it is running again on disk. */
  readonly commitReopened: (facts: Partial<Facts>) => Promise<void>;
  /** Commits facts and summary of a run that goes on. */
  readonly commitFacts: (facts: Partial<Facts>) => void;
  /** Until when new sessions are looked for (epoch milliseconds); null: not any more. */
  readonly setWatching: (until: number | null) => void;
  /** The last look for new sessions. It is not on disk before something else is, because it changes with every look. */
  readonly setLook: (look: Look) => void;
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

/** Pages of rows in the order of their numbers. The next one is fetched while one is worked on. */
export async function* pages<Row extends { readonly id: number }>(
  limit: number,
  fetch: (after: number) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  let next = fetch(0);
  for (;;) {
    const rows = await next;
    const last = rows.at(-1);
    if (!last) return;
    const isLast = rows.length < limit;
    if (!isLast) {
      next = fetch(last.id);
      // It is thrown where it is awaited; nobody does when the pages are left early.
      next.catch(() => undefined);
    }
    yield rows;
    if (isLast) return;
  }
}

export function idsOf(targets: readonly Pick<RunTarget, 'id'>[]): TargetId[] {
  return targets.map(({ id }) => id);
}

/** Targets of which this is true. A target is given once, whatever becomes of it meanwhile. */
export function targetPages(
  { store }: Pick<Run, 'store'>,
  where: TargetCondition,
  limit: number,
): AsyncGenerator<readonly RunTarget[]> {
  const { id } = store;
  return pages(limit, (after) => store.read((reader) => reader.runTargets({ id, where, after, limit })));
}

/** The same with their users, for what the audit log says before sessions are ended. */
export function pagesToEnd(
  { store }: Pick<Run, 'store'>,
  where: TargetCondition,
  limit: number,
): AsyncGenerator<readonly TargetToEnd[]> {
  const { id } = store;
  return pages(limit, (after) => store.read((reader) => reader.targetsToEnd({ id, where, after, limit })));
}

/** Items until it is asked to end: what was begun by then is finished. */
export async function* untilCutOff<T>(items: AsyncIterable<T>, isCutOff: () => boolean): AsyncGenerator<T> {
  for await (const item of items) {
    if (isCutOff()) return;
    yield item;
  }
}

export type UserCondition = 'all' | 'to-list' | 'to-close';

/** Users one by one. */
export async function* eachUser(
  { store }: Pick<Run, 'store'>,
  where: UserCondition,
  minTargets: number,
): AsyncGenerator<RunUser> {
  const { id } = store;
  const limit = 200;
  const all = pages(limit, (after) =>
    store.read((reader) => reader.runUsers({ id, where, minTargets: minTargets, after, limit })),
  );
  for await (const page of all) yield* page;
}

/** What the operator orders to end while a run watches for new sessions. */
export interface EndOrder {
  readonly which: UnplannedSessions;
  /** Whether it may be carried out with so many that are left. Throws a `Failure`: nothing is ended then. */
  readonly check: (left: number) => void;
}

/** An order that was given, to be answered by `accept` or `refuse`: the first answer counts. */
export interface GivenOrder extends EndOrder {
  /** It is on disk. */
  readonly accept: () => void;
  readonly refuse: (thrown: unknown) => void;
}

/** Orders on their way from the operator to a run that watches. The run itself ends the sessions: nobody else may. */
export interface RunOrders {
  /** Resolves when the order is on disk. Rejects when the run does not watch, or ends before. */
  readonly give: (order: EndOrder) => Promise<void>;
  readonly areWaiting: () => boolean;
  readonly take: () => GivenOrder | undefined;
  /** Calls back when one is given; gives what ends that. */
  readonly onGiven: (callback: () => void) => () => void;
  /** From now on orders are taken. */
  readonly open: () => void;
  /** No order is taken any more; those that wait are refused. */
  readonly close: () => void;
}

export function createRunOrders(): RunOrders {
  const listeners = new Set<() => void>();
  let waiting: GivenOrder[] = [];
  let isOpen = false;

  return {
    give: (order) =>
      new Promise((resolve, reject) => {
        if (!isOpen) {
          reject(notWatching());
          return;
        }
        waiting.push({ ...order, accept: resolve, refuse: reject });
        for (const notify of [...listeners]) notify();
      }),
    areWaiting: () => waiting.length > 0,
    take: () => waiting.shift(),
    onGiven: (callback) => {
      listeners.add(callback);
      return () => void listeners.delete(callback);
    },
    open: () => {
      isOpen = true;
    },
    close: () => {
      isOpen = false;
      for (const { refuse } of waiting) refuse(notWatching());
      waiting = [];
    },
  };
}

function notWatching() {
  return failure('bad-input', { reason: 'revocation-does-not-watch' });
}

/** A batch that is on disk as sent, or is going to be. */
export interface SentBatch {
  /** The call leaves in this moment. */
  readonly leave: () => void;
  /** Its outcome is on disk, or it is not sent after all. */
  readonly end: () => void;
}

/**
 * Targets are on disk as sent before their call leaves, because a console that is killed must know what it may have sent.
 * The operator sees them as sent when the call leaves: as long as they are only prepared, they are planned.
 */
export interface SentBatches {
  readonly prepare: (targets: number) => SentBatch;
  /** The numbers that the operator sees. */
  readonly shown: (counts: StoredCounts) => StoredCounts;
}

export function createSentBatches(onChange: () => void): SentBatches {
  let prepared = 0;
  let left = 0;

  return {
    prepare: (targets) => {
      prepared += targets;
      let hasLeft = false;
      return {
        leave: () => {
          hasLeft = true;
          prepared -= targets;
          left += targets;
          onChange();
        },
        end: () => {
          if (hasLeft) left -= targets;
          else prepared -= targets;
          onChange();
        },
      };
    },
    shown: (counts) => {
      // Of what is prepared, only what is on disk by now is among those that are sent there.
      const inPlan = Math.min(prepared, Math.max(0, counts.targets.sent - left));
      return inPlan === 0 ? counts : { ...counts, targets: asPlanned(counts.targets, inPlan) };
    },
  };
}

function asPlanned(counts: TargetCounts, prepared: number): TargetCounts {
  return { ...counts, sent: counts.sent - prepared, planned: counts.planned + prepared };
}
