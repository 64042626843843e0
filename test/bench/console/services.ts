import { defaultSettings } from '../../../src/contract/domain/app.ts';
import { defaultConnectionSettings } from '../../../src/contract/domain/connection.ts';
import { createConnections } from '../../../src/main/connections/connections.ts';
import type { SecretStore } from '../../../src/main/connections/key-ring.ts';
import { createPlanning } from '../../../src/main/planning/planning.ts';
import { createRevocations } from '../../../src/main/revocations/revocations.ts';
import { boundHeaps } from '../../../src/main/shared/bound-heaps.ts';
import { openStore } from '../../../src/main/store/client/open-store.ts';
import { type MemoryPage, openMemoryPage } from './memory-page.ts';
import type { SpawnWorkers } from './worker-files.ts';

interface StartInput extends SpawnWorkers {
  readonly dataDirectory: string;
}

interface OpenInput extends StartInput {
  readonly uri: string;
  readonly key: string | null;
  /** One that is saved in this folder; a new one unless given. */
  readonly connectionId?: string;
}

interface Started {
  readonly page: MemoryPage;
  readonly close: () => Promise<void>;
}

export interface BenchServices extends Started {
  /** Open. */
  readonly connectionId: string;
}

const noSecrets: SecretStore = {
  available: () => false,
  seal: () => {
    throw new Error('Nothing is sealed in a benchmark.');
  },
  unseal: () => {
    throw new Error('Nothing is sealed in a benchmark.');
  },
};

/** The services of main as `src/main/shared/bound-heaps.ts` joins them, without shell and sandbox. */
export async function startServices({
  dataDirectory,
  spawnCoreWorker,
  spawnStoreWorker,
}: StartInput): Promise<Started> {
  boundHeaps();
  const store = await openStore({ dataDirectory, spawn: spawnStoreWorker });
  const connections = await createConnections({
    dataDirectory,
    secretStore: noSecrets,
    startSandbox: () => Promise.reject(new Error('There is no sandbox in a benchmark.')),
    spawnCoreWorker,
  });
  const ports = {
    store,
    core: connections.core,
    settings: connections.settings,
    recordedKeys: () => defaultSettings,
    ownUserIds: () => [],
    saveFile: async () => null,
  };
  const planning = createPlanning(ports);
  const revocations = createRevocations({
    ...ports,
    plans: planning,
    connectionIds: connections.ids,
    operator: () => defaultSettings,
  });
  const page = openMemoryPage({ ...connections.handlers, ...planning.handlers, ...revocations.handlers });
  return {
    page,
    async close() {
      page.close();
      await planning.close();
      await revocations.close();
      await connections.close();
      await store.close();
    },
  };
}

/** The same with one open connection. */
export async function openServices(input: OpenInput): Promise<BenchServices> {
  const started = await startServices(input);
  const { page } = started;
  const { uri, key } = input;
  const saved = async () =>
    page.call('connections.save', {
      settings: { ...defaultConnectionSettings, name: 'bench', address: uri },
      key,
      keepKey: 'this-run-only',
    });
  const connectionId = input.connectionId ?? (await saved()).id;
  await page.call('connections.open', { id: connectionId });
  return { ...started, connectionId };
}
