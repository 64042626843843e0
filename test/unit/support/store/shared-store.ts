import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { openStore } from '../../../../src/main/store/client/open-store.ts';
import type { Store } from '../../../../src/main/store/interface.ts';
import type { SpawnStoreWorker } from '../../../../src/main/store/worker/protocol.ts';
import { spawnStoreWorker } from './spawn-store-worker.ts';

interface SharedStore {
  readonly store: () => Store;
  /** For a driver that lives as long as its test. */
  readonly forDriver: () => {
    readonly store: Store;
    readonly dataDirectory: string;
    readonly closesWithTest: true;
  };
}

/** One real store for all tests of a file: to start its threads takes longer than most tests. */
export function sharedStore(spawn: SpawnStoreWorker = spawnStoreWorker): SharedStore {
  let folder: string | undefined;
  let opened: Store | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'curfew-test-'));
    opened = await openStore({ dataDirectory: folder, spawn });
  });
  afterAll(async () => {
    await opened?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  function there<T>(value: T | undefined): T {
    if (value === undefined) throw new Error('The store is opened before the first test.');
    return value;
  }

  return {
    store: () => there(opened),
    forDriver: () => ({ store: there(opened), dataDirectory: there(folder), closesWithTest: true }),
  };
}
