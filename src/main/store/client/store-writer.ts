import { statfs } from 'node:fs/promises';
import { failure } from '../../../contract/failure.ts';
import { catalogueName } from '../catalogue/catalogue-file.ts';
import { type DataFolder, isSmallFile, largeFile, smallFile } from '../files/data-folder.ts';
import { diskIsFull, storeFailure } from '../files/store-failure.ts';
import type { LongCall, StoredCounts, StoreWriter } from '../interface.ts';
import {
  type IndexCalls,
  type OperationMethod,
  operationsOfRuns,
  type ReadCalls,
  type WriteCalls,
} from '../worker/protocol.ts';
import type { Priority } from '../worker/scheduler.ts';
import type { FileAccess } from './file-access.ts';
import type { OpenViews } from './open-views.ts';
import type { StoreThread } from './store-thread.ts';
import { untilAborted } from './until-aborted.ts';

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
export type WriteCommit = (
  input: Parameters<StoreWriter['commit']>[0] & { readonly moreFollows: boolean },
) => Promise<{ readonly counts: StoredCounts; readonly applied: boolean }>;

export function createStoreWriter(options: StoreWriterOptions): {
  readonly write: StoreWriter;
  readonly writeCommit: WriteCommit;
} {
  const { writer, reader, access, views, folder, now, withCatalogue, buildIndex } = options;
  let smallFiles = 1;

  function work<M extends OperationMethod>(method: M): StoreWriter[M] {
    const priority: Priority = operationsOfRuns.has(method) ? 'run' : 'other';
    const run = ({ id, ...input }: { readonly id: string }, { signal, onProgress }: LongCall = {}) =>
      access.write(id, 'write', (file) =>
        // Both sides are made from the same interface; the compiler cannot follow one method through it.
        writer.call(method, { file, id, input } as never, { priority, signal, onProgress } as never),
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
        const { code, details } = storeFailure(thrown).error;
        const isOfFile =
          (code === 'store-damaged' && details?.cause !== catalogueName) || code === 'store-newer';
        if (!isSmallFile(file) || !isOfFile || number >= mostSmallFiles) throw thrown;
        smallFiles = Math.max(smallFiles, number + 1);
      }
    }
  }

  /** Work that needs the indexes that a list is loaded without. */
  function indexedWork<M extends 'settleList' | 'freeze'>(method: M): StoreWriter[M] {
    const workOnce = work(method);
    const indexed = async (input: { readonly id: string }, call: LongCall) => {
      const { id } = input;
      const needsIndex = await access.read(id, true, (file) => reader.call('needsIndex', { file, id }));
      if (needsIndex) {
        await access.write(id, 'index', async (file) => {
          const { matches } = await reader.call('counts', { file, id, input: {} });
          await buildIndex({ file, id }, { ...call, matches });
        });
      }
      return workOnce(input, call);
    };
    const run = (input: { readonly id: string }, call: LongCall = {}) =>
      untilAborted<unknown>(call.signal, indexed(input, call));
    return run as unknown as StoreWriter[M];
  }

  const write: StoreWriter = {
    create,
    commit: async (input) => (await writeCommit({ ...input, moreFollows: false })).counts,
    settleList: indexedWork('settleList'),
    chooseUsers: work('chooseUsers'),
    chooseForLines: work('chooseForLines'),
    exclude: work('exclude'),
    freeze: indexedWork('freeze'),
    recordWhere: work('recordWhere'),
    verifyAgain: work('verifyAgain'),
    compareWithList: work('compareWithList'),
    rememberList: work('rememberList'),
    orderSessions: work('orderSessions'),
    rest: ({ id }) => access.restOf(id),
    async remove({ id }) {
      await views.closeAllOf(id);
      await access.alone(id, (file) => withCatalogue(() => writer.call('remove', { file, id, now: now() })));
      access.forget(id);
    },
  };
  return { write, writeCommit };
}

const mostSmallFiles = 100;

function isNoId() {
  return failure('bad-input', 'A revocation cannot have this id.');
}
