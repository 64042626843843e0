import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { SignalReceiverOfRun } from '../../signals/signals-port.ts';
import type { GoneTarget } from '../../store/records.ts';
import { countGone } from '../report/report.ts';
import type { Run } from '../run/run.ts';
import { idsOf, pages } from '../run/run-pages.ts';

/** Targets whose events one transaction of a queue takes. */
const pageSize = 1_000;
const manyTargets = 5_000;
const fewOfMany = 20;

/**
 * Puts the event of each session that is known to be gone, whoever ended it, into the queue of each receiver of the connection.
 * Known: it was read again after everything that was sent, between two checks that the same core answers. Waits for the queues
 * on disk, never for a receiver. What cannot be queued is left to the next time, and the facts say why. `which` `all`: also what
 * was queued before, for receivers that are new since, or whose queue was lost.
 */
export async function queueSignals(run: Run, which: 'not-queued' | 'all' = 'not-queued'): Promise<void> {
  const receivers = run.signalReceivers();
  if (receivers.length === 0) return;
  try {
    await tellReceivers(run, receivers, which);
  } catch (thrown) {
    const error = toAppError(thrown);
    // A revocation that is to end has to come to its end.
    if (error.code !== 'store-damaged' || !run.control.signal.aborted) throw thrown;
    noteReceivers(run, receivers, () => error);
  }
}

async function tellReceivers(
  run: Run,
  receivers: readonly SignalReceiverOfRun[],
  which: 'not-queued' | 'all',
): Promise<void> {
  const { facts, records, steps, store } = run;
  const { id } = store;
  const told = facts().signalReceivers.filter(({ error }) => error === null);
  // To a receiver that came later, or is at another address by now, what the others were told is new.
  const wasTold = ({ id: now, since }: SignalReceiverOfRun) =>
    told.some((one) => one.id === now && one.since === since);
  const isAll = which === 'all' || !receivers.every(wasTold);
  const where = isAll ? 'known-gone' : 'to-signal';
  await store.settle();
  const count = await store.read((reader) => reader.countTargets({ id, where }));
  if (count === 0) return;
  steps.begin('signals', count);
  if (where === 'to-signal' && isFewOf(count, countGone(store.counts().targets)))
    await store.write((writer) => writer.indexToSignal({ id }));
  const failed = await queueAll(run, where, receivers);
  await store.settle();
  const isNews = noteReceivers(run, receivers, (receiver) => failed.get(receiver) ?? null);
  // A watch tries again at each look.
  if (isNews || failed.size === 0) records.signalsQueued(receivers, failed, count);
}

/** Whether finding them would go through many others. Where most are new, as after the first dispatch, an index is of no use. */
function isFewOf(count: number, gone: number): boolean {
  return gone >= manyTargets && count * fewOfMany <= gone;
}

/** Whether that was not in the facts: a look that finds nothing new writes nothing. */
function noteReceivers(
  { facts, setFacts }: Run,
  receivers: readonly SignalReceiverOfRun[],
  errorOf: (receiverId: string) => AppError | null,
): boolean {
  const before = facts().signalReceivers;
  const others = before.filter(({ id }) => !receivers.some((one) => one.id === id));
  const now = receivers.map((one) => ({ ...one, error: errorOf(one.id) }));
  const signalReceivers = [...others, ...now];
  if (JSON.stringify(signalReceivers) === JSON.stringify(before)) return false;
  setFacts({ signalReceivers });
  return true;
}

/** Resolves with the receivers for which not everything could be queued, and why. */
async function queueAll(
  run: Run,
  where: 'known-gone' | 'to-signal',
  receivers: readonly SignalReceiverOfRun[],
): Promise<ReadonlyMap<string, AppError>> {
  const failed = new Map<string, AppError>();
  const { control, store } = run;
  const { id } = store;
  const fetch = (after: number) =>
    store.read((reader) => reader.goneTargets({ id, where, after, limit: pageSize }));
  for await (const page of pages(pageSize, fetch)) {
    // A run that the operator ends tells first what it knows.
    if (!control.signal.aborted || control.isInterrupted()) await control.checkpoint();
    const open = receivers.filter((one) => !failed.has(one.id));
    await Promise.all(
      open.map(async (receiver) => {
        const error = await queueFor(run, receiver, page);
        if (error !== null) failed.set(receiver.id, error);
      }),
    );
    if (failed.size === receivers.length) break;
    // What one of them misses is queued again for all of them, which changes nothing for the others.
    if (failed.size === 0) store.append({ type: 'signalled', on: idsOf(page) });
    run.steps.done(page.length);
    if (store.hasMuchWaiting()) await store.settle();
  }
  return failed;
}

/** Null: it is in the queue. */
async function queueFor(
  { order, signals, store }: Run,
  receiver: SignalReceiverOfRun,
  events: readonly GoneTarget[],
): Promise<AppError | null> {
  try {
    await signals.queue({
      ...{ revocationId: store.id, receiverId: receiver.id, reason: order.reason },
      events: events.map(({ id: _id, ...session }) => session),
    });
    return null;
  } catch (thrown) {
    return toAppError(thrown);
  }
}
