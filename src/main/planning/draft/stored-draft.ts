import { z } from 'zod';
import { connectionId, epochMs } from '../../../contract/domain/ids.ts';
import { draft } from '../../../contract/domain/planning/draft.ts';
import { failure, toAppError } from '../../../contract/failure.ts';
import type { CorePort } from '../../core/protocol.ts';
import {
  type CoreKeys,
  checkSameAddress,
  isSameCore,
  otherCore,
  readCoreKeys,
} from '../../identity/core-identity.ts';
import { createListeners, type Listeners } from '../../shared/changes.ts';
import type { WorkControl } from '../../shared/work-control.ts';
import type { Change } from '../../store/changes.ts';
import type { CommitLog, StoredCounts } from '../../store/interface.ts';
import type { PlanDocument } from '../../store/plan-document.ts';
import type { StoredState } from '../../store/records.ts';
import type { DraftPorts } from './draft.ts';
import { planSourceOf, summaryOf } from './draft.ts';
import { createDraftShares, type DraftShares } from './draft-progress.ts';

/** The document `source` of a draft: what it is made from, and of which core. Once its core is known it never changes. */
export const draftSource = z.strictObject({
  connectionId,
  /** Of the core that is asked: a connection can be changed to lead to another one. */
  address: z.string(),
  /**
   * Ids of the fixed keys of that core. Null: they were not read yet, and nothing was asked of it. Empty in a draft of an
   * early version, which was not checked: no core is it.
   */
  coreKeys: z.array(z.string()).readonly().nullable().default([]),
  createdAt: epochMs,
  source: draft.shape.source,
  /** Bytes of the list; null: a rule. */
  size: z.int().nullable(),
});
export type DraftSource = z.infer<typeof draftSource>;

/** A draft in the store: its commits, its numbers, and the listeners of its changes. */
export interface StoredDraft {
  readonly id: string;
  readonly source: DraftSource;
  readonly listeners: Listeners;
  readonly shares: DraftShares;
  /** The open core, if the connection leads to the same address as before. Throws a `Failure` otherwise. */
  readonly core: () => CorePort;
  /** Whether these are keys of the core of this draft: the one that answers first. */
  readonly recognise: (keys: CoreKeys) => boolean;
  /**
   * For answers that the operator waits for: to be called before the first call, and again before what was answered is
   * written. Does not wait for the core. Resolves with the keys of the core of this draft. Rejects with `other-core` when
   * another one answers.
   */
  readonly checkCore: (signal: AbortSignal) => Promise<CoreKeys>;
  readonly counts: () => StoredCounts;
  /** Takes the changes at once and begins to write them; see `settle`. */
  readonly append: (...changes: Change[]) => void;
  /** Rows that wait to be written. */
  readonly waiting: () => number;
  /** Resolves when everything appended is on disk. Rejects with the `Failure` of the store; nothing is lost then. */
  readonly settle: () => Promise<void>;
  /** The same for long work: while the store does not work, the work is paused, until it is resumed or stopped. */
  readonly settleOrPause: (control: WorkControl) => Promise<void>;
  /** Does what another method of the store does with the whole draft, when everything appended is on disk. */
  readonly change: (work: (id: string) => Promise<StoredCounts>) => Promise<void>;
  /**
   * Changes of the operator, one after the other. What was frozen before is not valid any more: the draft is a draft
   * again. Rejects with `bad-input` once it was handed over.
   */
  readonly reopen: <T>(work: () => Promise<T>) => Promise<T>;
  /** Makes a plan of it, in the work of `reopen`. */
  readonly markPlanned: (document: PlanDocument, users: readonly string[]) => void;
  readonly handOver: () => Promise<void>;
  readonly takeBack: () => void;
  readonly isHandedOver: () => boolean;
  /** See `OpenDraft`. */
  readonly checkNotStarted: () => void;
}

export type DraftStorePorts = Pick<DraftPorts, 'store' | 'core' | 'settings' | 'clock'>;

/** Makes a draft in the store. Rejects with a `Failure`, `disk-full` among them. */
export async function createStoredDraft(
  ports: DraftStorePorts,
  input: {
    readonly id: string;
    readonly source: DraftSource;
    readonly expectedBytes: number;
    readonly planning: unknown;
    /** Missing: there is none yet. */
    readonly checkpoint?: unknown;
  },
): Promise<StoredDraft> {
  const { id, source, expectedBytes, planning, checkpoint } = input;
  const counts = await ports.store.write.create({
    id,
    size: 'large',
    state: 'draft',
    summary: summaryOf({ ...source, source: planSourceOf(source.source) }),
    documents: { source, planning, ...(checkpoint === undefined ? {} : { checkpoint }) },
    expectedBytes,
    loadsWithoutIndex: source.source.type === 'list',
    changes: [],
  });
  return openStoredDraft(ports, { id, source, state: 'draft', counts });
}

/** A draft that is in the store already. */
export function openStoredDraft(
  ports: DraftStorePorts,
  input: {
    readonly id: string;
    readonly source: DraftSource;
    readonly state: StoredState;
    readonly counts: StoredCounts;
  },
): StoredDraft {
  const { id } = input;
  const { clock, store } = ports;
  let { source } = input;
  const listeners = createListeners();
  const shares = createDraftShares({ store, clock, id }, listeners.notifySoon);
  const summary = { ...source, source: planSourceOf(source.source) };
  let counts = input.counts;
  let isPlanned = input.state === 'planned';
  let isHandedOver = false;
  let log: CommitLog = openLog();
  let turn: Promise<unknown> = Promise.resolve();

  function openLog(): CommitLog {
    return store.openLog(id, takeCounts);
  }

  function takeCounts(next: StoredCounts): void {
    counts = next;
    shares.changed();
    listeners.notifySoon();
  }

  async function settle(): Promise<void> {
    const settled = await log.settle();
    // Without another commit since, these are from before what `change` did.
    if (settled.commit > counts.commit) takeCounts(settled);
  }

  function checkNotStarted(): void {
    if (isHandedOver) throw beingStarted();
  }

  function exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(() => {
      checkNotStarted();
      return work();
    });
    turn = result.catch(() => undefined);
    return result;
  }

  function core(): CorePort {
    checkSameAddress(ports.settings(source.connectionId), {
      address: source.address,
      reason: 'draft-of-other-core',
    });
    return ports.core(source.connectionId);
  }

  function recognise(keys: CoreKeys): boolean {
    if (source.coreKeys !== null) return isSameCore(source.coreKeys, keys);
    source = { ...source, coreKeys: keys };
    log.append({ type: 'documents', documents: { source } });
    return true;
  }

  async function checkCore(signal: AbortSignal): Promise<CoreKeys> {
    const keys = await readCoreKeys(core(), signal);
    if (!recognise(keys)) throw otherCore();
    return source.coreKeys ?? keys;
  }

  return {
    id,
    get source() {
      return source;
    },
    listeners,
    shares,
    core,
    recognise,
    checkCore,
    counts: () => counts,
    append: (...changes) => log.append(...changes),
    waiting: () => log.waiting(),
    settle,
    settleOrPause: (control) => orPause(control, settle),
    change: async (work) => {
      await settle();
      try {
        takeCounts(await work(id));
      } catch (thrown) {
        // Long work that was stopped leaves what its steps did.
        takeCounts(await store.read.counts({ id }).catch(() => counts));
        await shares.refresh();
        throw thrown;
      }
      await shares.refresh();
      listeners.notifyNow();
    },
    reopen: (work) =>
      exclusively(async () => {
        if (isPlanned) {
          log.append({ type: 'state', state: 'draft', summary: summaryOf(summary) });
          await settle();
          isPlanned = false;
        }
        return work();
      }),
    markPlanned: (document, users) => {
      log.append(
        { type: 'documents', documents: { plan: document } },
        {
          type: 'state',
          state: 'planned',
          summary: summaryOf(summary, {
            coverage: document.plan.coverage,
            targets: document.plan.targets,
            userCount: document.plan.users,
            users,
          }),
        },
      );
      isPlanned = true;
    },
    handOver: () =>
      exclusively(async () => {
        if (!isPlanned) throw notFrozen();
        await settle();
        isHandedOver = true;
      }),
    takeBack: () => {
      // The run may have made commits.
      log = openLog();
      isHandedOver = false;
    },
    isHandedOver: () => isHandedOver,
    checkNotStarted,
  };
}

/**
 * Does the work again until the store does it. In between, long work is paused until it is resumed. Rejects with `aborted`
 * when it is to end.
 */
export async function orPause<T>(control: WorkControl, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (thrown) {
      if (control.signal.aborted) throw thrown;
      control.pause({ type: 'store', error: toAppError(thrown) });
    }
    await control.checkpoint();
  }
}

function beingStarted() {
  return failure('bad-input', { reason: 'draft-is-run' });
}

function notFrozen() {
  return failure('bad-input', { reason: 'draft-changed' });
}
