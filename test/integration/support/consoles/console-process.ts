import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { defaultSettings } from '../../../../src/contract/domain/app.ts';
import { type AuditFilter, everyRecord } from '../../../../src/contract/domain/audit/log.ts';
import type { AuditHead } from '../../../../src/contract/domain/audit/record.ts';
import { defaultConnectionSettings } from '../../../../src/contract/domain/connection.ts';
import type { RevocationSelection } from '../../../../src/contract/domain/revocation/plan.ts';
import type { RevocationReport, RunItem } from '../../../../src/contract/domain/revocation/report.ts';
import { defaultRunOptions } from '../../../../src/contract/domain/revocation/run.ts';
import type { TargetRow } from '../../../../src/contract/domain/revocation/targets.ts';
import { openAudit } from '../../../../src/main/audit/audit.ts';
import type { AuditLog } from '../../../../src/main/audit/audit-log.ts';
import { createRecorder } from '../../../../src/main/audit/recorder.ts';
import { openCore, workerEnvironment, workerLimits } from '../../../../src/main/connections/core-worker.ts';
import { createPlanning, type Planning } from '../../../../src/main/planning/planning.ts';
import { createRevocations, type Revocations } from '../../../../src/main/revocations/revocations.ts';
import type { SignalsService } from '../../../../src/main/signals/signals.ts';
import { openStore } from '../../../../src/main/store/client/open-store.ts';
import { workerLimits as storeWorkerLimits } from '../../../../src/main/store/worker/protocol.ts';
import { callContext } from '../../../unit/support/stream.ts';
import { addReceiver, exportedKeys, type LocalReceiver, openTestSignals } from '../receivers/test-signals.ts';

/** What the process is started with, as JSON in its first argument. */
export interface ConsoleInput {
  readonly uri: string;
  readonly key: string | null;
  /** The built workers. */
  readonly workerFile: string;
  readonly storeWorkerFile: string;
  readonly dataDirectory: string;
  /** Signal receivers on this computer. They are set up when there are none. */
  readonly receivers: readonly LocalReceiver[];
}

/** parent → process. */
export type ToConsole =
  | { readonly type: 'start'; readonly handles: readonly string[] }
  /** Takes up what the process before this one left. */
  | { readonly type: 'resume' };

/** process → parent. `reported`: it has ended. `done`: nothing waits for a receiver any more either. */
export type FromConsole =
  | { readonly type: 'ready' }
  | { readonly type: 'started' }
  | { readonly type: 'reported' }
  | {
      readonly type: 'done';
      readonly report: RevocationReport;
      readonly rows: readonly TargetRow[];
      readonly audit: AuditFindings;
    }
  | { readonly type: 'failed'; readonly message: string };

/** What the audit log says of the revocation. */
export interface AuditFindings {
  /** Intents without an outcome. */
  readonly openIntents: number;
  /** Handles that no batch is found by: of those that were looked for. */
  readonly uncovered: readonly string[];
  readonly actions: readonly string[];
  readonly head: AuditHead | null;
}

/** So many handles are looked for in the log, spread over all. */
const mostLookedFor = 200;

const connectionId = 'console';
const context = callContext();

function say(message: FromConsole): void {
  process.send?.(message);
}

type ConsoleHandlers = Revocations['handlers'] &
  Planning['handlers'] &
  SignalsService['handlers'] & { readonly log: AuditLog };

async function openConsole(input: ConsoleInput): Promise<ConsoleHandlers> {
  const { dataDirectory, key, storeWorkerFile, uri, workerFile } = input;
  const { port } = openCore({
    spawn: (options) =>
      new Worker(workerFile, { workerData: options, env: workerEnvironment(), resourceLimits: workerLimits }),
    options: {
      address: uri,
      apiKey: key,
      connectTimeoutMs: 5_000,
      requestTimeoutMs: 30_000,
      answerLimitMb: 64,
    },
  });
  await port.facts();
  const store = await openStore({
    dataDirectory,
    spawn: (workerData) => new Worker(storeWorkerFile, { workerData, resourceLimits: storeWorkerLimits }),
  });
  const ports = {
    store,
    core: () => port,
    settings: () => ({ ...defaultConnectionSettings, name: 'Console', address: uri }),
    recordedKeys: () => defaultSettings,
    ownUserIds: () => [],
    saveFile: async () => null,
  };
  const audit = await openAudit({
    ...{ store, dataDirectory, version: 'test' },
    secretStore: {
      seal: () => Promise.reject(new Error('There is no secret store.')),
      unseal: () => Promise.reject(new Error('There is no secret store.')),
    },
    settings: () => defaultSettings,
    saveFile: async () => null,
  });
  const signals = await openTestSignals(store, dataDirectory);
  if (signals.receiversOf(connectionId).length === 0)
    for (const receiver of input.receivers) await addReceiver(signals, connectionId, receiver);
  await exportedKeys(signals);
  const planning = createPlanning(ports);
  const revocations = createRevocations({
    ...ports,
    signals,
    plans: planning,
    audit: audit.log,
    recorder: createRecorder(audit.log),
    keepOAuthChoice: async () => undefined,
    askAboutReport: async () => true,
    operator: () => defaultSettings,
    connectionIds: () => [],
  });
  return { ...planning.handlers, ...signals.handlers, ...revocations.handlers, log: audit.log };
}

async function start(handlers: ConsoleHandlers, handles: readonly string[]): Promise<string> {
  const selection: RevocationSelection = { type: 'handles', handles: [...handles] };
  const { id } = await handlers['revocation.plan']({ connectionId, selection }, context);
  const answers = {
    reason: 'killed',
    ticket: null,
    typedCount: null,
    options: { ...defaultRunOptions, oauthTokens: true },
  };
  await handlers['revocation.start']({ planId: id, ...answers }, context);
  return id;
}

/** The one that was left: interrupted, ended, or not begun at all. */
async function resume(handlers: ConsoleHandlers): Promise<string | undefined> {
  const { entries } = await handlers['revocation.history'](
    {
      ...{ connectionId, search: '', outcomes: null, from: null, to: null, offset: 0, limit: 10 },
      sort: { column: 'startedAt', direction: 'descending' },
    },
    context,
  );
  const [entry] = entries;
  if (entry?.type === 'open') await handlers['revocation.resume']({ planId: entry.id }, context);
  return entry?.id;
}

/** Its events are with all receivers: what they refused is sent to them again. */
async function untilDelivered(handlers: ConsoleHandlers, id: string): Promise<RevocationReport> {
  for (;;) {
    const report = await handlers['revocation.report']({ id }, context);
    const { receivers } = report.signals;
    for (const { id: receiver, refused } of receivers)
      if (refused > 0) await handlers['signals.retry']({ id: receiver }, context);
    if (receivers.every((one) => one.waiting + one.refused + one.damaged === 0)) return report;
    await wait(50);
  }
}

async function finish(handlers: ConsoleHandlers, id: string): Promise<void> {
  let report: RevocationReport | undefined;
  const emit = async (items: readonly RunItem[]): Promise<void> => {
    for (const item of items) if (item.type === 'report') report = item.report;
  };
  await handlers['revocation.watch']({ id }, { ...context, emit });
  if (!report) throw new Error('It ended without a report.');
  say({ type: 'reported' });
  report = await untilDelivered(handlers, id);
  const rows: TargetRow[] = [];
  for (let total = 1; rows.length < total; ) {
    const asked = { id, view: null, offset: rows.length, limit: 500 };
    const page = await handlers['revocation.targets'](asked, context);
    total = page.total;
    rows.push(...page.rows);
  }
  say({ type: 'done', report, rows, audit: await findingsOf(handlers.log, id, rows) });
}

async function findingsOf(log: AuditLog, id: string, rows: readonly TargetRow[]): Promise<AuditFindings> {
  const uncovered: string[] = [];
  const step = Math.max(1, Math.floor(rows.length / mostLookedFor));
  for (const { handle } of rows.filter((_, at) => at % step === 0)) {
    const filter: AuditFilter = { ...everyRecord, handle, revocation: id, actions: ['batch.intended'] };
    const page = await log.page({ filter, before: null, skip: 0, limit: 1 });
    if (page.rows.length === 0) uncovered.push(handle);
  }
  const actions: string[] = [];
  for await (const page of log.records({ ...everyRecord, revocation: id }))
    actions.push(...page.map(({ action }) => action));
  return { openIntents: (await log.openIntents()).length, uncovered, actions, head: log.head() };
}

async function main(): Promise<void> {
  const handlers = await openConsole(JSON.parse(process.argv[2] ?? '{}') as ConsoleInput);
  process.on('message', (message: ToConsole) => {
    const begun = message.type === 'start' ? start(handlers, message.handles) : resume(handlers);
    begun
      .then(async (id) => {
        say({ type: 'started' });
        if (id === undefined) throw new Error('Nothing was left to take up.');
        await finish(handlers, id);
      })
      .catch((thrown: unknown) => say({ type: 'failed', message: String(thrown) }));
  });
  say({ type: 'ready' });
}

process.once('disconnect', () => process.exit());
await main();
