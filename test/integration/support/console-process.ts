import { Worker } from 'node:worker_threads';
import { defaultSettings } from '../../../src/contract/domain/app.ts';
import { defaultConnectionSettings } from '../../../src/contract/domain/connection.ts';
import {
  defaultRunOptions,
  type RevocationReport,
  type RevocationSelection,
  type RunItem,
  type TargetRow,
} from '../../../src/contract/domain/revocation.ts';
import { openCore, workerEnvironment, workerLimits } from '../../../src/main/connections/core-worker.ts';
import { createPlanning, type Planning } from '../../../src/main/planning/planning.ts';
import { createRevocations, type Revocations } from '../../../src/main/revocations/revocations.ts';
import { openStore } from '../../../src/main/store/client/open-store.ts';
import { workerLimits as storeWorkerLimits } from '../../../src/main/store/worker/protocol.ts';
import { callContext } from '../../unit/support/stream.ts';

/** What the process is started with, as JSON in its first argument. */
export interface ConsoleInput {
  readonly uri: string;
  readonly key: string | null;
  /** The built workers. */
  readonly workerFile: string;
  readonly storeWorkerFile: string;
  readonly dataDirectory: string;
}

/** parent → process. */
export type ToConsole =
  | { readonly type: 'start'; readonly handles: readonly string[] }
  /** Takes up what the process before this one left. */
  | { readonly type: 'resume' };

/** process → parent. */
export type FromConsole =
  | { readonly type: 'ready' }
  | { readonly type: 'started' }
  | { readonly type: 'done'; readonly report: RevocationReport; readonly rows: readonly TargetRow[] }
  | { readonly type: 'failed'; readonly message: string };

const connectionId = 'console';
const context = callContext();

function say(message: FromConsole): void {
  process.send?.(message);
}

type ConsoleHandlers = Revocations['handlers'] & Planning['handlers'];

async function openConsole(input: ConsoleInput): Promise<ConsoleHandlers> {
  const { dataDirectory, key, storeWorkerFile, uri, workerFile } = input;
  const { port } = openCore({
    spawn: (options) =>
      new Worker(workerFile, { workerData: options, env: workerEnvironment(), resourceLimits: workerLimits }),
    options: { address: uri, apiKey: key, connectTimeoutMs: 5_000, requestTimeoutMs: 30_000 },
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
  const planning = createPlanning(ports);
  const revocations = createRevocations({
    ...ports,
    plans: planning,
    operator: () => defaultSettings,
    connectionIds: () => [],
  });
  return { ...planning.handlers, ...revocations.handlers };
}

async function start(handlers: ConsoleHandlers, handles: readonly string[]): Promise<string> {
  const selection: RevocationSelection = { type: 'handles', handles: [...handles] };
  const { id } = await handlers['revocation.plan']({ connectionId, selection }, context);
  const answers = { reason: 'killed', ticket: null, typedCount: null, options: defaultRunOptions };
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

async function finish(handlers: ConsoleHandlers, id: string): Promise<void> {
  let report: RevocationReport | undefined;
  const emit = async (items: readonly RunItem[]): Promise<void> => {
    for (const item of items) if (item.type === 'report') report = item.report;
  };
  await handlers['revocation.watch']({ id }, { ...context, emit });
  if (!report) throw new Error('It ended without a report.');
  const rows: TargetRow[] = [];
  for (let total = 1; rows.length < total; ) {
    const asked = { id, view: null, offset: rows.length, limit: 500 };
    const page = await handlers['revocation.targets'](asked, context);
    total = page.total;
    rows.push(...page.rows);
  }
  say({ type: 'done', report, rows });
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
