import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type AuditFilter, everyRecord } from '../../../src/contract/domain/audit/log.ts';
import type { AuditEntry } from '../../../src/main/audit/audit-entry.ts';
import { type AuditLog, openAuditLog } from '../../../src/main/audit/audit-log.ts';
import { takeSnapshot } from '../../../src/main/audit/exports/log-file.ts';
import { openSigningKey } from '../../../src/main/audit/signing-key.ts';
import { boundHeaps } from '../../../src/main/shared/bound-heaps.ts';
import { systemClock } from '../../../src/main/shared/clock.ts';
import { writeText } from '../../../src/main/shared/export/write-export.ts';
import { openStore } from '../../../src/main/store/client/open-store.ts';
import type { Store } from '../../../src/main/store/interface.ts';
import { type SpawnStoreWorker, workerLimits } from '../../../src/main/store/worker/protocol.ts';
import { diskUse, MB } from '../console/disk-use.ts';
import { runEngine, settleMemory } from '../scale/engine-messages.ts';
import { createMeter, memoryMb } from '../scale/meter.ts';

export interface AuditInput {
  readonly storeWorker: string;
  readonly dataDirectory: string;
  readonly records: number;
}

export interface AuditFound {
  readonly times: readonly { readonly name: string; readonly ms: number }[];
  readonly sizeMb: number;
  /** Above idle, by phase. */
  readonly memory: readonly { readonly name: string; readonly mb: number }[];
}

interface OpenLog {
  readonly store: Store;
  readonly log: AuditLog;
  readonly close: () => Promise<void>;
}

const batchSize = 250;
const users = 5_000;
/** As many handles as records in all. */
const handlesOfBatch = 4;

async function measure(input: AuditInput): Promise<AuditFound> {
  boundHeaps();
  await mkdir(input.dataDirectory, { recursive: true });
  const filled = await openLog(input);
  await settleMemory();
  const idle = memoryMb();
  const meter = createMeter(input.dataDirectory);
  const endFilling = meter.begin('write');
  const writing = await timed(() => fill(filled.log, input.records));
  await filled.close();
  await endFilling();

  const endReading = meter.begin('read');
  let opened = await openLog(input);
  const opening = await timed(async () => {
    await opened.close();
    opened = await openLog(input);
  });
  const times = [
    { name: 'written, each', ms: writing / input.records },
    { name: 'closed and opened', ms: opening },
    ...(await look(opened, input.records)),
  ];
  await endReading();
  const endExport = meter.begin('export');
  const exporting = await timed(() => exportAll(opened, join(input.dataDirectory, 'export.jsonl')));
  await endExport();
  const endVerifying = meter.begin('verify');
  const verifying = await timed(() => opened.store.audit.verify({ keys: {} }));
  await endVerifying();
  meter.stop();
  await opened.close();
  return {
    times: [...times, { name: 'exported', ms: exporting }, { name: 'verified', ms: verifying }],
    sizeMb: (await diskUse(input.dataDirectory)) / MB,
    memory: meter.phases.map((phase) => ({ name: phase.name, mb: phase.memoryMb - idle })),
  };
}

async function openLog({ dataDirectory, storeWorker }: AuditInput): Promise<OpenLog> {
  const spawn: SpawnStoreWorker = (workerData) =>
    new Worker(storeWorker, { workerData, resourceLimits: workerLimits });
  const store = await openStore({ dataDirectory, spawn });
  const secrets = { seal: async (text: string) => text, unseal: async (text: string) => ({ text }) };
  const key = await openSigningKey(dataDirectory, secrets);
  const log = await openAuditLog({
    ...{ store: store.audit, key, clock: systemClock },
    ...{ version: '1.0.0', operatorName: () => 'Ada' },
  });
  const close = async () => {
    await log.close();
    await store.close();
  };
  return { store, log, close };
}

/** What a console records in years: most of it batches, and views of users. */
async function fill(log: AuditLog, records: number): Promise<void> {
  const atOnce = 200;
  for (let first = 0; first < records; first += atOnce) {
    const entries = Array.from({ length: Math.min(atOnce, records - first) }, (_, at) => entryAt(first + at));
    await Promise.all(entries.map(log.record));
  }
}

function entryAt(number: number): AuditEntry {
  const connection = {
    ...{ id: `connection-${number % 3}`, name: 'Production', environment: 'production' as const },
    ...{ address: 'https://core.example.com', core: null },
  };
  const run = Math.floor(number / 200);
  const base = { connection, correlation: `run-${run}`, revocation: `run-${run}` };
  const batch = { batch: String(number >> 1), pass: 1, count: batchSize, sha256: 'a'.repeat(64) };
  const order = { reason: `Laptop stolen, case ${run}`, ticket: `INC-${run}` };
  switch (number % 200) {
    case 0:
      return { ...base, ...order, action: 'run.started', outcome: 'done' };
    case 199:
      return { ...base, ...order, action: 'run.finished', outcome: 'done', details: { ended: 1_000 } };
    default:
      break;
  }
  if (number % 4 === 2) {
    const handles = Array.from({ length: handlesOfBatch }, (_, at) => `handle-${number}-${at}`);
    const targets = { handles, userIds: [] };
    return { ...base, action: 'batch.intended', outcome: 'intended', details: batch, targets };
  }
  if (number % 4 === 3) return { ...base, action: 'batch.ended', outcome: 'done', details: batch };
  const user = createHash('sha256')
    .update(String(number % users))
    .digest('hex')
    .slice(0, 36);
  return { connection, action: 'user.viewed', outcome: 'done', user, correlation: `call-${number}` };
}

async function look({ log, store }: OpenLog, records: number) {
  const page = (filter: Partial<AuditFilter>, skip = 0) =>
    log.page({ filter: { ...everyRecord, ...filter }, before: null, skip, limit: 100 });
  const user = createHash('sha256').update('7').digest('hex').slice(0, 36);
  const looks: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['first page', () => page({})],
    ['page far down', () => page({}, Math.floor(records * 0.9))],
    ['of one user', () => page({ userId: user })],
    ['of one session', () => page({ handle: 'handle-42-1' })],
    ['of one ticket', () => page({ ticket: 'INC-7' })],
    ['of one revocation', () => page({ revocation: 'run-7' })],
    ['of an outcome that is nowhere', () => page({ outcomes: ['unknown'] })],
    [
      'of a connection and an action',
      () => page({ connectionId: 'connection-1', actions: ['run.finished'] }),
    ],
    ['full text, rare', () => page({ text: 'case 777' })],
    ['full text, in all runs', () => page({ text: 'laptop stolen' })],
    ['counted, all', () => store.audit.count({ filter: everyRecord, before: null, limit: 1_000_000 })],
    ['days', () => store.audit.days({ connectionId: null, starts: [0, Date.now() - 1_000, Date.now()] })],
  ];
  const times: { readonly name: string; readonly ms: number }[] = [];
  for (const [name, work] of looks) times.push({ name, ms: await timed(work) });
  return times;
}

async function exportAll({ log }: OpenLog, path: string): Promise<void> {
  const snapshot = await takeSnapshot(log, everyRecord);
  const text = snapshot.toFile(snapshot.records);
  await writeText({ path, text, signal: new AbortController().signal });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

runEngine(measure);
