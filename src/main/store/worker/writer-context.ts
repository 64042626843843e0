import type { DataFolder } from '../files/data-folder.ts';
import { storeFailure } from '../files/store-failure.ts';
import { CommitUnknown, inTransactions, syncCommits } from '../files/transaction.ts';
import type { WorkProgress } from '../interface.ts';
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
    work: (file: OpenFile) => Generator<WorkProgress, T>,
    progress: (value: WorkProgress) => void,
  ) => Generator<unknown, T>;
  /** Puts what is in the head of a revocation into the catalogue. */
  readonly tell: (name: string, id: string, head: Pick<Head, 'state' | 'summary'>) => void;
  /** False while there is something in the file that the catalogue could not be told. */
  readonly isTold: (name: string) => boolean;
  readonly forget: (id: string) => void;
}

export function createWriterContext(options: WriterFilesOptions): WriterContext {
  const files = openWriterFiles(options);
  const { pool, catalogue } = files;
  /** Revocations of which the catalogue could not be told what is in their file, with its name. */
  const untold = new Map<string, string>();

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
    untold.set(id, name);
    try {
      if (state !== 'removed') catalogue().put([{ id, file: name, state, summary, error: null }]);
      untold.delete(id);
    } catch {
      // It stays among the untold.
    }
  }

  function tellAgain(name: string, id: string): void {
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
    tell,
    isTold(name) {
      for (const [id, file] of untold) if (file === name) tellAgain(name, id);
      return ![...untold.values()].includes(name);
    },
    forget: (id) => void untold.delete(id),
  };
}
