import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { receiverPlace } from '../../contract/domain/forwarding.ts';
import { epochMs } from '../../contract/domain/ids.ts';
import {
  isIssuer,
  mostSignalReceivers,
  type SaveSignalReceiverRequest,
  type SignalReceiverSettings,
  signalReceiverSettings,
} from '../../contract/domain/signals.ts';
import { failure } from '../../contract/failure.ts';
import { checkedAuthorities } from '../connections/authorities.ts';
import type { KeyRing, KeyState } from '../connections/key-ring.ts';
import { createKeyedList } from '../connections/keyed-list.ts';
import { checkAmongReceivers, checkUnchangedAuthorisation } from '../delivery/receiver-checks.ts';
import type { Clock } from '../shared/clock.ts';
import { readJson, writePrivateJson } from '../shared/json-file.ts';

const savedReceiver = z.strictObject({
  id: z.uuid(),
  settings: signalReceiverSettings,
  /** Since when it is at its address (epoch milliseconds); absent: an earlier version saved it. */
  since: epochMs.optional(),
  /** Base64 of the secret store; absent: no authorisation is stored. */
  sealedKey: z.string().optional(),
});
export type SavedSignalReceiver = z.infer<typeof savedReceiver>;

const { connectionId, name, protectsAllServices } = signalReceiverSettings.shape;

/** What was a receiver. Its queue has what it took, under its id. */
const pastReceiver = z.strictObject({
  ...{ connectionId, name, protectsAllServices },
  id: z.uuid(),
  /** When it ended (epoch milliseconds). */
  at: epochMs,
  because: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('removed') }),
    /** The receiver `of` has another address since then. */
    z.strictObject({ type: z.literal('moved'), of: z.uuid() }),
  ]),
});
export type PastSignalReceiver = z.infer<typeof pastReceiver>;

const fileShape = z.strictObject({
  version: z.literal(1),
  receivers: z.array(savedReceiver),
  past: z.array(pastReceiver).default([]),
});

/** So many past receivers are remembered, the last ones: a report from before says only that a receiver was removed. */
const mostPast = 500;

/** The saved receivers of all connections with their authorisation: `signals.json`. */
interface SignalReceivers {
  readonly damagedFile: string | undefined;
  readonly all: () => readonly SavedSignalReceiver[];
  readonly of: (connectionId: string) => readonly SavedSignalReceiver[];
  /** In the order in which they ended. */
  readonly past: () => readonly PastSignalReceiver[];
  /** Throws a `Failure` when it is not there. */
  readonly find: (id: string) => SavedSignalReceiver;
  readonly authorisationState: (id: string) => KeyState;
  /** Null: none. Rejects with a `Failure` when it cannot be read, or does not belong to the address. */
  readonly authorisation: (id: string) => Promise<string | null>;
  /** Settings as they are saved and used. Throws a `Failure` that names why this cannot be saved. */
  readonly check: (request: SaveSignalReceiverRequest) => SignalReceiverSettings;
  /** Nothing has changed when it rejects. */
  readonly save: (
    request: SaveSignalReceiverRequest,
  ) => Promise<{ readonly before: SavedSignalReceiver | undefined; readonly after: SavedSignalReceiver }>;
  readonly remove: (id: string) => Promise<void>;
  readonly rebindKeys: (locks: readonly string[] | null) => Promise<void>;
}

export async function openSignalReceivers(
  dataDirectory: string,
  keys: KeyRing,
  clock: Pick<Clock, 'now'>,
): Promise<SignalReceivers> {
  const path = join(dataDirectory, 'signals.json');
  const { content, damagedFile } = await readJson(path, (json) => fileShape.parse(json));
  let past: readonly PastSignalReceiver[] = content?.past ?? [];
  const list = createKeyedList<SavedSignalReceiver>({
    ...{ saved: content?.receivers ?? [], keys, unknown: 'receiver-unknown' },
    async writeAll(next) {
      // In one file with the change: no receiver ends unseen.
      const ended = list.all().flatMap((before) => endOf(before, next, clock.now()));
      const nextPast = [...past, ...ended].slice(-mostPast);
      const file: z.infer<typeof fileShape> = { version: 1, receivers: [...next], past: [...nextPast] };
      await writePrivateJson(path, file);
      past = nextPast;
    },
  });

  function of(connectionId: string): readonly SavedSignalReceiver[] {
    return list.all().filter(({ settings }) => settings.connectionId === connectionId);
  }

  function check({ id, settings, authorisation }: SaveSignalReceiverRequest): SignalReceiverSettings {
    const before = id === undefined ? undefined : list.find(id);
    const others = of(settings.connectionId).filter((one) => one.id !== id);
    checkAmongReceivers(settings.name, others, mostSignalReceivers);
    const checked = checkedSettings(settings);
    if (before === undefined) return checked;
    if (before.settings.connectionId !== checked.connectionId)
      throw failure('bad-input', { reason: 'field-invalid', params: { field: 'settings.connectionId' } });
    checkUnchangedAuthorisation({
      isThere: authorisation === undefined && list.keyState(before.id) !== 'none',
      ...{ savedFor: before.settings.address, wanted: checked.address },
    });
    return checked;
  }

  return {
    damagedFile,
    all: list.all,
    of,
    past: () => past,
    find: list.find,
    authorisationState: list.keyState,
    authorisation: (id) => list.key(id, list.find(id).settings.address),
    check,
    save: (request) =>
      list.save(request.id, (before) => {
        const { id = randomUUID(), authorisation: key, keepAuthorisation: keep } = request;
        const settings = check(request);
        const since = before?.settings.address === settings.address ? before.since : clock.now();
        return { entry: { id, settings, ...(since === undefined ? {} : { since }) }, key, keep };
      }),
    remove: list.remove,
    rebindKeys: list.rebindKeys,
  };
}

/** What a receiver was, where it is among the `next` ones no more, or at another address. */
function endOf(
  { id, settings }: SavedSignalReceiver,
  next: readonly SavedSignalReceiver[],
  at: number,
): readonly PastSignalReceiver[] {
  const { address, connectionId, name, protectsAllServices } = settings;
  const after = next.find((one) => one.id === id);
  if (after?.settings.address === address) return [];
  const because: PastSignalReceiver['because'] =
    after === undefined ? { type: 'removed' } : { type: 'moved', of: id };
  const ofPast = because.type === 'removed' ? id : randomUUID();
  return [{ id: ofPast, connectionId, name, protectsAllServices, at, because }];
}

function checkedSettings(settings: SignalReceiverSettings): SignalReceiverSettings {
  const url = receiverPlace('json-lines', settings.address);
  if (url === null) throw failure('bad-input', { reason: 'receiver-address' });
  const { issuer, subject } = settings;
  if (!isIssuer(issuer) || (subject.type === 'user-id' && !isIssuer(subject.issuer)))
    throw failure('bad-input', { reason: 'signal-issuer' });
  const authorities = checkedAuthorities(settings.authorities);
  // As it is compared and shown: the host in lower case.
  return { ...settings, address: url.href, authorities };
}
