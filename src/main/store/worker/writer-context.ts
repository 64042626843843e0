import type { DataFolder } from '../files/data-folder.ts';
import { storeFailure } from '../files/store-failure.ts';
import { CommitUnknown, inTransactions, syncCommits } from '../files/transaction.ts';
import type { OperationProgress } from '../interface.ts';
import { headOf, revOf } from '../tables/head.ts';
import type { Head, OpenFile } from '../tables/open-file.ts';
import { openWriterFiles, type WriterFiles, type WriterFilesOptions } from './writer-files.ts';

/** What the methods of the writer share. */
export interface WriterContext extends WriterFiles {
  readonly folder: DataFolder;
  /** Runs the work; what it throws becomes a `Failure`, and the file is closed when nobody knows what is on disk. */
  readonly guarded: <T>(name: string, work: () => T) => T;
  /** Work in a file, a step a turn, each in a transaction of its own. */
  readonly steps: <T>(
    name: string,
    work: (file: OpenFile) => Generator<OperationProgress, T>,
    progress: (value: OperationProgress) => void,
  ) => Generator<unknown, T>;
  /** Puts what is in the head of a revocation into the catalogue. */
  readonly updateCatalogue: (name: string, id: string, head: Pick<Head, 'state' | 'summary'>) => void;
  /** False while there is something in the file that the catalogue could not be told. */
  readonly isCatalogueCurrent: (name: string) => boolean;
  readonly forget: (id: string) => void;
}

export function createWriterContext(options: WriterFilesOptions): WriterContext {
  const files = openWriterFiles(options);
  const { pool, catalogue } = files;
  /** Revocations of which the catalogue could not be told what is in their file, with its name. */
  const outdated = new Map<string, string>();

  function guarded<T>(name: string, work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      if (!(thrown instanceof CommitUnknown)) throw storeFailure(thrown);
      // What SQLite has in memory of the file after an error at COMMIT may not be what is on disk.
      pool.close(name);
      throw storeFailure(thrown.cause);
    }
  }

  /** When it cannot, the next commit, rest or start of the console makes up for it. */
  function tell(name: string, id: string, { state, summary }: Pick<Head, 'state' | 'summary'>): void {
    outdated.set(id, name);
    try {
      if (state !== 'removed') catalogue().put([{ id, file: name, state, summary, error: null }]);
      outdated.delete(id);
    } catch {
      // It stays among the untold.
    }
  }

  function updateAgain(name: string, id: string): void {
    try {
      const file = pool.use(name);
      tell(name, id, headOf(file, revOf(file, id)));
    } catch {
      // The file cannot be read now.
    }
  }

  return {
    ...files,
    folder: options.folder,
    guarded,
    *steps(name, work, progress) {
      pool.hold(name);
      try {
        const file = guarded(name, () => pool.use(name));
        // Stopped before its end, the work is begun again: its steps reach the disk together, at the end.
        const steps = guarded(name, () => inTransactions(file, work(file), 'later'));
        try {
          for (;;) {
            const step = guarded(name, () => steps.next());
            if (step.done) {
              guarded(name, () => syncCommits(file));
              return step.value;
            }
            progress(step.value);
            yield;
          }
        } finally {
          steps.return(undefined as never);
        }
      } finally {
        pool.release(name);
      }
    },
    updateCatalogue: tell,
    isCatalogueCurrent(name) {
      for (const [id, file] of outdated) if (file === name) updateAgain(name, id);
      return ![...outdated.values()].includes(name);
    },
    forget: (id) => void outdated.delete(id),
  };
}
