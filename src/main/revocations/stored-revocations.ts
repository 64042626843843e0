import type { RevocationReport } from '../../contract/domain/revocation/report.ts';
import type { RunProgress } from '../../contract/domain/revocation/run.ts';
import type { RevocationSignals } from '../../contract/domain/signals.ts';
import { Failure, failure } from '../../contract/failure.ts';
import type { Signals } from '../signals/signals-port.ts';
import { eachEntry } from '../store/each-entry.ts';
import type { Store } from '../store/interface.ts';
import type { PlanDocument } from '../store/plan-document.ts';
import type { RevocationSummary } from '../store/records.ts';
import type { DamagedRows } from './report/damaged-rows.ts';
import {
  type Facts,
  factsAtStart,
  type Order,
  parsePlanDocument,
  parseRunDocuments,
  runDocumentNames,
  type StoredRun,
} from './report/documents.ts';
import { outcomeByNow, toProgress, toReport, toSummary } from './report/report.ts';
import { readSignals } from './signals/read-signals.ts';

/** Revocations that were started, as they are on disk. */
export interface StoredRevocations {
  /** Throws `not-found` where nothing was started, and `store-damaged` where it cannot be read. */
  readonly load: (id: string) => Promise<StoredRun>;
  readonly report: (id: string) => Promise<RevocationReport>;
  /** What the signal receivers got of it, also while it is at work. */
  readonly signals: (id: string) => Promise<RevocationSignals>;
  /** The same when all rows were read from disk. */
  readonly reportOfAllRows: (id: string, signal: AbortSignal) => Promise<RevocationReport>;
  /** Of one that may be removed, because it has ended or cannot be read; null: nothing is known of it. */
  readonly summaryToRemove: (id: string) => Promise<RevocationSummary | null>;
  /** Removes one that has ended, or cannot be read. */
  readonly remove: (id: string) => Promise<void>;
  /**
   * Makes a run of a plan: order and state in one commit. Rejects when it was started before, when `check` rejects, or
   * when it cannot be written; nothing was begun then.
   */
  readonly begin: (
    id: string,
    order: Order,
    check: (plan: PlanDocument) => Promise<void>,
  ) => Promise<StoredRun>;
  /** Those that the end of the console cut off, the latest first. */
  readonly interrupted: () => Promise<readonly RunProgress[]>;
  readonly setInterrupted: (progress: RunProgress) => void;
  readonly forgetInterrupted: (id: string) => void;
  /** Of a revocation that was looked at since the start of the console. */
  readonly connectionOf: (id: string) => string | undefined;
}

export function createStoredRevocations(
  store: Store,
  damagedRows: DamagedRows,
  signals: Pick<Signals, 'forget' | 'outcomes' | 'pastReceiversOf' | 'receiversOf'>,
  /** Whether a run watches at this moment. */
  watches: (id: string) => boolean,
): StoredRevocations {
  const { read } = store;
  const connections = new Map<string, string>();
  let interrupted: Promise<Map<string, RunProgress>> | undefined;

  async function readable(id: string) {
    const entry = await read.entry({ id });
    if (entry.type === 'unreadable') throw new Failure(entry.error);
    return entry;
  }

  async function load(id: string): Promise<StoredRun> {
    const isWatching = watches(id);
    const { state, summary } = await readable(id);
    if (state !== 'running' && state !== 'ended') throw notStarted();
    const [documents, counts] = await Promise.all([
      read.documents({ id, names: runDocumentNames }),
      read.counts({ id }),
    ]);
    connections.set(id, summary.connectionId);
    const run = { id, state, summary, counts, isWatching, ...parseRunDocuments(documents) };
    return state === 'ended' ? { ...run, facts: await factsByNow(run) } : run;
  }

  /** A watch, or a reading, can have been cut off when it had found something and the outcome was not written yet. */
  async function factsByNow(run: StoredRun): Promise<Facts> {
    const { counts, facts, id } = run;
    const { outcome } = facts;
    if (outcome !== 'complete' && outcome !== 'complete-with-gaps') return facts;
    const left = await read.countTargets({ id, where: 'ordered-not-gone' });
    return { ...facts, outcome: outcomeByNow(run, counts, left > 0) };
  }

  /** Whether it was begun, and nothing more: its start was reported as failed, and is tried again. */
  async function isUntouched(id: string): Promise<boolean> {
    const { facts, state } = await load(id);
    return state === 'running' && facts.passes === 0 && facts.resumed === 0;
  }

  /** Read once: changes go through `setInterrupted` and `forgetInterrupted`. */
  function loadInterrupted(): Promise<Map<string, RunProgress>> {
    interrupted ??= readInterrupted().catch((thrown: unknown) => {
      interrupted = undefined;
      throw thrown;
    });
    return interrupted;
  }

  async function readInterrupted(): Promise<Map<string, RunProgress>> {
    const runs = new Map<string, RunProgress>();
    for await (const { id } of eachEntry(store, 'running')) {
      // One that cannot be read is shown as that where revocations are listed.
      const run = await load(id).catch(() => undefined);
      if (run) runs.set(id, interruptedProgress(run));
    }
    return runs;
  }

  /** After what is being read: whoever asks later gets both. */
  function change(work: (known: Map<string, RunProgress>) => void): void {
    interrupted = interrupted?.then((known) => {
      work(known);
      return known;
    });
    interrupted?.catch(() => undefined);
  }

  async function summaryToRemove(id: string): Promise<RevocationSummary | null> {
    const entry = await read.entry({ id });
    if (entry.type === 'readable' && entry.state === 'running') throw notEnded();
    if (entry.type === 'readable' && entry.state !== 'ended') throw notStarted();
    return entry.summary;
  }

  async function report(id: string, count: DamagedRows['soon']): Promise<RevocationReport> {
    const run = await load(id);
    if (run.state === 'running') throw notEnded();
    const [targetErrors, remaining, tokensToEnd, damagedRows] = await Promise.all([
      read.targetErrors({ id }),
      read.countTargets({ id, where: 'ordered-not-gone' }),
      read.countTargets({ id, where: 'tokens-to-end' }),
      count(id, run.counts),
    ]);
    const told = await readSignals({ read, signals }, run, damagedRows ?? 0);
    return toReport(run, run.counts, { targetErrors, remaining, tokensToEnd, damagedRows, signals: told });
  }

  return {
    load,
    report: (id) => report(id, damagedRows.soon),
    reportOfAllRows: (id, signal) => report(id, (of, counts) => damagedRows.counted(of, counts, { signal })),
    signals: async (id) => readSignals({ read, signals }, await load(id), damagedRows.known(id)),
    summaryToRemove,
    remove: async (id) => {
      await summaryToRemove(id);
      await store.write.remove({ id });
      // What is left of it is of no use, and does no harm.
      await signals.forget(id).catch(() => undefined);
    },
    begin: async (id, order, check) => {
      const { state, summary } = await readable(id);
      if (state === 'draft') throw noPlan();
      if (state !== 'planned' && !(await isUntouched(id))) throw wasStarted();
      const plan = parsePlanDocument(await read.documents({ id, names: ['plan'] }));
      await check(plan);
      const counts = await read.counts({ id });
      const facts = factsAtStart;
      const started = toSummary(summary, { facts, order, plan }, counts);
      const log = store.openLog(id);
      log.append(
        { type: 'documents', documents: { order, facts } },
        { type: 'state', state: 'running', summary: started },
      );
      try {
        await log.settle();
      } catch (thrown) {
        // After an error at the commit only the store knows whether it is on disk.
        const now = await read.entry({ id }).catch(() => undefined);
        if (now?.type !== 'readable' || now.state !== 'running') throw thrown;
      }
      connections.set(id, plan.plan.connectionId);
      return { id, state: 'running', summary: started, counts, isWatching: false, plan, order, facts };
    },
    interrupted: async () =>
      [...(await loadInterrupted()).values()].sort((a, b) => b.startedAt - a.startedAt),
    setInterrupted: (progress) => change((known) => known.set(progress.id, progress)),
    forgetInterrupted: (id) => change((known) => known.delete(id)),
    connectionOf: (id) => connections.get(id),
  };
}

export function interruptedProgress(run: StoredRun): RunProgress {
  return toProgress(run, run.counts, { state: 'interrupted' });
}

function notStarted(): Failure {
  return failure('not-found', { reason: 'revocation-not-started' });
}

function notEnded(): Failure {
  return failure('not-found', { reason: 'revocation-not-ended', retryable: true });
}

function noPlan(): Failure {
  return failure('not-found', { reason: 'plan-unknown' });
}

/** For a plan that was started before. */
export function wasStarted(): Failure {
  return failure('bad-input', { reason: 'plan-used' });
}
