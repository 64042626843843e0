import { isCertainlyNotExecuted } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { CorePort } from '../../core/protocol.ts';
import type { IdentifiedCall } from '../../identity/core-identity.ts';
import type { Throttle } from '../../shared/concurrency/throttle.ts';
import type { TargetCondition } from '../../store/interface.ts';
import type { TargetId, TargetToEnd } from '../../store/records.ts';
import type { BatchOutcome, BatchResult, IntendedBatch } from '../audit/batch-records.ts';
import { begin, mayLeave, type Run } from '../run/run.ts';
import { idsOf, pagesToEnd } from '../run/run-pages.ts';
import type { SentBatch } from '../run/sent-batches.ts';
import { createBatchQueue } from './batch-queue.ts';

/** Targets that are read from the store at a time. */
const pageSize = 1_000;
/**
 * So many batches are made ready, or have an answer that is not on disk, beside those whose calls are under way: reaching the disk costs the
 * same for one and for all of them.
 */
const batchesAhead = 4;

/**
 * Sends the targets of which `where` is true, each once. Those of a batch that fails become `unknown`, or planned again
 * where it certainly was not executed. Waits while the core is away. Rejects with `aborted` when the run is to end; what
 * was not sent by then stays as it was.
 */
export async function dispatch(run: Run, where: TargetCondition, throttle: Throttle): Promise<void> {
  const queue = createBatchQueue(pagesToEnd(run, where, pageSize));
  /** Batches whose intent could not be written: they are tried again when the run is resumed. */
  const heldBack: (readonly TargetToEnd[])[] = [];
  const sender = createSender(run, throttle, (batch) => void heldBack.push(batch));
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
      const batch = heldBack.shift() ?? (await queue.next(throttle.batchSize()));
      if (!batch && underWay.size === 0) break;
      if (!batch) {
        await Promise.race(underWay);
        continue;
      }
      if (run.records.hasMuchWaiting()) await run.records.settle();
      const { result } = await begin(run, () => sender.send(batch));
      follow(result);
    }
  } finally {
    while (underWay.size > 0) await Promise.race(underWay);
  }
  if (failed) throw failed.thrown;
  // What is sent next can have the same targets: a record of how a batch ended is before the next intent with them.
  await run.records.settle();
}

interface Sender {
  /**
   * One batch, from its intent in the audit log and `sent` on disk to its outcome on disk; to be tracked. What may not
   * leave any more when its turn comes was not sent. Resolves with why the core does not work, when it does not.
   */
  readonly send: (batch: readonly TargetToEnd[]) => Promise<AppError | null>;
  /** Resolves when the batch is through, and the core answers again if it did not. */
  readonly waitOut: (sending: Promise<AppError | null>) => Promise<void>;
  /** Whether a batch failed in a way that may come of the core, and that is not over. */
  readonly isInTrouble: () => boolean;
}

function createSender(
  run: Run,
  throttle: Throttle,
  holdBack: (batch: readonly TargetToEnd[]) => void,
): Sender {
  const { clock, identity, retry, steps, store } = run;
  const limit = createAdaptiveLimit(throttle.concurrency);
  let troubles = 0;

  async function giveBack({ intended, targets }: Batch, error: AppError | null): Promise<null> {
    store.recordEvent({ type: 'not-sent' }, idsOf(targets));
    await store.trySettle();
    intended.end(all(targets, 'not-sent'), { isSent: false, error });
    return null;
  }

  async function send(targets: readonly TargetToEnd[]): Promise<AppError | null> {
    const intended = await run.records.intend(targets, { of: 'sessions' });
    if (!intended) {
      holdBack(targets);
      return null;
    }
    const batch = { targets, intended };
    const sent = run.sentBatches.prepare(targets);
    try {
      store.recordEvent({ type: 'sent' }, idsOf(targets));
      if (!(await store.trySettle())) return await giveBack(batch, null);
      const answer = await callInTurn(batch, sent);
      if (answer.type === 'recorded') return answer.trouble;
      await recordAnswer(batch, answer);
      steps.done(targets.length);
      return null;
    } finally {
      sent.end();
    }
  }

  /** The next call need not wait until an answer is on disk; after a failure it waits until it is known whether the core works. */
  async function callInTurn(batch: Batch, sent: SentBatch): Promise<Answer> {
    await limit.acquire();
    try {
      if (mayLeave(run) && troubles === 0) return await call(batch, sent);
      return { type: 'recorded', trouble: await giveBack(batch, null) };
    } finally {
      limit.release();
    }
  }

  async function call(batch: Batch, sent: SentBatch): Promise<Answer> {
    const { targets } = batch;
    const startedAt = clock.elapsed();
    let core: CorePort;
    try {
      core = run.endingCore();
    } catch (thrown) {
      troubles += 1;
      const error = toAppError(thrown);
      await giveBack(batch, error);
      return { type: 'recorded', trouble: error };
    }
    try {
      sent.leave();
      const asked = identity.beginCall();
      const revoked = new Set(await core.revokeHandles({ handles: targets.map(({ handle }) => handle) }));
      throttle.answered(targets.length, clock.elapsed() - startedAt);
      retry.answered();
      return { type: 'answered', revoked, asked };
    } catch (thrown) {
      const trouble = await recordFailure(batch, toAppError(thrown));
      steps.done(targets.length);
      return { type: 'recorded', trouble };
    }
  }

  async function recordAnswer({ intended, targets }: Batch, { asked, revoked }: Answered): Promise<void> {
    const named = idsOf(targets.filter(({ handle }) => revoked.has(handle)));
    const others = idsOf(targets.filter(({ handle }) => !revoked.has(handle)));
    store.recordEvent({ type: 'confirmed' }, named);
    store.recordEvent({ type: 'not-named' }, others);
    asked.believe([...named, ...others]);
    await store.trySettle();
    intended.end(
      targets.map(({ handle }) => ({ handle, outcome: revoked.has(handle) ? 'revoked' : 'not-named' })),
      { isSent: true, error: null },
    );
  }

  async function recordFailure(batch: Batch, error: AppError): Promise<AppError | null> {
    const { intended, targets } = batch;
    troubles += 1;
    if (error.code === 'rate-limited') throttle.slowDown();
    else throttle.failed();
    if (isCertainlyNotExecuted(error)) {
      await giveBack(batch, error);
      return error;
    }
    store.recordEvent({ type: 'lost', error }, idsOf(targets), 'halve');
    await store.trySettle();
    intended.end(all(targets, 'unknown'), { isSent: true, error });
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

interface Answered {
  readonly type: 'answered';
  /** Handles that the core named. */
  readonly revoked: ReadonlySet<string>;
  readonly asked: IdentifiedCall<TargetId>;
}

/** `recorded`: it failed, or was not sent, and that is recorded. `trouble`: why the core does not work, when it does not. */
type Answer = Answered | { readonly type: 'recorded'; readonly trouble: AppError | null };

interface Batch {
  readonly targets: readonly TargetToEnd[];
  readonly intended: IntendedBatch;
}

function all(targets: readonly TargetToEnd[], outcome: BatchOutcome): BatchResult[] {
  return targets.map(({ handle }) => ({ handle, outcome }));
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
