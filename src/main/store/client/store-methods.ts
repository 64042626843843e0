import { statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { Worker } from 'node:worker_threads';
import { failure } from '../../../contract/failure.ts';
import { catalogueName } from '../catalogue/catalogue-file.ts';
import type { DeliveryQueue, DeliveryReader, DeliveryWriter } from '../deliveries.ts';
import { type DataFolder, isSmallFile, largeFile, smallFile } from '../files/data-folder.ts';
import { diskIsFull, storeFailure } from '../files/store-failure.ts';
import type { PageRequest, StoredCounts, StoreReader, StoreWriter } from '../interface.ts';
import type { LongCall } from '../long-call.ts';
import {
  deliveryReaderMethods,
  deliveryWriterMethods,
  methodsFor,
  type OperationMethod,
  operationMethods,
  operationsOfRuns,
  type PageMethod,
  pageMethods,
  type QueryMethod,
  queriesOfRuns,
  queryMethods,
} from '../method-names.ts';
import type { IndexCalls, ReadCalls, WriteCalls } from '../worker/protocol.ts';
import type { Priority } from '../worker/scheduler.ts';
import type { FileAccess } from './file-access.ts';
import type { OpenViews } from './open-views.ts';
import { callOnce, type StoreThread, untilAborted } from './store-thread.ts';

interface StoreReaderOptions {
  readonly reader: StoreThread<ReadCalls>;
  readonly access: FileAccess;
  readonly views: OpenViews;
  /** Runs the call; when the catalogue itself is damaged, once more after it was built anew. */
  readonly withCatalogue: <T>(call: () => Promise<T>) => Promise<T>;
  /** The same, once every row of the catalogue was found to be right. */
  readonly withVerifiedCatalogue: <T>(call: () => Promise<T>) => Promise<T>;
}

export function createStoreReader({
  reader,
  access,
  views,
  withCatalogue,
  withVerifiedCatalogue,
}: StoreReaderOptions): StoreReader {
  function read<M extends QueryMethod>(method: M): StoreReader[M] {
    const ofRun = queriesOfRuns.has(method);
    const run = ({ id, ...input }: { readonly id: string }) =>
      access.read(id, ofRun, (file) =>
        // Both sides are made from the same interface; the compiler cannot follow one method through it.
        reader.call(method, { file, id, input } as never, { priority: ofRun ? 'run' : 'other' }),
      );
    return run as unknown as StoreReader[M];
  }

  function page<M extends PageMethod>(method: M): StoreReader[M] {
    const run = ({ id, view, offset, limit }: PageRequest) =>
      access.read(id, false, (file) => {
        const input = { view: view === null ? null : views.fileOf(view, id), offset, limit };
        return reader.call(method, { file, id, input } as never);
      });
    return run as unknown as StoreReader[M];
  }

  return {
    catalogue: (request) => withVerifiedCatalogue(() => reader.call('catalogue', request)),
    entry: (input) => withCatalogue(() => reader.call('entry', input)),
    ...methodsFor<Pick<StoreReader, QueryMethod>>(queryMethods, read),
    ...methodsFor<Pick<StoreReader, PageMethod>>(pageMethods, page),
    openView: (request, call: LongCall = {}) => views.open(request, call),
    closeView: ({ view }) => views.close(view),
  };
}

export function createDeliveryQueue({
  writer,
  reader,
  withCatalogue,
}: Pick<StoreWriterOptions, 'reader' | 'withCatalogue' | 'writer'>): DeliveryQueue {
  function change<M extends keyof DeliveryWriter>(method: M): DeliveryWriter[M] {
    const run = (input: unknown) => withCatalogue(() => writer.call(method, input as never));
    // Both sides are made from the same interface; the compiler cannot follow one method through it.
    return run as unknown as DeliveryWriter[M];
  }

  function query<M extends keyof DeliveryReader>(method: M): DeliveryReader[M] {
    const run = (input: unknown) => withCatalogue(() => reader.call(method, input as never));
    return run as unknown as DeliveryReader[M];
  }

  return {
    ...methodsFor<DeliveryWriter>(deliveryWriterMethods, change),
    ...methodsFor<DeliveryReader>(deliveryReaderMethods, query),
  };
}

interface StoreWriterOptions {
  readonly writer: StoreThread<WriteCalls>;
  readonly reader: StoreThread<ReadCalls>;
  readonly access: FileAccess;
  readonly views: OpenViews;
  readonly folder: DataFolder;
  readonly now: () => number;
  /** Runs the call; when the catalogue itself is damaged, once more after it was built anew. */
  readonly withCatalogue: <T>(call: () => Promise<T>) => Promise<T>;
  readonly buildIndex: (
    input: Parameters<IndexCalls['build']>[0],
    call: LongCall & { readonly matches: number },
  ) => Promise<unknown>;
}

/** As `StoreWriter.commit`, and whether this call wrote it. `moreFollows`: see `WriteCalls`. */
type WriteCommit = (
  input: Parameters<StoreWriter['commit']>[0] & { readonly moreFollows: boolean },
) => Promise<{ readonly counts: StoredCounts; readonly applied: boolean }>;

export function createStoreWriter(options: StoreWriterOptions): {
  readonly write: StoreWriter;
  readonly writeCommit: WriteCommit;
} {
  const { writer, reader, access, views, folder, now, withCatalogue, buildIndex } = options;
  let smallFiles = 1;

  function operation<M extends OperationMethod>(method: M): StoreWriter[M] {
    const priority: Priority = operationsOfRuns.has(method) ? 'run' : 'other';
    const run = ({ id, ...input }: { readonly id: string }, { signal, onProgress }: LongCall = {}) =>
      access.write(id, 'write', (file) =>
        // Both sides are made from the same interface; the compiler cannot follow one method through it.
        writer.call(
          method,
          { file, id, input } as never,
          { priority, signal, onProgress, untilStopped: true } as never,
        ),
      );
    return run as unknown as StoreWriter[M];
  }

  const writeCommit: WriteCommit = ({ id, ...input }) =>
    access.write(id, 'write', (file) => writer.call('commit', { file, id, input }, { priority: 'run' }));

  async function refuseWhenFull(expectedBytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(folder.path).catch((thrown: unknown) => {
      throw storeFailure(thrown);
    });
    if (bavail * bsize < expectedBytes) throw diskIsFull('ENOSPC');
  }

  /** Small ones go into the next file when theirs cannot be used (any more). */
  async function create(input: Parameters<StoreWriter['create']>[0]): Promise<StoredCounts> {
    // It becomes the name of a file.
    if (!/^[0-9a-z-]+$/i.test(input.id) || isSmallFile(largeFile(input.id))) throw isNoId();
    await refuseWhenFull(input.expectedBytes);
    for (;;) {
      const number = smallFiles;
      const file = input.size === 'small' ? smallFile(number) : largeFile(input.id);
      try {
        return await access.make(input.id, file, () =>
          withCatalogue(() => writer.call('create', { file, input })),
        );
      } catch (thrown) {
        const { code, params } = storeFailure(thrown).error;
        const isOfFile =
          (code === 'store-damaged' && params?.cause !== catalogueName) || code === 'store-newer';
        if (!isSmallFile(file) || !isOfFile || number >= maxSmallFiles) throw thrown;
        smallFiles = Math.max(smallFiles, number + 1);
      }
    }
  }

  /** Work that needs the indexes that a list is loaded without. */
  function indexedOperation<M extends 'settleList' | 'freeze'>(method: M): StoreWriter[M] {
    const runOnce = operation(method);
    const indexed = async (input: { readonly id: string }, call: LongCall) => {
      const { id } = input;
      const needsIndex = await access.read(id, true, (file) => reader.call('needsIndex', { file, id }));
      if (needsIndex) {
        await access.write(id, 'index', async (file) => {
          const { matches } = await reader.call('counts', { file, id, input: {} });
          await buildIndex({ file, id }, { ...call, matches });
        });
      }
      return runOnce(input, call);
    };
    const run = (input: { readonly id: string }, call: LongCall = {}) =>
      untilAborted<unknown>(call.signal, indexed(input, call));
    return run as unknown as StoreWriter[M];
  }

  const write: StoreWriter = {
    create,
    commit: async (input) => (await writeCommit({ ...input, moreFollows: false })).counts,
    ...methodsFor<Pick<StoreWriter, OperationMethod>>(operationMethods, operation),
    settleList: indexedOperation('settleList'),
    freeze: indexedOperation('freeze'),
    rest: ({ id }) => access.restOf(id),
    async remove({ id }) {
      await views.closeAllOf(id);
      await access.alone(id, (file) => withCatalogue(() => writer.call('remove', { file, id, now: now() })));
      access.forget(id);
    },
  };
  return { write, writeCommit };
}

const maxSmallFiles = 100;

function isNoId() {
  return failure('bad-input', { reason: 'revocation-id-invalid' });
}

/** Ten million handles, on a slow disk. */
const indexDeadlineMs = 60 * 60 * 1000;
const progressEveryMs = 500;
/** Bytes of a handle in the index, to estimate the progress. */
const bytesOfMatch = 52;

/**
 * Builds the indexes of a list in a thread of its own. Nearly all of it is the statement for the one on handles, so only the size of the WAL
 * shows its progress. Aborted, it ends with the thread.
 */
export async function buildIndexInThread(
  spawn: () => Worker,
  folder: DataFolder,
  input: Parameters<IndexCalls['build']>[0],
  { matches, signal, onProgress }: LongCall & { readonly matches: number },
): Promise<void> {
  const wal = `${folder.revocation(input.file)}-wal`;
  const before = sizeOf(wal);
  const of = Math.max(1, matches);
  let done = 0;
  const timer = setInterval(() => {
    const written = Math.floor((sizeOf(wal) - before) / bytesOfMatch);
    done = Math.max(done, Math.min(written, of));
    onProgress?.({ done, of });
  }, progressEveryMs);
  try {
    await callOnce<IndexCalls, 'build'>(spawn, 'build', input, { signal, deadlineMs: indexDeadlineMs });
  } finally {
    clearInterval(timer);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
