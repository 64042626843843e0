import { Worker } from 'node:worker_threads';
import { openStore } from '../../../../src/main/store/open-store.ts';

// A console that has a data folder open until it is killed.
const [, , dataDirectory = ''] = process.argv;
const worker = new URL('../../../../src/main/store/worker/store-worker.ts', import.meta.url);
await openStore({ dataDirectory, spawn: (workerData) => new Worker(worker, { workerData }) });
process.stdout.write('open\n');
