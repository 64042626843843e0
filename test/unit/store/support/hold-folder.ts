import { openStore } from '../../../../src/main/store/client/open-store.ts';
import { spawnStoreWorker } from '../../support/store/spawn-store-worker.ts';

// A console that has a data folder open until it is killed.
const [, , dataDirectory = ''] = process.argv;
await openStore({ dataDirectory, spawn: spawnStoreWorker });
process.stdout.write('open\n');
