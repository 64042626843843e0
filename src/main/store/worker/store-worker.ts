import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { createProgressReporter } from '../../shared/changes.ts';
import { type RpcMethods, startRpcServer } from '../../shared/rpc/server.ts';
import { verifyLog } from '../audit/verify-log.ts';
import { catalogueName } from '../catalogue/catalogue-file.ts';
import { type Connection, openForReading, openForWriting, openScratch } from '../files/connection.ts';
import { type DataFolder, dataFolder } from '../files/data-folder.ts';
import { storeFailure } from '../files/store-failure.ts';
import { inTransactions, snapshot, transaction } from '../files/transaction.ts';
import { selectView } from '../queries/views.ts';
import { revOf } from '../tables/head.ts';
import { buildIndex, laterIndexNames, migrations } from '../tables/schema.ts';
import type {
  AuditCalls,
  CheckCalls,
  IndexCalls,
  ReadCalls,
  StoreWorkerData,
  ViewCalls,
  WriteCalls,
} from './protocol.ts';
import { createReader } from './reader.ts';
import { createWriter } from './writer.ts';

/**
 * SQLite sorts in pieces of this size, and keeps as many pages beside it. Ten million handles are merged in two passes, as they are
 * with twice as much.
 */
const cacheKiB = 4 * 1024;

/** Builds the indexes that a list is loaded without, while nothing else writes to its file. */
function createIndexBuilder(folder: DataFolder): RpcMethods<IndexCalls> {
  return {
    build({ file: name }) {
      try {
        const file = openForWriting(folder.revocation(name));
        try {
          file.db.exec(`PRAGMA cache_size = -${cacheKiB}`);
          for (const name of laterIndexNames) {
            transaction(file, () => buildIndex(file.db, name));
            // What was written goes into the file here: otherwise the writer would copy it with its next commit.
            file.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
          }
        } finally {
          file.close();
        }
        return null;
      } catch (thrown) {
        throw storeFailure(thrown);
      }
    },
  };
}

/** Finds and sorts rows of a revocation into a file of row ids. Whoever cancels it ends the thread. */
function createViewBuilder(folder: DataFolder): RpcMethods<ViewCalls> {
  return {
    build({ file: name, view, request }, { progress }) {
      const report = createProgressReporter(progress);
      try {
        const file = openScratch(folder.view(view));
        try {
          const source = `${pathToFileURL(folder.revocation(name)).href}?mode=ro`;
          file.prepare('ATTACH ? AS source').run(source);
          const steps = inTransactions(file, selectView(file, revOf(file, request.id), request));
          for (;;) {
            const step = steps.next();
            if (step.done) return { total: step.value };
            report(step.value);
          }
        } finally {
          file.close();
        }
      } catch (thrown) {
        throw storeFailure(thrown);
      }
    },
  };
}

/** Reads a whole file that was not at rest, before anything of it is believed. */
function createFileChecker(folder: DataFolder): RpcMethods<CheckCalls> {
  return {
    check({ file: name }) {
      let file: Connection | undefined;
      try {
        file = openForReading(folder.revocation(name));
        const row = file.prepare('PRAGMA integrity_check(1)').get();
        // Its text says which page of which table: for whoever repairs the file, not for the operator.
        return { damage: row?.integrity_check === 'ok' ? null : 'integrity_check' };
      } catch (thrown) {
        const { error } = storeFailure(thrown);
        if (error.code !== 'store-damaged') throw storeFailure(thrown);
        return { damage: String(error.params?.cause ?? 'integrity_check') };
      } finally {
        file?.close();
      }
    },
  };
}

/** Verifies the audit log, as it is at one moment. */
function createLogVerifier(folder: DataFolder): RpcMethods<AuditCalls> {
  return {
    verify({ keys }, { progress }) {
      const report = createProgressReporter(progress);
      try {
        const file = openForReading(join(folder.path, catalogueName));
        try {
          return snapshot(file, () => {
            const steps = verifyLog(file, keys);
            for (;;) {
              const step = steps.next();
              if (step.done) return step.value;
              report(step.value);
            }
          });
        } finally {
          file.close();
        }
      } catch (thrown) {
        throw storeFailure(thrown);
      }
    },
  };
}

if (!parentPort) throw new Error('This is the entry of a worker thread.');
const { role, dataDirectory, openFiles, pages } = workerData as StoreWorkerData;
const folder = dataFolder(dataDirectory);

switch (role) {
  case 'write':
    startRpcServer<WriteCalls>(parentPort, createWriter({ folder, openFiles, pages, migrations }));
    break;
  case 'read':
    startRpcServer<ReadCalls>(parentPort, createReader({ folder, openFiles, version: migrations.length }));
    break;
  case 'index':
    startRpcServer<IndexCalls>(parentPort, createIndexBuilder(folder));
    break;
  case 'view':
    startRpcServer<ViewCalls>(parentPort, createViewBuilder(folder));
    break;
  case 'audit':
    startRpcServer<AuditCalls>(parentPort, createLogVerifier(folder));
    break;
  case 'check':
    startRpcServer<CheckCalls>(parentPort, createFileChecker(folder));
    break;
}
