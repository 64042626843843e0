import { defaultSettings } from '../../src/contract/domain/app.ts';
import { defaultConnectionSettings } from '../../src/contract/domain/connection.ts';
import { createConnections } from '../../src/main/connections/connections.ts';
import type { SpawnCoreWorker } from '../../src/main/connections/core-worker.ts';
import type { SecretStore } from '../../src/main/connections/secret-store.ts';
import { createPlanning } from '../../src/main/revocation/planning/planning.ts';
import { createRevocations, type Revocations } from '../../src/main/revocation/revocations.ts';
import { type MemoryPage, openMemoryPage } from './memory-page.ts';

interface ServicesInput {
  readonly spawnCoreWorker: SpawnCoreWorker;
  readonly uri: string;
  readonly key: string | null;
  /** Where journals go. */
  readonly dataDirectory: string;
}

export interface BenchServices {
  readonly page: MemoryPage;
  /** Open. */
  readonly connectionId: string;
  readonly address: string;
  readonly addPlan: Revocations['addPlan'];
  readonly close: () => Promise<void>;
}

const noStore: SecretStore = {
  available: () => false,
  seal: () => {
    throw new Error('Nothing is sealed in a benchmark.');
  },
  unseal: () => {
    throw new Error('Nothing is sealed in a benchmark.');
  },
};

/** The services of main as `src/main/index.ts` joins them, without shell and sandbox, with one open connection. */
export async function openServices(input: ServicesInput): Promise<BenchServices> {
  const { dataDirectory, key, spawnCoreWorker, uri } = input;
  const connections = await createConnections({
    dataDirectory,
    secretStore: noStore,
    startSandbox: () => Promise.reject(new Error('There is no sandbox in a benchmark.')),
    spawnCoreWorker,
  });
  const revocations = await createRevocations({
    core: connections.core,
    settings: connections.settings,
    recordedKeys: () => defaultSettings,
    operator: () => defaultSettings,
    dataDirectory,
    saveFile: async () => null,
  });
  const planning = await createPlanning({
    core: connections.core,
    settings: connections.settings,
    recordedKeys: () => defaultSettings,
    ownUserIds: () => [],
    dataDirectory,
    addPlan: revocations.addPlan,
    saveFile: async () => null,
  });
  const page = openMemoryPage({ ...connections.handlers, ...planning.handlers, ...revocations.handlers });
  const { id } = await page.call('connections.save', {
    settings: { ...defaultConnectionSettings, name: 'bench', address: uri },
    key,
    keepKey: 'this-run-only',
  });
  await page.call('connections.open', { id });
  return {
    page,
    connectionId: id,
    address: connections.settings(id).address,
    addPlan: revocations.addPlan,
    async close() {
      page.close();
      await planning.close();
      await revocations.close();
      await connections.close();
    },
  };
}
