import { join } from 'node:path';
import { openAudit } from './audit/audit.ts';
import { toAuditConnection } from './audit/audit-connection.ts';
import { createConsoleRecords } from './audit/console-records.ts';
import { createEvidence } from './audit/evidence/evidence.ts';
import { createRecorder } from './audit/recorder.ts';
import { createConnections } from './connections/connections.ts';
import {
  workerLimits as coreWorkerLimits,
  type SpawnCoreWorker,
  workerEnvironment,
} from './connections/core-worker.ts';
import type { RecordedKeys } from './core/protocol.ts';
import createCoreWorker from './core/worker/worker.ts?nodeWorker';
import { removeOrphanedQueues } from './delivery/orphaned-queues.ts';
import { createDirectory } from './directory/directory.ts';
import { openForwarding } from './forwarding/forwarding.ts';
import { createAccessGate } from './ipc/check-call.ts';
import { openLock } from './lock/lock.ts';
import { createPlanning } from './planning/planning.ts';
import { createRevocations } from './revocations/revocations.ts';
import { toEndedRevocation, workProgress } from './revocations/system-notices.ts';
import { startSandboxThread } from './sandbox/sandbox-thread.ts';
import { openSettings } from './settings/settings.ts';
import { createSettingsHandlers } from './settings/settings-handlers.ts';
import { boundHeaps } from './shared/bound-heaps.ts';
import { makePrivate } from './shared/private-files.ts';
import { prepareShell, type Shell } from './shell/prepare-shell.ts';
import { failStart } from './shell/start-and-quit.ts';
import { openSignals } from './signals/signals.ts';
import { openStore } from './store/client/open-store.ts';
import { type SpawnStoreWorker, workerLimits as storeWorkerLimits } from './store/worker/protocol.ts';
import createStoreWorker from './store/worker/store-worker.ts?nodeWorker';

/** Starts the connection worker that was built beside main. The build alone can make it: tests bring their own. */
const spawnCoreWorker: SpawnCoreWorker = (workerData) =>
  createCoreWorker({
    name: 'curfew-connection',
    workerData,
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
  const open = await makePrivate(dataDirectory);
  if (open.length > 0)
    process.stderr.write(`start: ${open.length} files of the data folder stay open to others\n`);
  // First: it keeps a second console out of the folder.
  const store = await openStore({ dataDirectory, spawn: spawnStoreWorker });
  const settings = await openSettings(dataDirectory);
  shell.setTheme(settings.current().theme);
  shell.setContentProtection(settings.current().contentProtection);
  settings.onChange(({ theme, contentProtection }) => {
    shell.setTheme(theme);
    shell.setContentProtection(contentProtection);
  });
  const audit = await openAudit({
    store,
    dataDirectory,
    secretStore,
    settings: settings.current,
    saveFile: shell.saveFile,
    version: shell.version,
  });
  const recorder = createRecorder(audit.log);
  const lock = await openLock({
    dataDirectory,
    power: shell.presence,
    touchId: shell.touchId,
    confirmSetUp: shell.askAboutLock,
    async rebindKeys(locks) {
      await connections.rebindKeys(locks);
      await forwarding.rebindKeys(locks);
      await signals.rebindKeys(locks);
    },
  });

  const connections = await createConnections({
    dataDirectory,
    secretStore,
    startSandbox: startSandboxThread,
    spawnCoreWorker,
    ask: shell.askAboutConnection,
    answerLimitMb: () => settings.current().answerLimitMb,
    lockPrint: lock.print,
    checkRemoval: (id) => signals.checkRemoval(id),
    onRemoved: async (id) => {
      for (const revocation of await planning.discardAllOf(id))
        recorder.note({ action: 'draft.discarded', outcome: 'done', revocation, correlation: revocation });
    },
    healthCheckMs: shell.pauseMs,
  });
  let { answerLimitMb } = settings.current();
  settings.onChange((changed) => {
    if (changed.answerLimitMb === answerLimitMb) return;
    answerLimitMb = changed.answerLimitMb;
    void connections.answerLimitChanged();
  });
  const forwarding = await openForwarding({
    ...{ dataDirectory, secretStore, lockPrint: lock.print },
    queue: store.deliveries,
    audit: audit.log,
    recorder,
    ask: shell.askAboutReceiver,
  });
  const signals = await openSignals({
    ...{ dataDirectory, secretStore, lockPrint: lock.print },
    queue: store.deliveries,
    audit: recorder,
    connection: connections.settings,
    auditConnection: (id) => toAuditConnection(id, connections.settings(id), null),
    ask: shell.askAboutSignals,
    saveFile: shell.saveFile,
  });
  void removeOrphanedQueues(store.deliveries, [
    { ...forwarding, damagedFiles: [forwarding.damagedFile] },
    signals,
  ]);
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
    signals,
    plans: planning,
    audit: audit.log,
    recorder,
    keepOAuthChoice: connections.keepOAuthChoice,
    askAboutReport: shell.askAboutReport,
    connectionIds: connections.ids,
    operator: settings.current,
    evidence: () => settings.current().evidence,
    watchPauseMs: shell.pauseMs,
    onEnded: (report) => shell.notifyEnded(toEndedRevocation(report)),
  });
  const connectionOfPlan = (planId: string) =>
    planning.connectionOfPlan(planId) ?? revocations.connectionOfPlan(planId);
  const records = createConsoleRecords({
    recorder,
    settings: connections.settings,
    connectionOf: connectionOfPlan,
    hasSearchText: () => settings.current().auditSearchText,
  });
  records.noteStart({ isLocked: lock.isLocked() });
  lock.onChange(records.noteLock);
  const evidence = createEvidence({
    log: audit.log,
    readEvidence: revocations.evidence,
    saveFile: shell.saveFile,
    version: shell.version,
  });
  const closing = new AbortController();
  revocations
    .followOpen(async (open) => shell.showProgress(workProgress(open)), closing.signal)
    .catch(() => shell.showProgress({ share: null, count: 0 }));

  await shell.open({
    handlers: records.recordCalls({
      ...shell.handlers,
      ...createSettingsHandlers({
        settings,
        ask: shell.askAboutSettings,
        recorded: records.changeSettings,
      }),
      ...lock.handlers,
      ...connections.handlers,
      ...directory,
      ...planning.handlers,
      ...revocations.handlers,
      ...audit.handlers,
      ...evidence,
      ...forwarding.handlers,
      ...signals.handlers,
      'app.setAside': async () =>
        [
          ...[settings.damagedFile, connections.damagedFile, lock.damagedFile, forwarding.damagedFile],
          ...signals.damagedFiles,
        ].filter(isPath),
    }),
    accessGate: createAccessGate({ settings: connections.settings, connectionOfPlan }),
    lock,
    onRefused: records.noteRefused,
    close: async () => {
      closing.abort();
      lock.close();
      await Promise.all([revocations.close(), planning.close()]);
      await records.noteEnd();
      await Promise.all([connections.close(), audit.close()]);
      await Promise.all([forwarding.close(), signals.close()]);
      await store.close();
    },
  });
}

async function main(): Promise<void> {
  // What main, its threads and Electron write is for the user alone, whatever they ask for.
  process.umask(0o077);
  const shell = await prepareShell({
    pageDirectory: join(import.meta.dirname, '../renderer'),
    preload: join(import.meta.dirname, '../preload/index.cjs'),
  });
  // Undefined where the console already runs: that one comes to the front.
  if (shell !== undefined) await startConsole(shell);
}

// Not awaited: Electron becomes ready only after this module was evaluated, and `main` waits for that.
main().catch(failStart);
