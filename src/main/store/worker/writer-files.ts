import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Catalogue, createCatalogue } from '../catalogue/catalogue.ts';
import { catalogueMigrations, catalogueName } from '../catalogue/catalogue-file.ts';
import { type Connection, closeAtRest, openForWriting, openNew } from '../files/connection.ts';
import { type DataFolder, journalEndings } from '../files/data-folder.ts';
import { createFilePool, type FilePool } from '../files/file-pool.ts';
import { type Migrations, makeSchema, migrate } from '../files/migrate.ts';
import { renameDurably, syncFile } from '../files/private-file.ts';
import { fileIsDamaged, storeIsUnavailable } from '../files/store-failure.ts';

export interface WriterFilesOptions {
  readonly folder: DataFolder;
  readonly openFiles: number;
  readonly pages: number | undefined;
  /** Those of files of revocations. */
  readonly migrations: Migrations;
}

/** The files that the writer has open, and the catalogue beside them. */
export interface WriterFiles {
  readonly pool: FilePool;
  readonly catalogue: () => Catalogue;
  /** Makes a file whole before it is there under its name: nothing half made is ever found. */
  readonly make: <T>(name: string, fill: (file: Connection) => T) => T;
  /** Leaves one file behind. False when another thread has it open. */
  readonly rest: (name: string) => boolean;
  /** Moves the file to the trash and removes it there, or leaves that to the next start. Copies of it go too. */
  readonly discard: (name: string) => void;
  /** Puts a damaged catalogue aside and begins an empty one. */
  readonly replaceCatalogue: () => void;
  readonly close: () => void;
}

export function openWriterFiles({ folder, openFiles, pages, migrations }: WriterFilesOptions): WriterFiles {
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
    most: openFiles,
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
    make: (name, fill) =>
      makeWhole(folder.revocation(name), (file) => {
        makeSchema(file, migrations);
        return fill(file);
      }),
    rest(name) {
      const file = pool.take(name) ?? openForWriting(folder.revocation(name), limits);
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
      const aside = join(folder.path, `${catalogueName}.damaged-${randomUUID()}`);
      for (const ending of ['', ...journalEndings]) {
        if (existsSync(cataloguePath + ending)) renameSync(cataloguePath + ending, aside + ending);
      }
    },
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
  const found = file.prepare('PRAGMA integrity_check(revocation)').get()?.integrity_check;
  if (found !== 'ok') throw fileIsDamaged('integrity_check');
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
