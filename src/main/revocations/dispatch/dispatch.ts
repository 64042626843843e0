import { isCertainlyNotExecuted } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { CorePort } from '../../core/protocol.ts';
import type { IdentifiedCall } from '../../identity/core-identity.ts';
import type { Throttle } from '../../shared/concurrency/throttle.ts';
import type { TargetCondition } from '../../store/interface.ts';
import type { RunTarget, TargetId } from '../../store/records.ts';
import { begin, mayLeave, type Run, type SentBatch, targetPages } from '../run/run.ts';

/** So many targets are looked at ahead, to fill batches of lists in which tenants alternate. */
const mostWaiting = 16_000;

/** Targets that are read from the store at a time. */
const pageSize = 1_000;
/** So many batches are made ready beside those under way: reaching the disk costs the same for one and for all of them. */
const batchesAhead = 4;

/**
 * Sends the targets of which `where` is true, each once. Those of a batch that fails become `unknown`, or planned again
 * where it certainly was not executed. Waits while the core is away. Rejects with `aborted` when the run is to end; what
 * was not sent by then stays as it was.
 */
export async function dispatch(run: Run, where: TargetCondition, throttle: Throttle): Promise<void> {
  const queue = createBatchQueue(targetPages(run, where, pageSize));
  const sender = createSender(run, throttle);
  const underWay = new Set<Promise<void>>();
  let failed: { readonly thrown: unknown } | undefined;

  function follow(sending: Promise<AppError | null>): void {
    const done = sender.waitOut(sending).then(
      () => void underWay.delete(done),
      (thrown: unknown) => {
        failed ??= { thrown };
        underWay.delete(done);
      },
    );
    underWay.add(done);
  }

  try {
    while (!failed) {
      if (sender.isInTrouble() || underWay.size >= throttle.concurrency() + batchesAhead) {
        await Promise.race(underWay);
        continue;
      }
      const batch = await queue.next(throttle.batchSize());
      if (!batch) break;
      const { result } = await begin(run, () => sender.send(batch));
      follow(result);
    }
  } finally {
    while (underWay.size > 0) await Promise.race(underWay);
  }
  if (failed) throw failed.thrown;
}

interface Sender {
  /**
   * One batch, from `sent` on disk to its outcome on disk; to be tracked. What may not leave any more when its turn
   * comes was not sent. Resolves with why the core does not work, when it does not.
   */
  readonly send: (batch: readonly RunTarget[]) => Promise<AppError | null>;
  /** Resolves when the batch is through, and the core answers again if it did not. */
  readonly waitOut: (sending: Promise<AppError | null>) => Promise<void>;
  /** Whether a batch failed in a way that may come of the core, and that is not over. */
  readonly isInTrouble: () => boolean;
}

function createSender(run: Run, throttle: Throttle): Sender {
  const { clock, identity, retry, steps, store } = run;
  const limit = createAdaptiveLimit(throttle.concurrency);
  let troubles = 0;

  async function giveBack(ids: readonly number[]): Promise<null> {
    store.recordEvent({ type: 'not-sent' }, ids);
    await store.trySettle();
    return null;
  }

  async function send(batch: readonly RunTarget[]): Promise<AppError | null> {
    const ids = batch.map(({ id }) => id);
    const sent = run.sentBatches.prepare(ids.length);
    try {
      store.recordEvent({ type: 'sent' }, ids);
      if (!(await store.trySettle())) return await giveBack(ids);
      await limit.acquire();
      try {
        return mayLeave(run) && troubles === 0 ? await call(batch, ids, sent) : await giveBack(ids);
      } finally {
        limit.release();
      }
    } finally {
      sent.end();
    }
  }

  async function call(
    batch: readonly RunTarget[],
    ids: readonly number[],
    sent: SentBatch,
  ): Promise<AppError | null> {
    const startedAt = clock.elapsed();
    let core: CorePort;
    try {
      core = run.endingCore();
    } catch (thrown) {
      troubles += 1;
      await giveBack(ids);
      return toAppError(thrown);
    }
    try {
      sent.leave();
      const asked = identity.beginCall();
      const revoked = new Set(await core.revokeHandles({ handles: batch.map(({ handle }) => handle) }));
      throttle.answered(batch.length, clock.elapsed() - startedAt);
      retry.answered();
      await recordAnswer(batch, revoked, asked);
      return null;
    } catch (thrown) {
      return await recordFailure(ids, toAppError(thrown));
    } finally {
      steps.done(batch.length);
    }
  }

  async function recordAnswer(
    batch: readonly RunTarget[],
    revoked: ReadonlySet<string>,
    asked: IdentifiedCall<TargetId>,
  ): Promise<void> {
    const named = batch.filter(({ handle }) => revoked.has(handle)).map(({ id }) => id);
    const others = batch.filter(({ handle }) => !revoked.has(handle)).map(({ id }) => id);
    store.recordEvent({ type: 'confirmed' }, named);
    store.recordEvent({ type: 'not-named' }, others);
    asked.believe([...named, ...others]);
    await store.trySettle();
  }

  async function recordFailure(ids: readonly number[], error: AppError): Promise<AppError | null> {
    troubles += 1;
    if (error.code === 'rate-limited') throttle.slowDown();
    else throttle.failed();
    if (isCertainlyNotExecuted(error)) {
      await giveBack(ids);
      return error;
    }
    store.recordEvent({ type: 'lost', error }, ids, 'halve');
    await store.trySettle();
    const trouble = await retry.troubleOf(error);
    if (!trouble) troubles -= 1;
    return trouble;
  }

  return {
    send,
    isInTrouble: () => troubles > 0,
    waitOut: async (sending) => {
      const trouble = await sending;
      if (!trouble) return;
      try {
        await retry.waitFor(trouble);
      } finally {
        troubles -= 1;
      }
    },
  };
}

/** At most so many at the same time, where the number changes meanwhile. */
function createAdaptiveLimit(most: () => number): {
  readonly acquire: () => Promise<void>;
  readonly release: () => void;
} {
  let acquired = 0;
  let waiting: (() => void)[] = [];
  return {
    acquire: async () => {
      while (acquired >= most()) await new Promise<void>((resolve) => waiting.push(resolve));
      acquired += 1;
    },
    release: () => {
      acquired -= 1;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
  };
}

/** Targets that wait to be sent, batch by batch. */
interface BatchQueue {
  /** Targets of the next batch, at most so many; undefined when nothing is left. */
  readonly next: (size: number) => Promise<readonly RunTarget[] | undefined>;
}

/**
 * Which targets share a batch. A handle of a tenant that does not exist fails its whole batch while part of it may be
 * done already, so a batch has handles of one tenant only: what is wrong with one tenant never casts doubt on another.
 * Targets whose batch failed go into smaller ones, at last alone.
 */
export function createBatchQueue(pages: AsyncIterator<readonly RunTarget[]>, most = mostWaiting): BatchQueue {
  const groups = new Map<string, RunTarget[]>();
  let waiting = 0;
  let isRead = false;

  function add(page: readonly RunTarget[]): void {
    for (const target of page) {
      const key = `${target.batchLimit} ${target.tenantId}`;
      const group = groups.get(key);
      if (group) group.push(target);
      else groups.set(key, [target]);
    }
    waiting += page.length;
  }

  /** A group that fills a batch; when no more is looked at, the largest one. */
  function choose(size: number): string | undefined {
    let largest: { readonly key: string; readonly length: number } | undefined;
    for (const [key, group] of groups) {
      if (group.length >= sizeFor(group, size)) return key;
      if (!largest || group.length > largest.length) largest = { key, length: group.length };
    }
    return isRead || waiting >= most ? largest?.key : undefined;
  }

  return {
    next: async (size) => {
      for (;;) {
        const key = choose(size);
        const group = key === undefined ? undefined : groups.get(key);
        if (key !== undefined && group) {
          const batch = group.splice(0, sizeFor(group, size));
          if (group.length === 0) groups.delete(key);
          waiting -= batch.length;
          return batch;
        }
        if (isRead) return undefined;
        const page = await pages.next();
        if (page.done) isRead = true;
        else add(page.value);
      }
    },
  };
}

function sizeFor([first]: readonly RunTarget[], size: number): number {
  return Math.max(1, Math.min(size, first?.batchLimit ?? size));
}
