import { join } from 'node:path';
import { createConnections } from './connections/connections.ts';
import {
  workerLimits as coreWorkerLimits,
  type SpawnCoreWorker,
  workerEnvironment,
} from './connections/core-worker.ts';
import type { RecordedKeys } from './core/protocol.ts';
import createCoreWorker from './core/worker/worker.ts?nodeWorker';
import { createDirectory } from './directory/directory.ts';
import { createAccessGate } from './ipc/check-call.ts';
import { createPlanning } from './planning/planning.ts';
import { createRevocations, endedNotification, workProgress } from './revocations/revocations.ts';
import { startSandboxThread } from './sandbox/sandbox-thread.ts';
import { openSettings } from './settings/settings.ts';
import { boundHeaps } from './shared/bound-heaps.ts';
import { prepareShell, type Shell } from './shell/prepare-shell.ts';
import { failStart } from './shell/start-and-quit.ts';
import { openStore } from './store/client/open-store.ts';
import { type SpawnStoreWorker, workerLimits as storeWorkerLimits } from './store/worker/protocol.ts';
import createStoreWorker from './store/worker/store-worker.ts?nodeWorker';

/** Starts the connection worker that was built beside main. The build alone can make it: tests bring their own. */
const spawnCoreWorker: SpawnCoreWorker = (options) =>
  createCoreWorker({
    name: 'curfew-connection',
    workerData: options,
    env: workerEnvironment(),
    resourceLimits: coreWorkerLimits,
  });

/** Starts the thread that was built beside main. The build alone can make it: tests bring their own. */
const spawnStoreWorker: SpawnStoreWorker = (workerData) =>
  createStoreWorker({
    name: `curfew-store-${workerData.role}`,
    workerData,
    resourceLimits: storeWorkerLimits,
  });

function isPath(path: string | undefined): path is string {
  return path !== undefined;
}

/** Builds the services and hands them to the shell. */
async function startConsole(shell: Shell): Promise<void> {
  const { dataDirectory, secretStore } = shell;
  boundHeaps();
  // First: it keeps a second console out of the folder.
  const store = await openStore({ dataDirectory, spawn: spawnStoreWorker });
  const settings = await openSettings(dataDirectory);
  shell.setTheme(settings.current().theme);
  settings.onChange(({ theme }) => shell.setTheme(theme));

  const connections = await createConnections({
    dataDirectory,
    secretStore,
    startSandbox: startSandboxThread,
    spawnCoreWorker,
  });
  const recordedKeys = (): RecordedKeys => settings.current();
  const ports = {
    store,
    core: connections.core,
    settings: connections.settings,
    recordedKeys,
    ownUserIds: () => settings.current().ownUserIds,
    saveFile: shell.saveFile,
  };
  const directory = createDirectory(ports);
  const planning = createPlanning(ports);
  const revocations = createRevocations({
    ...ports,
    plans: planning,
    connectionIds: connections.ids,
    operator: settings.current,
    onEnded: (report) => shell.notify(endedNotification(report), () => undefined),
  });
  const closing = new AbortController();
  revocations
    .followOpen(async (open) => shell.showProgress(workProgress(open)), closing.signal)
    .catch(() => shell.showProgress({ share: null, count: 0 }));

  await shell.open({
    handlers: {
      ...shell.handlers,
      ...settings.handlers,
      ...connections.handlers,
      ...directory,
      ...planning.handlers,
      ...revocations.handlers,
      'app.setAside': async () => [settings.damagedFile, connections.damagedFile].filter(isPath),
    },
    accessGate: createAccessGate({
      settings: connections.settings,
      connectionOfPlan: (planId) => planning.connectionOfPlan(planId) ?? revocations.connectionOfPlan(planId),
    }),
    close: async () => {
      closing.abort();
      await Promise.all([revocations.close(), planning.close()]);
      await Promise.all([connections.close(), store.close()]);
    },
  });
}

async function main(): Promise<void> {
  const shell = await prepareShell({
    pageDirectory: join(import.meta.dirname, '../renderer'),
    preload: join(import.meta.dirname, '../preload/index.cjs'),
  });
  // Undefined where the console already runs: that one comes to the front.
  if (shell !== undefined) await startConsole(shell);
}

// Not awaited: Electron becomes ready only after this module was evaluated, and `main` waits for that.
main().catch(failStart);
