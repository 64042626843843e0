import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore, type StoreLimits } from '../../../../src/main/store/client/open-store.ts';
import type { Store, StoreWriter } from '../../../../src/main/store/interface.ts';
import type { RevocationSummary } from '../../../../src/main/store/records.ts';
import type { SpawnStoreWorker } from '../../../../src/main/store/worker/protocol.ts';
import { spawnStoreWorker } from './spawn-store-worker.ts';

export { spawnStoreWorker };

export interface TestStoreOptions {
  readonly limits?: Partial<StoreLimits>;
  readonly spawn?: SpawnStoreWorker;
}

/** The real store with its threads, on this folder. It is closed with the test unless that has closed it. */
export async function openTestStore(folder: string, options: TestStoreOptions = {}): Promise<Store> {
  const store = await openStore({ dataDirectory: folder, spawn: spawnStoreWorker, ...options });
  onTestFinished(() => store.close());
  return store;
}

/** An empty folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'curfew-store-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export function summaryOf(more: Partial<RevocationSummary> = {}): RevocationSummary {
  return {
    connectionId: 'connection',
    source: { type: 'handles' },
    createdAt: 1,
    startedAt: null,
    endedAt: null,
    users: [],
    reason: 'test',
    ticket: null,
    operator: 'operator',
    targets: 0,
    ended: 0,
    newSessions: 0,
    outcome: null,
    ...more,
  };
}

/** Makes a revocation, and gives its id. */
export async function createTestRevocation(
  store: Store,
  more: Partial<Parameters<StoreWriter['create']>[0]> = {},
): Promise<string> {
  const id = more.id ?? randomUUID();
  await store.write.create({
    size: 'large',
    state: 'draft',
    summary: summaryOf(),
    documents: {},
    expectedBytes: 0,
    loadsWithoutIndex: false,
    changes: [],
    ...more,
    id,
  });
  return id;
}
