import type { Handlers } from '../../../src/contract/channels/contract.ts';
import { defaultSettings } from '../../../src/contract/domain/app.ts';
import { defaultConnectionSettings } from '../../../src/contract/domain/connection.ts';
import { openAudit } from '../../../src/main/audit/audit.ts';
import { createConsoleRecords } from '../../../src/main/audit/console-records.ts';
import { createRecorder } from '../../../src/main/audit/recorder.ts';
import { createConnections } from '../../../src/main/connections/connections.ts';
import type { SecretStore } from '../../../src/main/connections/key-ring.ts';
import { createDirectory } from '../../../src/main/directory/directory.ts';
import { createPlanning } from '../../../src/main/planning/planning.ts';
import { createRevocations } from '../../../src/main/revocations/revocations.ts';
import { boundHeaps } from '../../../src/main/shared/bound-heaps.ts';
import { type Backoff, defaultBackoff } from '../../../src/main/shared/retry/core-health.ts';
import { openStore } from '../../../src/main/store/client/open-store.ts';
import { openTestSignals } from '../../integration/support/receivers/test-signals.ts';
import { noSignals } from '../../unit/support/ports/no-signals.ts';
import { type MemoryPage, openMemoryPage } from './memory-page.ts';
import type { SpawnWorkers } from './worker-files.ts';

interface StartInput extends SpawnWorkers {
  readonly dataDirectory: string;
  readonly secretStore?: SecretStore;
  readonly answerLimitMb?: number;
  readonly backoff?: Backoff;
  /** Whether connections can have signal receivers. */
  readonly hasSignals?: boolean;
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
  state: async () => 'absent',
  seal: () => Promise.reject(new Error('Nothing is sealed in a benchmark.')),
  unseal: () => Promise.reject(new Error('Nothing is sealed in a benchmark.')),
};

export function startServices(input: StartInput): Promise<Started> {
  boundHeaps();
  return joinServices(input);
}

/** The services of main as `src/main/index.ts` joins them, without shell and sandbox, behind the server of the contract. */
export async function joinServices({
  answerLimitMb = 64,
  backoff = defaultBackoff,
  dataDirectory,
  hasSignals = false,
  secretStore = noSecrets,
  spawnCoreWorker,
  spawnStoreWorker,
}: StartInput): Promise<Started> {
  const store = await openStore({ dataDirectory, spawn: spawnStoreWorker });
  const connections = await createConnections({
    dataDirectory,
    secretStore,
    startSandbox: () => Promise.reject(new Error('There is no sandbox here.')),
    spawnCoreWorker,
    ask: async () => true,
    answerLimitMb: () => answerLimitMb,
    lockPrint: () => null,
  });
  const ports = {
    store,
    core: connections.core,
    settings: connections.settings,
    recordedKeys: () => defaultSettings,
    ownUserIds: () => [],
    saveFile: async () => null,
    backoff,
  };
  const audit = await openAudit({
    ...{ store, dataDirectory, secretStore, version: 'bench' },
    settings: () => defaultSettings,
    saveFile: async () => null,
  });
  const recorder = createRecorder(audit.log);
  const signals = hasSignals ? await openTestSignals(store, dataDirectory) : undefined;
  const planning = createPlanning(ports);
  const revocations = createRevocations({
    ...ports,
    signals: signals ?? noSignals,
    plans: planning,
    audit: audit.log,
    recorder,
    keepOAuthChoice: connections.keepOAuthChoice,
    askAboutReport: async () => true,
    connectionIds: connections.ids,
    operator: () => defaultSettings,
  });
  const records = createConsoleRecords({
    recorder,
    settings: connections.settings,
    connectionOf: (id) => planning.connectionOfPlan(id) ?? revocations.connectionOfPlan(id),
    hasSearchText: () => false,
  });
  const services = { ...connections.handlers, ...createDirectory(ports) };
  const page = openMemoryPage(
    records.recordCalls({
      ...services,
      ...planning.handlers,
      ...signals?.handlers,
      ...revocations.handlers,
    } as Handlers),
  );
  return {
    page,
    async close() {
      page.close();
      await planning.close();
      await revocations.close();
      await signals?.close();
      await connections.close();
      await audit.close();
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
