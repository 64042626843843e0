import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChannelName, Handlers } from '../../src/contract/channels/contract.ts';
import { contract } from '../../src/contract/channels/contract.ts';
import { errorReasons } from '../../src/contract/error-reasons.ts';
import { errorCodes } from '../../src/contract/error-traits.ts';
import type { Result } from '../../src/contract/failure.ts';
import { openAudit } from '../../src/main/audit/audit.ts';
import { toAuditConnection } from '../../src/main/audit/audit-connection.ts';
import { createConsoleRecords } from '../../src/main/audit/console-records.ts';
import { createEvidence } from '../../src/main/audit/evidence/evidence.ts';
import { recordedChange } from '../../src/main/audit/recorded-change.ts';
import { createRecorder } from '../../src/main/audit/recorder.ts';
import { type Connections, createConnections } from '../../src/main/connections/connections.ts';
import { createDirectory } from '../../src/main/directory/directory.ts';
import { openForwarding } from '../../src/main/forwarding/forwarding.ts';
import { createAccessGate } from '../../src/main/ipc/check-call.ts';
import { createIpcServer, type IpcServer } from '../../src/main/ipc/ipc-server.ts';
import { openLock } from '../../src/main/lock/lock.ts';
import { createPlanning } from '../../src/main/planning/planning.ts';
import { createRevocations } from '../../src/main/revocations/revocations.ts';
import { openSettings } from '../../src/main/settings/settings.ts';
import { createSettingsHandlers } from '../../src/main/settings/settings-handlers.ts';
import { openSignals } from '../../src/main/signals/signals.ts';
import { openStore } from '../../src/main/store/client/open-store.ts';
import { reversing } from '../integration/support/connections.ts';
import { coreWorkerSpawner } from '../integration/support/consoles/spawn-core-worker.ts';
import { type Sandbox, startSandbox } from '../support/sandbox.ts';
import { seededCases } from '../unit/support/full-run.ts';
import { createMemorySender } from '../unit/support/ports/memory-sender.ts';
import { spawnStoreWorker } from '../unit/support/store/spawn-store-worker.ts';
import { createInputs, createKnownValues } from './support/channel-inputs.ts';

/** The services of the console behind their channels, without Electron; the operator says no to every question. */
interface ServedConsole {
  readonly server: IpcServer;
  readonly connections: Connections;
  readonly core: Sandbox;
  readonly lines: readonly string[];
  readonly close: () => Promise<void>;
}

let served: ServedConsole;

const shellHandlers: Pick<
  Handlers,
  'app.info' | 'app.copyText' | 'app.menuCommands' | 'app.takePageLoss' | 'app.setAside'
> = {
  'app.info': async () => ({ version: '1', platform: 'test', secretStore: 'available' }),
  'app.copyText': async () => null,
  'app.menuCommands': (_input, { signal }) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
  'app.takePageLoss': async () => null,
  'app.setAside': async () => [],
};

beforeAll(async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'curfew-fuzz-'));
  const core = await startSandbox({ sampleData: true });
  const store = await openStore({ dataDirectory, spawn: spawnStoreWorker });
  const settings = await openSettings(dataDirectory);
  const lock = await openLock({
    dataDirectory,
    power: {
      onSuspend: () => undefined,
      onScreenLock: () => undefined,
      idleSeconds: () => 0,
      isScreenLocked: () => false,
    },
    touchId: { isAvailable: () => false, prompt: () => Promise.reject(new Error('There is none.')) },
    confirmSetUp: async () => false,
    rebindKeys: async () => undefined,
  });
  const connections = await createConnections({
    dataDirectory,
    secretStore: reversing(),
    startSandbox: async () => core,
    spawnCoreWorker: await coreWorkerSpawner(),
    ask: async () => false,
    answerLimitMb: () => 64,
    lockPrint: lock.print,
  });
  let files = 0;
  const ports = {
    store,
    core: connections.core,
    settings: connections.settings,
    recordedKeys: settings.current,
    ownUserIds: () => settings.current().ownUserIds,
    saveFile: async () => {
      files += 1;
      return files % 2 === 0 ? null : join(dataDirectory, `export-${files % 8}`);
    },
  };
  const audit = await openAudit({
    store,
    dataDirectory,
    secretStore: reversing(),
    settings: settings.current,
    saveFile: async () => null,
    version: '1',
  });
  const recorder = createRecorder(audit.log);
  const forwarding = await openForwarding({
    ...{ dataDirectory, secretStore: reversing(), lockPrint: lock.print },
    queue: store.deliveries,
    audit: audit.log,
    recorder,
    ask: async () => false,
  });
  const signals = await openSignals({
    ...{ dataDirectory, secretStore: reversing(), lockPrint: lock.print },
    queue: store.deliveries,
    audit: recorder,
    connection: connections.settings,
    auditConnection: (id) => toAuditConnection(id, connections.settings(id), null),
    ask: async () => false,
    saveFile: ports.saveFile,
  });
  const planning = createPlanning(ports);
  const revocations = createRevocations({
    ...ports,
    signals,
    plans: planning,
    audit: audit.log,
    recorder,
    keepOAuthChoice: connections.keepOAuthChoice,
    askAboutReport: async () => false,
    connectionIds: connections.ids,
    operator: settings.current,
  });
  const connectionOfPlan = (planId: string) =>
    planning.connectionOfPlan(planId) ?? revocations.connectionOfPlan(planId);
  const records = createConsoleRecords({
    recorder,
    settings: connections.settings,
    connectionOf: connectionOfPlan,
    hasSearchText: () => true,
  });
  const lines: string[] = [];
  const server = createIpcServer({
    handlers: records.recordCalls({
      ...shellHandlers,
      ...createSettingsHandlers({
        settings,
        ask: async () => false,
        recorded: (details, make) => recordedChange(recorder, { action: 'settings.changed', details }, make),
      }),
      ...lock.handlers,
      ...connections.handlers,
      ...createDirectory(ports),
      ...planning.handlers,
      ...revocations.handlers,
      ...audit.handlers,
      ...createEvidence({
        log: audit.log,
        readEvidence: revocations.evidence,
        saveFile: ports.saveFile,
        version: '1',
      }),
      ...forwarding.handlers,
      ...signals.handlers,
    }),
    accessGate: createAccessGate({ settings: connections.settings, connectionOfPlan }),
    isLocked: lock.isLocked,
    ownOrigin: 'curfew://app',
    log: (line) => void lines.push(line),
    onRefused: records.noteRefused,
  });
  const close = async () => {
    server.close();
    lock.close();
    await Promise.all([revocations.close(), planning.close()]);
    await records.noteEnd();
    await Promise.all([connections.close(), audit.close()]);
    await Promise.all([forwarding.close(), signals.close()]);
    await store.close();
    await core.close();
    rmSync(dataDirectory, { recursive: true, force: true });
  };
  served = { server, connections, core, lines, close };
}, 120_000);
afterAll(() => served?.close(), 60_000);

const codes = new Set<string>(errorCodes);
const reasons = new Set<string>(errorReasons);

function isAnswer(result: Result<unknown>): boolean {
  if (result.ok) return true;
  const { code, reason } = result.error;
  return codes.has(code) && (reason === undefined || reasons.has(reason));
}

function heapMb(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed / 1_048_576;
}

const INPUTS = seededCases({ full: 10_000, sample: 400 });
/** What a page has under way at a time, and then goes away: so much is answered before the next begins. */
const ROUND = 20;

// control: any-input
test(`${INPUTS} inputs of junk on all channels are each answered with a result`, {
  timeout: 1_800_000,
}, async () => {
  const { core, server } = served;
  const handles = core.seedSessions({ userId: 'fuzzed-user', count: 30 });
  const known = createKnownValues({
    connectionId: ['sandbox', 'nowhere'],
    userId: ['emp-1815', 'fuzzed-user'],
    tenantId: ['public', 'alpha'],
    handle: handles,
    address: [core.uri, 'http://127.0.0.1:9'],
  });
  const { chance, input } = createInputs(20_261_127, known, 0.03);
  const channels = Object.keys(contract) as ChannelName[];
  await server.call('connections.open', createMemorySender({ id: 'opener' }), 'open', { id: 'sandbox' });
  const odd: unknown[] = [];
  const asked = new Map<string, number>();
  let settledHeap = 0;

  /** One page: begins some calls, wants some of them no more, and waits for what main says of all. */
  async function round(at: number): Promise<void> {
    const page = createMemorySender({ id: `page ${at}` });
    const begun = Array.from({ length: ROUND }, async (_, number) => {
      const channel = channels[(at * ROUND + number) % channels.length] ?? 'app.info';
      const id = `${at}-${number}`;
      const sent = input(channel);
      asked.set(channel, (asked.get(channel) ?? 0) + 1);
      const isStream = contract[channel].kind === 'stream';
      const answer = server.call(channel, page, id, sent);
      if (isStream || chance(0.2)) setImmediate(() => server.abort(page, id));
      const result = await answer;
      if (!isAnswer(result)) odd.push([channel, result]);
      if (result.ok) known.learn(channel, result.value);
      if (!isStream || !result.ok) return;
      const end = await page.message((message) => message.id === id && message.type === 'end');
      if (end.type === 'end' && !isAnswer(end.result)) odd.push([channel, end.result]);
    });
    await Promise.all(begun);
    page.leave();
  }

  const rounds = INPUTS / ROUND;
  for (let at = 0; at < rounds; at += 1) {
    await round(at);
    if (at === Math.floor(rounds / 2)) settledHeap = heapMb();
  }

  expect(odd).toEqual([]);
  expect([...asked.keys()].sort()).toEqual([...channels].sort());
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  // What main itself did not foresee is a fault of main, whatever it was sent.
  expect(served.lines.filter((line) => / (failed|broke)/.test(line))).toEqual([]);
  expect(heapMb() - settledHeap).toBeLessThan(40);
});
