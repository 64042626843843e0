import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { failure } from '../../../contract/failure.ts';
import type { RpcMethods } from '../../shared/rpc/server.ts';
import { logQueries } from '../audit/read-log.ts';
import { findInCatalogue, queryCatalogue } from '../catalogue/catalogue.ts';
import { catalogueFailure, catalogueName, toEntry } from '../catalogue/catalogue-file.ts';
import { deliveryQueries } from '../catalogue/delivery-queries.ts';
import type { DeliveryReader } from '../deliveries.ts';
import { type Connection, createFilePool, type OpenFile, openForReading } from '../files/connection.ts';
import type { DataFolder } from '../files/data-folder.ts';
import { versionOf } from '../files/migrate.ts';
import { fileIsDamaged, fileIsNewer, storeFailure, storeIsUnavailable } from '../files/store-failure.ts';
import { snapshot } from '../files/transaction.ts';
import {
  deliveryReaderMethods,
  methodsFor,
  type PageMethod,
  pageMethods,
  type QueryMethod,
  queriesOfRuns,
  queryMethods,
} from '../method-names.ts';
import { tableQueries } from '../queries/queries.ts';
import type { PageRows } from '../queries/session-rows.ts';
import { readCount } from '../tables/counts.ts';
import { headOf, revOf } from '../tables/head.ts';
import { hasIndex } from '../tables/schema.ts';
import { type InFile, olderVersion, type PageCalls, type QueryCalls, type ReadCalls } from './protocol.ts';
import { createScheduler } from './scheduler.ts';

interface ReaderOptions {
  readonly folder: DataFolder;
  readonly openFiles: number;
  /** The newest that this Curfew reads. */
  readonly version: number;
}

/** Of the files that may be open: so many are for views. */
const openViews = 2;

/** The thread that only reads: pages for screens, and what runs go through. */
export function createReader({ folder, openFiles, version }: ReaderOptions): RpcMethods<ReadCalls> {
  const scheduler = createScheduler();
  const files = createFilePool({
    limit: Math.max(1, openFiles - openViews),
    open: (name) => openChecked(folder.revocation(name), version),
  });
  const views = createFilePool({ limit: openViews, open: (name) => openForReading(folder.view(name)) });
  let catalogueFile: Connection | undefined;

  function catalogue<T>(work: (file: OpenFile) => T): T {
    try {
      catalogueFile ??= openForReading(join(folder.path, catalogueName));
      const file = catalogueFile;
      if (file.isMoved()) throw fileIsDamaged(catalogueName);
      return snapshot(file, () => work(file));
    } catch (thrown) {
      throw catalogueFailure(thrown);
    }
  }

  function inFile<T>(name: string, id: string, work: (file: OpenFile, rev: number) => T): T {
    try {
      const file = files.use(name);
      return snapshot(file, () => {
        const rev = revOf(file, id);
        if (headOf(file, rev).state === 'removed') throw isRemoved();
        return work(file, rev);
      });
    } catch (thrown) {
      throw storeFailure(thrown);
    }
  }

  function read<M extends QueryMethod>(method: M) {
    type Output = Awaited<ReturnType<ReadCalls[M]>>;
    // Both sides are made from the same interface; the compiler cannot follow one method through it.
    const run = tableQueries[method] as unknown as (file: OpenFile, rev: number, input: unknown) => Output;
    const priority = queriesOfRuns.has(method) ? 'run' : 'other';
    return ({ file: name, id, input }: InFile<unknown>): Promise<Output> =>
      scheduler.add(priority, () => inFile(name, id, (file, rev) => run(file, rev, input)));
  }

  function page<M extends PageMethod>(method: M) {
    type Output = Awaited<ReturnType<ReadCalls[M]>>;
    const run = tableQueries[method] as unknown as (file: OpenFile, rev: number, rows: PageRows) => Output;
    return ({ file: name, id, input }: Parameters<ReadCalls[M]>[0]): Promise<Output> =>
      scheduler.add('other', () =>
        inFile(name, id, (file, rev) => run(file, rev, rowsOf(input.view, input.offset, input.limit))),
      );
  }

  function deliveryQuery<M extends keyof DeliveryReader>(method: M) {
    // Both sides are made from the same interface; the compiler cannot follow one method through it.
    const query = deliveryQueries[method] as unknown as (file: OpenFile, input: unknown) => unknown;
    return (input: unknown) => scheduler.add('other', () => catalogue((file) => query(file, input)));
  }

  function rowsOf(view: string | null, offset: number, limit: number): PageRows {
    if (view === null) return { type: 'offset', offset, limit };
    const rows = views
      .use(view)
      .prepare('SELECT id FROM row WHERE pos >= ? ORDER BY pos LIMIT ?')
      .all(offset, limit);
    return { type: 'ids', ids: rows.map(({ id }) => Number(id)) };
  }

  function done(work: () => void): Promise<null> {
    return scheduler.add('other', () => {
      work();
      return null;
    });
  }

  function closeCatalogue(): void {
    catalogueFile?.close();
    catalogueFile = undefined;
  }

  return {
    ...methodsFor<RpcMethods<QueryCalls>>(queryMethods, read),
    ...methodsFor<RpcMethods<PageCalls>>(pageMethods, page),
    auditQuery: ({ method, input }) =>
      // Both sides are made from the same interface; the compiler cannot follow one method through it.
      scheduler.add('other', () => catalogue((file) => logQueries[method](file, input as never))),
    ...methodsFor<RpcMethods<DeliveryReader>>(deliveryReaderMethods, deliveryQuery),
    needsIndex: ({ file, id }) => scheduler.add('other', () => inFile(file, id, needsHandleIndex)),
    catalogue: (request) => scheduler.add('other', () => catalogue((file) => queryCatalogue(file, request))),
    entry: ({ id }) => scheduler.add('other', () => catalogue((file) => toEntry(findInCatalogue(file, id)))),
    locate: ({ id }) =>
      scheduler.add('run', () => catalogue((file) => ({ file: findInCatalogue(file, id).file }))),
    closeFile: ({ file }) => done(() => files.close(file)),
    closeView: ({ view }) => done(() => views.close(view)),
    closeCatalogue: () => done(closeCatalogue),
    close: () =>
      done(() => {
        for (const pool of [files, views]) for (const name of pool.names()) pool.close(name);
        closeCatalogue();
      }),
  };
}

/** Opens a file of this version; an older one has to be migrated by the writer first. */
function openChecked(path: string, newest: number): Connection {
  if (!existsSync(path)) throw storeIsUnavailable('ENOENT');
  const file = openForReading(path);
  try {
    const version = versionOf(file);
    if (version > newest) throw fileIsNewer(version);
    if (version < newest) throw isOlder();
    return file;
  } catch (thrown) {
    file.close();
    throw thrown;
  }
}

function isOlder() {
  return failure('internal', { reason: 'file-not-migrated', params: { cause: olderVersion } });
}

function isRemoved() {
  return failure('not-found', { reason: 'revocation-unknown' });
}

/** Whether the revocation is a list without an index on handles yet. */
function needsHandleIndex(file: OpenFile, rev: number): boolean {
  return readCount(file, rev, 'is-list') === 1 && !hasIndex(file.db, 'target_by_handle');
}
