import type { HandlersOf } from '../../contract/channels/contract.ts';
import type { AuditConnection } from '../../contract/domain/audit/record.ts';
import { type DeliveryState, noDeliveries } from '../../contract/domain/delivery.ts';
import type { SignalReceiver, SignalReceiverSettings } from '../../contract/domain/signals.ts';
import { failure } from '../../contract/failure.ts';
import { recordedChange } from '../audit/recorded-change.ts';
import type { Recorder } from '../audit/recorder.ts';
import { createKeyRing, type SecretStore } from '../connections/key-ring.ts';
import { createDeliveries } from '../delivery/deliveries.ts';
import { createChanges, createListeners } from '../shared/changes.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import { createLimit } from '../shared/concurrency/limit.ts';
import { writeText } from '../shared/export/write-export.ts';
import type { WaitBounds } from '../shared/retry/waits.ts';
import { type DeliveryQueue, nothingOfTopic } from '../store/deliveries.ts';
import { sessionRevoked, verification } from './events.ts';
import { createEventSender } from './push-events.ts';
import { type AskAboutSignals, createReceiverQuestions } from './receiver-questions.ts';
import { openSignalReceivers, type SavedSignalReceiver } from './signal-receivers.ts';
import type { Signals } from './signals-port.ts';
import { openTransmitterKey, type PublicJwk } from './transmitter-key.ts';

interface SignalsPorts {
  readonly dataDirectory: string;
  readonly secretStore: SecretStore;
  /** Names the lock of the console; null: there is none. */
  readonly lockPrint: () => string | null;
  readonly queue: DeliveryQueue;
  readonly audit: Pick<Recorder, 'note' | 'record' | 'settle'>;
  /** Throws a `Failure` for a connection that is not there. */
  readonly connection: (id: string) => { readonly name: string };
  /** The same as records of the audit log have it. */
  readonly auditConnection: (id: string) => AuditConnection;
  readonly ask: AskAboutSignals;
  /** Asks the operator where to save a file. Null: nowhere. */
  readonly saveFile: (defaultName: string) => Promise<string | null>;
  readonly clock?: Clock;
  readonly waits?: WaitBounds;
}

export interface SignalsService extends Signals {
  readonly handlers: Omit<HandlersOf<'signals'>, 'signals.exposure' | 'signals.ofRevocation'>;
  /** Files that could not be read at this start. */
  readonly damagedFiles: readonly (string | undefined)[];
  readonly receiverIds: () => readonly string[];
  readonly rebindKeys: (locks: readonly string[] | null) => Promise<void>;
  /** Throws a `Failure` while receivers belong to the connection: nobody would be asked about them any more. */
  readonly checkRemoval: (connectionId: string) => void;
  readonly close: () => Promise<void>;
}

/** Events that are in memory, and settled together, at a time: few, because what was sent before a crash is sent again. */
const batch = { most: 20, bytes: 100_000 } as const;
const showEveryMs = 250;

/** Curfew as a transmitter of Shared Signals: its receivers, its key, and the events of ended sessions. */
export async function openSignals(ports: SignalsPorts): Promise<SignalsService> {
  const { audit, connection, queue, clock = systemClock } = ports;
  const keyRing = createKeyRing(ports.secretStore, ports.lockPrint);
  const receivers = await openSignalReceivers(ports.dataDirectory, keyRing, clock);
  const key = await openTransmitterKey(ports.dataDirectory, ports.secretStore);
  const changes = createChanges();
  const listeners = createListeners();
  const deliveries = createDeliveries({
    ...{ queue, clock, onChange: changed },
    ...(ports.waits === undefined ? {} : { waits: ports.waits }),
  });
  const questions = createReceiverQuestions(ports);
  const oneByOne = createLimit(1);

  function changed(): void {
    changes.notify();
    listeners.notifyNow();
  }

  async function openReceiver(receiver: SavedSignalReceiver): Promise<void> {
    const { id } = receiver;
    const sender = createEventSender({
      ...{ receiver, clock, signing: key.signing },
      authorisation: () => receivers.authorisation(id),
    });
    await deliveries.open({ id, batch, ...sender }, 0);
  }

  async function show(
    { id, settings }: SavedSignalReceiver,
    delivery: ReadonlyMap<string, DeliveryState>,
  ): Promise<SignalReceiver> {
    const [verified = nothingOfTopic] = await queue.topicDeliveries({ topic: verificationOf(id) });
    return {
      ...settings,
      id,
      authorisation: receivers.authorisationState(id),
      verification: verificationState(verified),
      delivery: delivery.get(id) ?? noDeliveries,
    };
  }

  function recorded<T>(
    change: 'added' | 'changed' | 'removed' | 'verification-sent',
    { connectionId, name, address, protectsAllServices }: SignalReceiverSettings,
    make: () => Promise<T>,
  ): Promise<T> {
    const entry = {
      action: 'settings.changed',
      connection: ports.auditConnection(connectionId),
      details: {
        ...{ setting: 'signals', change, receiver: name, protectsAllServices },
        // Its path can be a secret.
        origin: new URL(address).origin,
      },
    } as const;
    return recordedChange(audit, entry, make);
  }

  /** What a receiver took at earlier addresses is not taken at its new one. Done again at a start, in case that was cut off. */
  async function splitMoved(id: string): Promise<void> {
    for (const { because, id: as } of receivers.past())
      if (because.type === 'moved' && because.of === id) await deliveries.split(id, as);
  }

  /** The key that receivers check events with. */
  async function ensureKey(): Promise<PublicJwk> {
    return key.ensure((made, keep) => {
      const details = { setting: 'signals', change: 'key-made', key: made.kid };
      return recordedChange(audit, { action: 'settings.changed', details }, keep);
    });
  }

  /** At the end of the queue; what is left of the last one is of no interest any more. */
  async function sendVerification(id: string): Promise<void> {
    const topic = verificationOf(id);
    await deliveries.removeTopic(id, topic);
    await deliveries.add({
      ...{ receiver: id, topic, cursor: null },
      deliveries: [verification(clock.now())],
    });
  }

  const handlers: SignalsService['handlers'] = {
    'signals.watch': ({ connectionId }, { emit, signal }) =>
      changes.follow(
        async () => {
          const delivery = await deliveries.states();
          const shown = receivers.of(connectionId).map((receiver) => show(receiver, delivery));
          await emit([await Promise.all(shown)]);
        },
        signal,
        showEveryMs,
      ),

    'signals.save': (request) =>
      oneByOne.run(async () => {
        connection(request.settings.connectionId);
        const checked = receivers.check(request);
        const { id } = request;
        const present = id === undefined ? undefined : receivers.find(id);
        // Before the operator is asked: without a key no event is sent.
        await ensureKey();
        await questions.confirmSave(
          present && {
            settings: present.settings,
            authorisation: receivers.authorisationState(present.id),
            delivery: (await deliveries.states()).get(present.id) ?? noDeliveries,
          },
          checked,
          request.authorisation,
        );
        // It can be removed while the operator thinks: then nobody could remove the receiver any more.
        connection(request.settings.connectionId);
        const { after } = await recorded(present === undefined ? 'added' : 'changed', checked, () =>
          receivers.save(request),
        );
        await splitMoved(after.id);
        await openReceiver(after);
        if (isReachedOtherwise(present?.settings, after.settings) || request.authorisation !== undefined)
          await sendVerification(after.id);
        changed();
        return show(after, await deliveries.states());
      }),

    'signals.remove': ({ id }) =>
      oneByOne.run(async () => {
        const { settings } = receivers.find(id);
        const waiting = (await deliveries.states()).get(id)?.waiting ?? 0;
        await questions.confirmRemoval(settings, waiting);
        await recorded('removed', settings, () => receivers.remove(id));
        await deliveries.remove(id);
        changed();
        return null;
      }),

    'signals.retry': async ({ id }) => {
      receivers.find(id);
      await deliveries.retry(id);
      return null;
    },

    'signals.verify': ({ id }) =>
      oneByOne.run(async () => {
        const { settings } = receivers.find(id);
        await recorded('verification-sent', settings, () => sendVerification(id));
        deliveries.attemptNow(id);
        return null;
      }),

    'signals.exportKeys': async (_, { signal }) => {
      const made = await ensureKey();
      const path = await ports.saveFile('curfew-jwks.json');
      if (path === null) return null;
      await writeText({ path, text: textOf({ keys: [made] }), signal });
      return { path };
    },
  };

  for (const receiver of receivers.all()) {
    await splitMoved(receiver.id).catch(() => undefined);
    // Its file may have been edited by hand: then it has no queue, and its state says nothing of one.
    await openReceiver(receiver).catch(() => undefined);
  }

  return {
    handlers,
    damagedFiles: [receivers.damagedFile, key.damagedFile],
    receiverIds: () => receivers.all().map(({ id }) => id),
    rebindKeys: receivers.rebindKeys,
    receiversOf: (connectionId) =>
      receivers.of(connectionId).map(({ id, settings: { name, protectsAllServices }, since = null }) => ({
        ...{ id, name, protectsAllServices, since },
      })),
    pastReceiversOf: (connectionId) =>
      receivers
        .past()
        .filter((one) => one.connectionId === connectionId)
        .map(({ at, because, id, name, protectsAllServices }) => ({
          ...{ id, name, protectsAllServices, at, because: because.type },
        })),
    async queue({ revocationId, receiverId, reason, events }) {
      receivers.find(receiverId);
      const madeAt = clock.now();
      await deliveries.add({
        ...{ receiver: receiverId, topic: revocationId, cursor: null },
        deliveries: events.map((session) =>
          sessionRevoked({ revocationId, receiverId, reason, session, madeAt }),
        ),
      });
    },
    async outcomes(revocationId) {
      const outcomes = await queue.topicDeliveries({ topic: revocationId });
      const states = await deliveries.states();
      return outcomes.map((one) => ({
        ...one,
        error: one.error ?? (one.waiting > 0 ? (states.get(one.receiver)?.error ?? null) : null),
      }));
    },
    onChange: listeners.add,
    async forget(revocationId) {
      while ((await queue.forgetTopic({ topic: revocationId })).left);
    },
    checkRemoval(connectionId) {
      const count = receivers.of(connectionId).length;
      const { name } = connection(connectionId);
      if (count > 0)
        throw failure('refused', { reason: 'connection-has-receivers', params: { name, count } });
    },
    close: deliveries.end,
  };
}

function verificationOf(receiverId: string): string {
  return `verification ${receiverId}`;
}

function verificationState({
  damaged,
  delivered,
  deliveredAt,
  error,
  refused,
  waiting,
}: typeof nothingOfTopic): SignalReceiver['verification'] {
  if (waiting > 0) return { state: 'waiting', at: null, error: null };
  if (refused + damaged > 0) return { state: 'refused', at: null, error };
  // The console was killed before it was queued, or the queue was lost.
  if (delivered === 0) return { state: 'none', at: null, error: null };
  return { state: 'delivered', at: deliveredAt, error: null };
}

/** Whether the receiver may take events otherwise than before. */
function isReachedOtherwise(
  before: SignalReceiverSettings | undefined,
  after: SignalReceiverSettings,
): boolean {
  return (
    before?.address !== after.address ||
    before.audience !== after.audience ||
    before.issuer !== after.issuer ||
    JSON.stringify(before.authorities) !== JSON.stringify(after.authorities)
  );
}

async function* textOf(value: unknown): AsyncGenerator<string> {
  yield `${JSON.stringify(value, null, 2)}\n`;
}
