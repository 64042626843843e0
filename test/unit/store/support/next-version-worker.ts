import { parentPort, workerData } from 'node:worker_threads';
import { startRpcServer } from '../../../../src/main/shared/rpc/server.ts';
import { dataFolder } from '../../../../src/main/store/files/data-folder.ts';
import { migrations } from '../../../../src/main/store/tables/schema.ts';
import type { ReadCalls, StoreWorkerData, WriteCalls } from '../../../../src/main/store/worker/protocol.ts';
import { createReader } from '../../../../src/main/store/worker/reader.ts';
import { createWriter } from '../../../../src/main/store/worker/writer.ts';

// The threads of the next version of Curfew, which has one more table.
const { role, dataDirectory, openFiles } = workerData as StoreWorkerData;
const folder = dataFolder(dataDirectory);
const next = [
  ...migrations,
  (db: Parameters<(typeof migrations)[number]>[0]) => {
    db.exec('CREATE TABLE of_next_version (id INTEGER PRIMARY KEY) STRICT');
    if (dataDirectory.endsWith('-fails')) throw new Error('This migration does not work.');
  },
];
if (parentPort && role === 'write') {
  startRpcServer<WriteCalls>(
    parentPort,
    createWriter({ folder, openFiles, pages: undefined, migrations: next }),
  );
}
if (parentPort && role === 'read') {
  startRpcServer<ReadCalls>(parentPort, createReader({ folder, openFiles, version: next.length }));
}
