import type { HandlersOf } from '../../contract/channels/contract.ts';
import { everyRecord } from '../../contract/domain/audit/log.ts';
import { type DeliveryState, noDeliveries } from '../../contract/domain/delivery.ts';
import type { ForwardingReceiver, ReceiverSettings } from '../../contract/domain/forwarding.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { recordedChange } from '../audit/recorded-change.ts';
import type { Recorder } from '../audit/recorder.ts';
import { createKeyRing, type SecretStore } from '../connections/key-ring.ts';
import { createDeliveries } from '../delivery/deliveries.ts';
import { createChanges } from '../shared/changes.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import { createLimit } from '../shared/concurrency/limit.ts';
import type { WaitBounds } from '../shared/retry/waits.ts';
import type { DeliveryQueue } from '../store/deliveries.ts';
import { type AskAboutReceiver, createReceiverQuestions } from './receiver-questions.ts';
import { checkedReceiver, openReceiverRegistry, type SavedReceiver } from './receiver-registry.ts';
import { createRecordSender } from './send-records.ts';

interface ForwardingPorts {
  readonly dataDirectory: string;
  readonly secretStore: SecretStore;
  /** Names the lock of the console; null: there is none. */
  readonly lockPrint: () => string | null;
  readonly queue: DeliveryQueue;
  readonly audit: Pick<AuditLog, 'head' | 'onHead' | 'page'>;
  readonly recorder: Pick<Recorder, 'note' | 'record' | 'settle'>;
  readonly ask: AskAboutReceiver;
  readonly clock?: Clock;
  readonly waits?: WaitBounds;
}

export interface Forwarding {
  readonly handlers: HandlersOf<'forwarding'>;
  /** Where a file of receivers went that could not be read at this start. */
  readonly damagedFile: string | undefined;
  readonly receiverIds: () => readonly string[];
  readonly rebindKeys: (locks: readonly string[] | null) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Records that are read, and sent, at a time. */
const batch = { most: 200, bytes: 1_000_000 } as const;
const readAgainMs = 1_000;
const showEveryMs = 250;

/** Sends the records of the audit log to the receivers that were set up. Without receivers it does nothing. */
export async function openForwarding(ports: ForwardingPorts): Promise<Forwarding> {
  const { audit, clock = systemClock } = ports;
  const registry = await openReceiverRegistry(
    ports.dataDirectory,
    createKeyRing(ports.secretStore, ports.lockPrint),
  );
  const states = createChanges();
  const heads = createChanges();
  const deliveries = createDeliveries({
    ...{ queue: ports.queue, clock, onChange: states.notify },
    ...(ports.waits === undefined ? {} : { waits: ports.waits }),
  });
  const closing = new AbortController();
  const oneByOne = createLimit(1);
  const testsOneByOne = createLimit(1);
  const questions = createReceiverQuestions(ports);

  /** Puts into the queue of a receiver what the log has behind its cursor. */
  async function queueRecords(receiver: string, cursor: number): Promise<void> {
    for (let last = cursor; !closing.signal.aborted; ) {
      const end = audit.head()?.sequence ?? 0;
      if (last >= end) return;
      // Their numbers have no gaps: the newest of so many behind the cursor are the next ones.
      const next = Math.min(last + batch.most, end);
      const { rows } = await audit.page({
        ...{ filter: everyRecord, before: next + 1, skip: 0, limit: next - last },
      });
      const after = last;
      const records = rows.flatMap((row) =>
        row.type === 'record' && row.record.sequence > after ? [row.record] : [],
      );
      await deliveries.add({
        ...{ receiver, topic: null, cursor: next },
        deliveries: records.reverse().map((record) => ({
          ...{ id: record.hash, body: JSON.stringify(record), at: Date.parse(record.time) },
        })),
      });
      last = next;
    }
  }

  async function queueForAll(): Promise<void> {
    if (!registry.all().some(({ id }) => deliveries.isOpen(id))) return;
    try {
      for (const { receiver, cursor } of await deliveries.stored())
        if (deliveries.isOpen(receiver)) await queueRecords(receiver, cursor);
    } catch {
      // The store or the log cannot be read now. The records are where they were.
      clock.after(readAgainMs, () => heads.notify());
    }
  }

  async function openReceiver({ id, settings, since }: SavedReceiver): Promise<void> {
    const { send, close } = createRecordSender({
      ...{ settings, clock },
      authorisation: () => registry.authorisation(id),
    });
    await deliveries.open({ id, batch, send, close }, since);
    heads.notify();
  }

  function show(
    { id, settings }: SavedReceiver,
    delivery: ReadonlyMap<string, DeliveryState>,
  ): ForwardingReceiver {
    return {
      ...settings,
      id,
      authorisation: registry.authorisationState(id),
      delivery: delivery.get(id) ?? noDeliveries,
    };
  }

  function recorded<T>(
    change: 'added' | 'changed' | 'removed',
    { name, type, address }: ReceiverSettings,
    make: () => Promise<T>,
  ): Promise<T> {
    // Without its path, which is a secret in the addresses of many webhooks.
    const origin = type === 'syslog' ? address : new URL(address).origin;
    const details = { setting: 'forwarding', change, receiver: name, type, origin };
    return recordedChange(ports.recorder, { action: 'settings.changed', details }, make);
  }

  const handlers: HandlersOf<'forwarding'> = {
    'forwarding.watch': (_, { emit, signal }) =>
      states.follow(
        async () => {
          const delivery = await deliveries.states();
          await emit([registry.all().map((receiver) => show(receiver, delivery))]);
        },
        signal,
        showEveryMs,
      ),

    'forwarding.save': (request) =>
      oneByOne.run(async () => {
        const { id } = request;
        const present = id === undefined ? undefined : registry.find(id);
        const after = checkedReceiver(request.settings);
        const authorisation = after.type === 'syslog' ? null : request.authorisation;
        if (id !== undefined && authorisation === undefined)
          registry.checkAuthorisationMayGo(id, after.address);
        await questions.confirmSave(
          present && {
            settings: present.settings,
            authorisation: registry.authorisationState(present.id),
            delivery: (await deliveries.states()).get(present.id) ?? noDeliveries,
          },
          after,
          authorisation,
        );
        const saved = await recorded(present === undefined ? 'added' : 'changed', after, () =>
          registry.save(request, audit.head()?.sequence ?? 0),
        );
        if (present !== undefined && present.settings.address !== saved.settings.address)
          await deliveries.move(saved.id);
        await openReceiver(saved);
        states.notify();
        return show(saved, await deliveries.states());
      }),

    'forwarding.remove': ({ id }) =>
      oneByOne.run(async () => {
        const { settings } = registry.find(id);
        const waiting = (await deliveries.states()).get(id)?.waiting ?? 0;
        await questions.confirmRemoval(settings, waiting);
        // The receiver itself may be the last to get that this is intended.
        await recorded('removed', settings, () => registry.remove(id));
        await deliveries.remove(id);
        states.notify();
        return null;
      }),

    'forwarding.test': (request, { signal }) =>
      testsOneByOne.run(async () => {
        const { id } = request;
        const before = id === undefined ? undefined : registry.find(id).settings;
        const settings = checkedReceiver(request.settings);
        await questions.confirmTest(before, settings, request.authorisation);
        const isSaved = id !== undefined && request.authorisation === undefined;
        if (isSaved) registry.checkAuthorisationMayGo(id, settings.address);
        const sender = createRecordSender({
          ...{ settings, clock },
          authorisation: async () =>
            isSaved && settings.type === 'json-lines'
              ? registry.authorisation(id)
              : (request.authorisation ?? null),
        });
        try {
          await sender.test(signal);
        } finally {
          sender.close();
        }
        return null;
      }),

    'forwarding.retry': async ({ id }) => {
      registry.find(id);
      await deliveries.retry(id);
      return null;
    },
  };

  for (const receiver of registry.all()) {
    // Its file may have been edited by hand: then it has no queue, and its state says nothing of one.
    await openReceiver(receiver).catch(() => undefined);
  }
  const stopListening = audit.onHead(() => heads.notify());
  const following = heads.follow(queueForAll, closing.signal).catch(() => undefined);

  return {
    handlers,
    damagedFile: registry.damagedFile,
    receiverIds: () => registry.all().map(({ id }) => id),
    rebindKeys: registry.rebindKeys,
    async close() {
      stopListening();
      closing.abort();
      await following;
      await deliveries.end();
    },
  };
}
