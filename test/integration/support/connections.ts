import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type Connection,
  type ConnectionSettings,
  defaultConnectionSettings,
} from '../../../src/contract/domain/connection.ts';
import { failure } from '../../../src/contract/failure.ts';
import { type Connections, createConnections } from '../../../src/main/connections/connections.ts';
import type { AskAboutConnection } from '../../../src/main/connections/guarded-changes.ts';
import type { SecretStore } from '../../../src/main/connections/key-ring.ts';
import { type Sandbox, startSandbox } from '../../support/sandbox.ts';
import { callContext } from '../../unit/support/stream.ts';
import { coreWorkerSpawner } from './consoles/spawn-core-worker.ts';

/** A call that nobody stops. */
export const context = callContext();

/** Turns the text round: enough to see that the file holds no key, and that what came back was unsealed. */
export function reversing(available = true): SecretStore {
  const turn = (text: string): string => [...text].reverse().join('');
  return {
    state: async () => (available ? 'available' : 'absent'),
    seal: async (text) => {
      if (!available) throw failure('secret-store-unavailable', { reason: 'no-secret-store' });
      return Buffer.from(turn(text)).toString('base64');
    },
    unseal: async (sealed) => ({ text: turn(Buffer.from(sealed, 'base64').toString()) }),
  };
}

/** Removed after the test. */
export async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'curfew-connections-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** As the console makes them at its start; closed after the test. */
export async function connectionsIn(
  dataDirectory: string,
  secretStore = reversing(),
  more: {
    readonly healthCheckMs?: number;
    readonly ask?: AskAboutConnection;
    readonly lockPrint?: () => string | null;
    readonly answerLimitMb?: () => number;
  } = {},
): Promise<Connections> {
  const connections = await createConnections({
    ask: async () => true,
    lockPrint: () => null,
    answerLimitMb: () => 64,
    ...more,
    dataDirectory,
    secretStore,
    spawnCoreWorker: await coreWorkerSpawner(),
    startSandbox: () => startSandbox({ sampleData: false }),
  });
  onTestFinished(connections.close);
  return connections;
}

/** A core of its own, ended after the test. */
export async function aCore(): Promise<Sandbox> {
  const sandbox = await startSandbox({ sampleData: false });
  onTestFinished(sandbox.close);
  return sandbox;
}

export function settingsOf(name: string, address: string): ConnectionSettings {
  return { ...defaultConnectionSettings, name, address };
}

/** What `connections.watch` tells, until the test ends. */
export function watch(connections: Connections) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  let lists: Connection[][] = [];
  let look: () => void = () => undefined;
  const emit = async (items: readonly Connection[][]): Promise<void> => {
    lists = [...lists, ...items];
    look();
  };
  connections.handlers['connections.watch']({}, { ...context, emit, signal: stop.signal }).catch(
    () => undefined,
  );
  return {
    stop: () => stop.abort(),
    /** Resolves with the first list, from now on or before, for which this is so. */
    until: (wanted: (list: Connection[]) => boolean): Promise<Connection[]> => {
      const moment = Promise.withResolvers<Connection[]>();
      look = () => {
        const found = lists.find(wanted);
        if (found) moment.resolve(found);
      };
      look();
      return moment.promise;
    },
  };
}
