import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../../contract/failure.ts';
import { catalogueName } from '../catalogue/catalogue-file.ts';
import { DatabaseSync } from '../files/connection.ts';
import { type DataFolder, dataFolder, makePrivateFile, makePrivateFolder } from '../files/data-folder.ts';
import { storeFailure } from '../files/store-failure.ts';
import type { Store } from '../interface.ts';
import type {
  CheckCalls,
  ReadCalls,
  SpawnStoreWorker,
  StoreRole,
  ViewCalls,
  WriteCalls,
} from '../worker/protocol.ts';
import { createAuditStore } from './audit-methods.ts';
import { createCommitLog } from './commit-log.ts';
import { createFileAccess, createFileChecks } from './file-access.ts';
import { createOpenViews } from './open-views.ts';
import {
  buildIndexInThread,
  createDeliveryQueue,
  createStoreReader,
  createStoreWriter,
} from './store-methods.ts';
import { callOnce, createStoreThread, type StoreThread } from './store-thread.ts';

interface OpenStoreOptions {
  /** Absolute. Made if it is not there. */
  readonly dataDirectory: string;
  readonly spawn: SpawnStoreWorker;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  readonly limits?: Partial<StoreLimits>;
}

export interface StoreLimits {
  /** Files that a thread has open at most. */
  readonly openFiles: number;
  /** Calls that wait in a thread at most; the others wait in main. */
  readonly waitingCalls: number;
  readonly views: number;
  /** Tests: pages of 4 KiB that a file may have. */
  readonly pages: number | undefined;
}

const defaults: StoreLimits = { openFiles: 8, waitingCalls: 64, views: 6, pages: undefined };

/** Reading a file of ten million targets from a slow disk. */
const checkDeadlineMs = 60 * 60 * 1000;
const startDeadlineMs = 10 * 60 * 1000;
/** Sorting ten million rows: the statement at the end reports no progress. */
const viewDeadlineMs = 10 * 60 * 1000;

/**
 * Opens the store on a data folder. Rejects with `locked` when another console uses it. Resolves when the catalogue agrees
 * with the folder; files that were not at rest are checked after that, and whoever needs one waits for its check.
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const limits = { ...defaults, ...options.limits };
  const folder = dataFolder(options.dataDirectory);
  const lock = lockDataFolder(folder.path);
  try {
    return await startStore(options, limits, folder, lock.release);
  } catch (thrown) {
    lock.release();
    throw storeFailure(thrown);
  }
}

async function startStore(
  options: OpenStoreOptions,
  limits: StoreLimits,
  folder: DataFolder,
  unlock: () => void,
): Promise<Store> {
  await removeViews(folder);
  const now = options.now ?? Date.now;
  const { openFiles, pages } = limits;
  const spawn = (role: StoreRole) => () =>
    options.spawn({ role, dataDirectory: folder.path, openFiles, pages });

  let unclean: readonly string[] | undefined;
  const writer: StoreThread<WriteCalls> = createStoreThread({
    spawn: spawn('write'),
    waitingCalls: limits.waitingCalls,
    prepare: async (call) => {
      const started = await call('start', undefined, { deadlineMs: startDeadlineMs });
      // A writer that died left whole transactions behind: only the end of the process makes a file doubtful.
      unclean ??= started.unclean;
    },
  });
  const reader: StoreThread<ReadCalls> = createStoreThread({
    spawn: spawn('read'),
    waitingCalls: limits.waitingCalls,
  });

  let repair: Promise<void> | undefined;
  function repairCatalogue(): Promise<void> {
    repair ??= (async () => {
      await reader.call('closeCatalogue', undefined);
      await writer.call('rebuildCatalogue', undefined, { deadlineMs: startDeadlineMs });
    })().finally(() => {
      repair = undefined;
    });
    return repair;
  }

  async function withCatalogue<T>(call: () => Promise<T>): Promise<T> {
    // Half built, it would say of a revocation that there is none.
    await repair;
    try {
      return await call();
    } catch (thrown) {
      if (storeFailure(thrown).error.params?.cause !== catalogueName) throw thrown;
      await repairCatalogue();
      return call();
    }
  }

  const checks = createFileChecks({
    check: (file) =>
      callOnce<CheckCalls, 'check'>(spawn('check'), 'check', { file }, { deadlineMs: checkDeadlineMs }),
    onIntact: (file) => void access.rest(file).catch(() => undefined),
  });
  const access = createFileAccess({
    writer,
    reader,
    checks,
    openFiles,
    locate: async (id) => (await withCatalogue(() => reader.call('locate', { id }))).file,
  });
  const views = createOpenViews({
    folder,
    limit: limits.views,
    build: (request, view, { signal, onProgress }) =>
      access.read(request.id, false, (file) =>
        callOnce<ViewCalls, 'build'>(
          spawn('view'),
          'build',
          { file, view, request },
          { signal, onProgress, deadlineMs: viewDeadlineMs },
        ),
      ),
    closeInReader: (view) => reader.call('closeView', { view }),
  });
  const { write, writeCommit } = createStoreWriter({
    writer,
    reader,
    access,
    views,
    folder,
    now,
    withCatalogue,
    buildIndex: (input, call) => buildIndexInThread(spawn('index'), folder, input, call),
  });
  /** A row that a flipped bit hides from a filter is not missing from a list: none is read before all rows were verified. */
  let verified: Promise<unknown> = Promise.resolve();
  const read = createStoreReader({
    reader,
    access,
    views,
    withCatalogue,
    withVerifiedCatalogue: async (call) => {
      await verified;
      return withCatalogue(call);
    },
  });
  const deliveries = createDeliveryQueue({ writer, reader, withCatalogue });

  const audit = createAuditStore({ writer, reader, withCatalogue, spawnVerifier: spawn('audit') });

  // Beside the writer: it is needed as soon as anything is shown.
  reader.start().catch(() => undefined);
  try {
    await writer.start();
  } catch (thrown) {
    await Promise.all([reader.end(), writer.end()]);
    throw thrown;
  }
  checks.begin(unclean ?? []);
  // Where it fails, the catalogue is read all the same: what is wrong with it is then said of each call.
  verified = withCatalogue(() => writer.call('verifyCatalogue', undefined)).catch(() => undefined);

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    await views.closeAll();
    await reader.call('close', undefined).catch(() => undefined);
    await reader.end();
    await writer.call('close', undefined, { deadlineMs: startDeadlineMs }).catch(() => undefined);
    await writer.end();
    unlock();
  }

  return {
    write,
    read,
    audit,
    deliveries,
    openLog: (id, onCommit = () => undefined) =>
      createCommitLog({
        readCounts: () => read.counts({ id }),
        write: (commit, changes, moreFollows) => writeCommit({ id, commit, changes, moreFollows }),
        onCommit,
      }),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** Those of an earlier process. One that another program has open is tried again at the next start. */
async function removeViews(folder: DataFolder): Promise<void> {
  for (const name of readdirSync(folder.views)) {
    await rm(folder.view(name), { force: true }).catch(() => undefined);
  }
}

interface FolderLock {
  readonly release: () => void;
}

/**
 * Makes the folders of the store, and locks them for a second console as long as this process lives: the operating
 * system releases the lock however it ends. Rejects with `locked` at once.
 */
function lockDataFolder(path: string): FolderLock {
  try {
    const folder = dataFolder(path);
    makePrivateFolder(path);
    for (const made of [folder.revocations, folder.trash, folder.views, folder.backups, folder.temporary]) {
      makePrivateFolder(made);
      chmodSync(made, 0o700);
    }
    // Before SQLite is used for the first time: it asks only then.
    process.env.SQLITE_TMPDIR = folder.temporary;
    return takeLock(join(path, 'lock.db'));
  } catch (thrown) {
    throw storeFailure(thrown);
  }
}

function takeLock(path: string): FolderLock {
  try {
    return lockFile(path);
  } catch (thrown) {
    // Damaged: then nobody has it, or it would have been busy before it could be read.
    if (storeFailure(thrown).error.code !== 'store-damaged') throw thrown;
    rmSync(path);
    return lockFile(path);
  }
}

function lockFile(path: string): FolderLock {
  makePrivateFile(path);
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (thrown) {
    db.close();
    if (storeFailure(thrown).error.params?.cause === 'SQLITE_BUSY') throw isLocked();
    throw thrown;
  }
  return { release: () => db.close() };
}

function isLocked() {
  return failure('locked', { reason: 'data-folder-in-use' });
}
