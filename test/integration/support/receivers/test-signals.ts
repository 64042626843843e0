import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import type { SignalReceiverSettings } from '../../../../src/contract/domain/signals.ts';
import { readAuthorities } from '../../../../src/main/connections/authorities.ts';
import type { SecretStore } from '../../../../src/main/connections/key-ring.ts';
import { openSignals, type SignalsService } from '../../../../src/main/signals/signals.ts';
import type { Store } from '../../../../src/main/store/interface.ts';
import { createMemoryAudit } from '../../../unit/support/ports/memory-audit.ts';
import { callContext } from '../../../unit/support/stream.ts';

// For consoles in processes of their own too: without anything of the test runner, and without files beside this one.

export const issuer = 'https://console.example/curfew';

export function audienceOf(port: number): string {
  return `https://receiver-${port}.example`;
}

/** Its file is in a folder of the test. */
const plainSecrets: SecretStore = {
  state: async () => 'available',
  seal: async (text: string) => Buffer.from(text).toString('base64'),
  unseal: async (sealed: string) => ({ text: Buffer.from(sealed, 'base64').toString() }),
};

/** The signals of a console whose operator says yes to everything. */
export function openTestSignals(store: Store, dataDirectory: string): Promise<SignalsService> {
  return openSignals({
    ...{ dataDirectory, secretStore: plainSecrets, lockPrint: () => null, queue: store.deliveries },
    ...{ audit: createMemoryAudit().recorder, connection: () => ({ name: 'Under test' }) },
    auditConnection: (id) => ({
      id,
      name: 'Under test',
      environment: 'staging',
      address: issuer,
      core: null,
    }),
    ask: async () => true,
    saveFile: async (name) => join(dataDirectory, name),
    waits: { firstMs: 2, mostMs: 20 },
  });
}

export interface LocalReceiver {
  readonly port: number;
  /** Whoever signed its certificate, in PEM. */
  readonly authority: string;
}

export function receiverSettings(
  connectionId: string,
  { authority, port }: LocalReceiver,
): SignalReceiverSettings {
  return {
    ...{ connectionId, name: `Receiver ${port}`, address: `https://127.0.0.1:${port}/events` },
    ...{ audience: audienceOf(port), issuer, subject: { type: 'session' }, protectsAllServices: true },
    authorities: readAuthorities(authority),
  };
}

/** Sets up a receiver, as an operator does; resolves with its id. */
export async function addReceiver(
  signals: SignalsService,
  connectionId: string,
  receiver: LocalReceiver,
): Promise<string> {
  const settings = receiverSettings(connectionId, receiver);
  const request = { settings, authorisation: null, keepAuthorisation: 'stored' } as const;
  return (await signals.handlers['signals.save'](request, callContext())).id;
}

/** The public keys, from the file that the operator gives to receivers. */
export async function exportedKeys(signals: SignalsService): Promise<JSONWebKeySet> {
  const written = await signals.handlers['signals.exportKeys']({}, callContext());
  if (written === null) throw new Error('No file was written.');
  return readKeys(written.path);
}

export async function readKeys(path: string): Promise<JSONWebKeySet> {
  return JSON.parse(await readFile(path, 'utf8')) as JSONWebKeySet;
}
