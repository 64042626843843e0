import type { ReceiverOfRevocation, RevocationSignals } from '../../../contract/domain/signals.ts';
import type { SignalReceiverOfRun, Signals } from '../../signals/signals-port.ts';
import { nothingOfTopic, type TopicDeliveries } from '../../store/deliveries.ts';
import type { Store } from '../../store/interface.ts';
import type { StoredRun } from '../report/documents.ts';
import { countAllGone, exposureUntilOf } from '../report/report.ts';
import { type ExposedReceiver, exposureOf } from './exposure.ts';

interface SignalsParts {
  readonly read: Pick<Store['read'], 'counts' | 'countTargets'>;
  readonly signals: Pick<Signals, 'outcomes' | 'pastReceiversOf' | 'receiversOf'>;
}

/** What the receivers of its connection got of a revocation, and those that were told of it and are there no more. */
export async function readSignals(
  { read, signals }: SignalsParts,
  run: StoredRun,
  damagedRows: number,
): Promise<RevocationSignals> {
  const { id, facts, plan } = run;
  const { connectionId } = plan.plan;
  const now = signals.receiversOf(connectionId);
  const past = signals.pastReceiversOf(connectionId);
  const told = facts.signalReceivers;
  const until = exposureUntilOf(run);
  // Most consoles have none: then nothing is read.
  if (now.length + past.length + told.length === 0)
    return { receivers: [], exposure: exposureOf({ until, left: 0, gone: 0, receivers: [] }) };
  const count = (where: 'known-gone' | 'to-signal' | 'ordered-not-gone') => read.countTargets({ id, where });
  // In this order, because a run goes on meanwhile: what is gone after the first number is not yet known to be gone, and has no event.
  const notGone = await count('ordered-not-gone');
  const allGone = countAllGone(await read.counts({ id }));
  const knownGone = await count('known-gone');
  const [outcomes, toSignal] = await Promise.all([signals.outcomes(id), count('to-signal')]);
  // Where one of them could not be told, the marks of the targets say nothing of the others.
  const marked = told.every(({ error }) => error === null) ? toSignal : 0;
  const present = now.map((receiver) => {
    const outcome = outcomes.find((one) => one.receiver === receiver.id);
    const queued = outcome ? outcome.waiting + outcome.delivered + outcome.refused + outcome.damaged : 0;
    const before = told.find((one) => one.id === receiver.id);
    // A session can be back that was gone: then the queue has more events than there are sessions.
    const notQueued = Math.max(knownGone - queued, before ? marked : 0);
    return toReceiver(receiver, outcome, notQueued, before?.error ?? null);
  });
  const ended = past.flatMap(({ at, because, ...receiver }) => {
    const outcome = outcomes.find((one) => one.receiver === receiver.id);
    const wasTold = told.some(({ id: before }) => before === receiver.id) || (outcome?.delivered ?? 0) > 0;
    return wasTold ? [toPast(receiver, { because, at }, knownGone, outcome)] : [];
  });
  const unknown = told.filter(({ id: before }) => ![...now, ...past].some((one) => one.id === before));
  const removed = unknown.map((receiver) => toPast(receiver, { because: 'removed', at: null }, knownGone));
  const receivers: readonly ExposedReceiver[] = [...present, ...ended, ...removed];
  const left = notGone + Math.max(0, allGone - knownGone) + damagedRows;
  return {
    receivers: receivers.map(({ since: _since, ...receiver }) => receiver),
    exposure: exposureOf({ until, left, gone: knownGone, receivers }),
  };
}

function toReceiver(
  { id, name, protectsAllServices, since }: SignalReceiverOfRun,
  outcome: TopicDeliveries | undefined,
  notQueued: number,
  lastError: ReceiverOfRevocation['error'],
): ExposedReceiver {
  const { deliveredAt, delivered, error, refused, damaged, waiting } = outcome ?? nothingOfTopic;
  return {
    ...{ id, name, protectsAllServices, since, past: null },
    ...{ notQueued, waiting, delivered, refused, damaged, deliveredAt },
    error: error ?? (notQueued > 0 ? lastError : null),
  };
}

/** What it had not taken when it ended, it never gets. */
function toPast(
  { id, name, protectsAllServices }: Omit<SignalReceiverOfRun, 'since'>,
  past: NonNullable<ReceiverOfRevocation['past']>,
  knownGone: number,
  { delivered, deliveredAt }: Pick<TopicDeliveries, 'delivered' | 'deliveredAt'> = nothingOfTopic,
): ExposedReceiver {
  return {
    ...{ id, name, protectsAllServices, since: null, past },
    ...{ ...nothingOfTopic, notQueued: Math.max(0, knownGone - delivered), delivered, deliveredAt },
  };
}
