import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { takeOverLog } from '../audit/take-over.ts';
import { type Catalogue, createCatalogue } from '../catalogue/catalogue.ts';
import { catalogueMigrations, catalogueName } from '../catalogue/catalogue-file.ts';
import {
  type Connection,
  closeAtRest,
  createFilePool,
  type FilePool,
  type OpenFile,
  openForReading,
  openForWriting,
  openNew,
} from '../files/connection.ts';
import { type DataFolder, journalEndings, renameDurably, syncFile } from '../files/data-folder.ts';
import { type Migrations, makeSchema, migrate, versionOf } from '../files/migrate.ts';
import { fileIsDamaged, storeFailure, storeIsUnavailable } from '../files/store-failure.ts';
import {
  CommitUnknown,
  type Durability,
  inTransactions,
  syncCommits,
  transaction,
} from '../files/transaction.ts';
import type { OperationProgress } from '../long-call.ts';
import { type Head, headOf, revOf } from '../tables/head.ts';

/** What the methods of the writer share. */
export interface WriterContext extends WriterFiles {
  readonly folder: DataFolder;
  /** Runs the work; what it throws becomes a `Failure`, and the file is closed when nobody knows what is on disk. */
  readonly guarded: <T>(name: string, work: () => T) => T;
  /** Work in a file, a step a turn, each in a transaction of its own. On disk at its end, or with the next commit. */
  readonly steps: <T>(
    name: string,
    work: (file: OpenFile) => Generator<OperationProgress, T>,
    progress: (value: OperationProgress) => void,
    durability?: Durability,
  ) => Generator<unknown, T>;
  /** Puts what is in the head of a revocation into the catalogue. */
  readonly updateCatalogue: (name: string, id: string, head: Pick<Head, 'state' | 'summary'>) => void;
  /** Puts into the catalogue what could not be put into it before. After every write that shows that the disk takes some. */
  readonly makeUpForCatalogue: () => void;
  /** False while the catalogue does not have what is in the head of a revocation in this file. */
  readonly isCatalogueCurrent: (name: string) => boolean;
  readonly forget: (id: string) => void;
}

export function createWriterContext(options: WriterFilesOptions): WriterContext {
  const files = openWriterFiles(options);
  const { pool, catalogue } = files;
  /** Revocations that are outdated in the catalogue, with the name of their file. */
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

  /** When it cannot, the next commit, rest, record of the log or start of the console makes up for it. */
  function updateCatalogue(
    name: string,
    id: string,
    { state, summary }: Pick<Head, 'state' | 'summary'>,
  ): void {
    outdated.set(id, name);
    try {
      if (state !== 'removed') catalogue().put([{ id, file: name, state, summary, error: null }]);
      outdated.delete(id);
    } catch {
      // It stays outdated.
    }
  }

  function updateAgain(name: string, id: string): void {
    try {
      const file = pool.use(name);
      updateCatalogue(name, id, headOf(file, revOf(file, id)));
    } catch {
      // The file cannot be read now.
    }
  }

  return {
    ...files,
    folder: options.folder,
    guarded,
    *steps(name, work, progress, durability = 'at-once') {
      pool.pin(name);
      try {
        const file = guarded(name, () => pool.use(name));
        // Stopped before its end, the work is begun again: its steps reach the disk together, at the end.
        const steps = guarded(name, () => inTransactions(file, work(file), 'later'));
        try {
          for (;;) {
            const step = guarded(name, () => steps.next());
            if (step.done) {
              if (durability === 'at-once') guarded(name, () => syncCommits(file));
              return step.value;
            }
            progress(step.value);
            yield;
          }
        } finally {
          steps.return(undefined as never);
        }
      } finally {
        pool.unpin(name);
      }
    },
    updateCatalogue,
    makeUpForCatalogue() {
      for (const [id, file] of outdated) updateAgain(file, id);
    },
    isCatalogueCurrent(name) {
      for (const [id, file] of outdated) if (file === name) updateAgain(name, id);
      return ![...outdated.values()].includes(name);
    },
    forget: (id) => void outdated.delete(id),
  };
}

export interface WriterFilesOptions {
  readonly folder: DataFolder;
  readonly openFiles: number;
  readonly pages: number | undefined;
  /** Those of files of revocations. */
  readonly migrations: Migrations;
}

/** The files that the writer has open, and the catalogue beside them. */
interface WriterFiles {
  readonly pool: FilePool;
  readonly catalogue: () => Catalogue;
  /** Gives a file its name only when it is complete: a kill leaves no half made file. */
  readonly make: <T>(name: string, fill: (file: Connection) => T) => T;
  /** Leaves one file behind. False when another thread has it open. */
  readonly rest: (name: string) => boolean;
  /** Moves the file to the trash and removes it there, or leaves that to the next start. Copies of it go too. */
  readonly discard: (name: string) => void;
  /** The same file, for the audit log and the queues of deliveries in it. */
  readonly logFile: () => Connection;
  /** Empties a damaged catalogue or, where its file is damaged, sets that aside and begins another with the log of it. */
  readonly replaceCatalogue: () => void;
  /** The next use opens the catalogue and its log again. */
  readonly closeCatalogue: () => void;
  readonly close: () => void;
}

function openWriterFiles({ folder, openFiles, pages, migrations }: WriterFilesOptions): WriterFiles {
  const limits = { pages };
  let catalogue: Catalogue | undefined;
  let catalogueFile: Connection | undefined;
  const cataloguePath = join(folder.path, catalogueName);

  function openCatalogue(): Catalogue {
    if (!existsSync(cataloguePath)) {
      makeWhole(cataloguePath, (file) => makeSchema(file, catalogueMigrations));
    }
    const file = openForWriting(cataloguePath);
    try {
      migrate(file, catalogueMigrations, folder.backups);
      // Its rows have checksums, its indexes have none.
      refuseDamage(file);
    } catch (thrown) {
      file.close();
      throw thrown;
    }
    catalogueFile = file;
    return createCatalogue(file);
  }

  const pool = createFilePool({
    limit: openFiles,
    open(name) {
      const path = folder.revocation(name);
      if (!existsSync(path)) throw storeIsUnavailable('ENOENT');
      // Before anything of it changes: after an end without rest, the next start reads this file again.
      currentCatalogue().setOpen(name, true);
      const file = openForWriting(path, limits);
      try {
        migrate(file, migrations, folder.backups);
      } catch (thrown) {
        file.close();
        throw thrown;
      }
      return file;
    },
  });

  function currentCatalogue(): Catalogue {
    catalogue ??= openCatalogue();
    return catalogue;
  }

  function makeWhole<T>(path: string, fill: (file: Connection) => T): T {
    const unfinished = `${path}.new`;
    for (const ending of ['', ...journalEndings]) rmSync(unfinished + ending, { force: true });
    const file = openNew(unfinished, limits);
    try {
      const filled = fill(file);
      file.close();
      syncFile(unfinished);
      renameDurably(unfinished, path);
      return filled;
    } catch (thrown) {
      file.close();
      for (const ending of ['', ...journalEndings]) rmSync(unfinished + ending, { force: true });
      throw thrown;
    }
  }

  function closeCatalogue(): void {
    catalogueFile?.close();
    catalogueFile = undefined;
    catalogue = undefined;
  }

  return {
    pool,
    catalogue: currentCatalogue,
    logFile() {
      currentCatalogue();
      if (!catalogueFile) throw storeIsUnavailable('closed');
      if (catalogueFile.isMoved()) throw fileIsDamaged(catalogueName);
      return catalogueFile;
    },
    make: (name, fill) =>
      makeWhole(folder.revocation(name), (file) => {
        makeSchema(file, migrations);
        return fill(file);
      }),
    rest(name) {
      const file = pool.remove(name) ?? openForWriting(folder.revocation(name), limits);
      if (!closeAtRest(file)) return false;
      currentCatalogue().setOpen(name, false);
      return true;
    },
    discard(name) {
      pool.close(name);
      const moved = join(folder.trash, `${randomUUID()}-${name}`);
      // The file goes last: while it is there, the next start knows that something is left.
      for (const ending of [...journalEndings, '']) {
        const path = folder.revocation(name) + ending;
        if (existsSync(path)) renameSync(path, moved + ending);
      }
      for (const backup of readdirSync(folder.backups)) {
        if (backup.startsWith(`${basename(name, '.db')}.v`)) rmSync(join(folder.backups, backup));
      }
      currentCatalogue().forgetFile(name);
      emptyTrash(folder);
    },
    replaceCatalogue() {
      closeCatalogue();
      if (existsSync(cataloguePath) && emptyCatalogue(cataloguePath)) return;
      const aside = `${cataloguePath}.damaged-${randomUUID()}`;
      for (const ending of ['', ...journalEndings]) {
        if (existsSync(cataloguePath + ending)) renameSync(cataloguePath + ending, aside + ending);
      }
      makeWhole(cataloguePath, (file) => {
        makeSchema(file, catalogueMigrations);
        if (existsSync(aside)) takeOver(aside, file);
      });
    },
    closeCatalogue,
    close() {
      for (const name of pool.names()) pool.close(name);
      const connection = catalogueFile;
      catalogue = undefined;
      catalogueFile = undefined;
      if (connection) closeAtRest(connection);
    },
  };
}

function refuseDamage(file: Connection): void {
  const result = file.prepare('PRAGMA integrity_check(revocation)').get()?.integrity_check;
  if (result !== 'ok') throw fileIsDamaged('integrity_check');
}

/**
 * Removes all rows of a catalogue whose file is sound: then a row was wrong, and the audit log beside it is not. False when the file is
 * not sound; nothing was changed then.
 */
function emptyCatalogue(path: string): boolean {
  let file: Connection | undefined;
  try {
    file = openForWriting(path);
    const { db } = file;
    const isSound = file.prepare('PRAGMA integrity_check(1)').get()?.integrity_check === 'ok';
    if (!isSound || versionOf(file) !== catalogueMigrations.length) return false;
    transaction(file, () => db.exec('DELETE FROM revocation; DELETE FROM file'));
    return true;
  } catch {
    return false;
  } finally {
    file?.close();
  }
}

function takeOver(aside: string, file: Connection): void {
  let damaged: Connection | undefined;
  try {
    damaged = openForReading(aside);
  } catch {
    // Nothing of it can be read.
  }
  try {
    takeOverLog(damaged, file, basename(aside));
  } finally {
    damaged?.close();
  }
}

/** Removes what is in the trash; what is busy stays for the next start. */
export function emptyTrash(folder: DataFolder): void {
  for (const name of readdirSync(folder.trash)) {
    try {
      rmSync(join(folder.trash, name), { force: true });
    } catch {
      // Another program has it open.
    }
  }
}
