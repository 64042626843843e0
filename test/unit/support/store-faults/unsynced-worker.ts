import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { workerData } from 'node:worker_threads';
import type { UnsyncedData } from './unsynced-disk.ts';

// A thread of the store whose disk can refuse to say that what was written is on it.
const { refuses } = workerData as UnsyncedData;
const isRefusing = new Uint8Array(refuses);
const { fsyncSync } = fs;

fs.fsyncSync = function syncOnDisk(handle: number): void {
  if (isRefusing[0] !== 1) {
    fsyncSync(handle);
    return;
  }
  throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO', errno: -5, syscall: 'fsync' });
};
syncBuiltinESMExports();

await import('../../../../src/main/store/worker/store-worker.ts');
