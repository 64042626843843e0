import { parentPort, workerData } from 'node:worker_threads';
import { startRpcServer } from '../../shared/rpc/server.ts';
import { dataFolder } from '../files/data-folder.ts';
import { migrations } from '../tables/schema.ts';
import { createIndexBuilder } from './build-index.ts';
import { createViewBuilder } from './build-view.ts';
import { createFileChecker } from './check-file.ts';
import type {
  CheckCalls,
  IndexCalls,
  ReadCalls,
  StoreWorkerData,
  ViewCalls,
  WriteCalls,
} from './protocol.ts';
import { createReader } from './reader.ts';
import { createWriter } from './writer.ts';

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
  case 'check':
    startRpcServer<CheckCalls>(parentPort, createFileChecker(folder));
    break;
}
