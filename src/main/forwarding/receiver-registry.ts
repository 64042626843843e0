import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import {
  mostReceivers,
  type ReceiverSettings,
  receiverPlace,
  receiverSettings,
  type SaveReceiverRequest,
} from '../../contract/domain/forwarding.ts';
import { failure } from '../../contract/failure.ts';
import { checkedAuthorities } from '../connections/authorities.ts';
import type { KeyRing, KeyState } from '../connections/key-ring.ts';
import { createKeyedList } from '../connections/keyed-list.ts';
import { checkAmongReceivers, checkUnchangedAuthorisation } from '../delivery/receiver-checks.ts';
import { readJson, writePrivateJson } from '../shared/json-file.ts';

const savedReceiver = z.strictObject({
  id: z.uuid(),
  settings: receiverSettings,
  /** The last record of the audit log that was there before: nothing up to it is sent. */
  since: z.int().min(0),
  /** Base64 of the secret store; absent: no authorisation is stored. */
  sealedKey: z.string().optional(),
});
export type SavedReceiver = z.infer<typeof savedReceiver>;

const fileShape = z.strictObject({ version: z.literal(1), receivers: z.array(savedReceiver) });

/** The saved receivers with their authorisation: `forwarding.json`. */
interface ReceiverRegistry {
  readonly damagedFile: string | undefined;
  readonly all: () => readonly SavedReceiver[];
  /** Throws a `Failure` when it is not there. */
  readonly find: (id: string) => SavedReceiver;
  readonly authorisationState: (id: string) => KeyState;
  /** Null: none. Rejects with a `Failure` when it cannot be read, or does not belong to the address. */
  readonly authorisation: (id: string) => Promise<string | null>;
  /** An authorisation that is left as it is cannot go to another address. Throws a `Failure` otherwise. */
  readonly checkAuthorisationMayGo: (id: string, address: string) => void;
  /** Nothing has changed when it rejects. */
  readonly save: (request: SaveReceiverRequest, since: number) => Promise<SavedReceiver>;
  readonly remove: (id: string) => Promise<void>;
  readonly rebindKeys: (locks: readonly string[] | null) => Promise<void>;
}

export async function openReceiverRegistry(dataDirectory: string, keys: KeyRing): Promise<ReceiverRegistry> {
  const path = join(dataDirectory, 'forwarding.json');
  const { content, damagedFile } = await readJson(path, (json) => fileShape.parse(json).receivers);
  const list = createKeyedList<SavedReceiver>({
    ...{ saved: content ?? [], keys, unknown: 'receiver-unknown' },
    writeAll: (next) =>
      writePrivateJson(path, { version: 1, receivers: [...next] } satisfies z.infer<typeof fileShape>),
  });

  function checkAuthorisationMayGo(id: string, address: string): void {
    checkUnchangedAuthorisation({
      isThere: list.keyState(id) !== 'none',
      ...{ savedFor: list.find(id).settings.address, wanted: address },
    });
  }

  return {
    damagedFile,
    all: list.all,
    find: list.find,
    authorisationState: list.keyState,
    async authorisation(id) {
      const { type, address } = list.find(id).settings;
      return type === 'syslog' ? null : list.key(id, address);
    },
    checkAuthorisationMayGo,
    async save(request, since) {
      const { after } = await list.save(request.id, (before) => {
        const { id = randomUUID(), keepAuthorisation: keep } = request;
        const others = list.all().filter((one) => one.id !== id);
        checkAmongReceivers(request.settings.name, others, mostReceivers);
        const settings = checkedReceiver(request.settings);
        const key = settings.type === 'syslog' ? null : request.authorisation;
        if (key === undefined && before !== undefined) checkAuthorisationMayGo(id, settings.address);
        return { entry: { id, settings, since: before?.since ?? since }, key, keep };
      });
      return after;
    },
    remove: list.remove,
    rebindKeys: list.rebindKeys,
  };
}

/** Settings as they are saved and used. Throws a `Failure` that names what is wrong. */
export function checkedReceiver(settings: ReceiverSettings): ReceiverSettings {
  const url = receiverPlace(settings.type, settings.address);
  if (url === null) throw failure('bad-input', { reason: 'receiver-address' });
  const authorities = checkedAuthorities(settings.authorities);
  // As it is compared, shown and reached: a host can be written in many ways, and with letters that look like others.
  const address = settings.type === 'syslog' ? `${url.hostname}:${syslogPort(url)}` : url.href;
  return { ...settings, address, authorities };
}

/** The address of a receiver of syslog has a port. Of this one `URL` takes it away. */
export function syslogPort({ port }: URL): number {
  return port === '' ? 443 : Number(port);
}
