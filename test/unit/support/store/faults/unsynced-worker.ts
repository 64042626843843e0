import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';
import type { UnsyncedData } from './unsynced-disk.ts';

// A thread of the store whose disk can refuse to say that what was written is on it.
const { refuses } = workerData as UnsyncedData;
const isRefusing = new Uint8Array(refuses);
const { fsyncSync } = fs;

function refuse(): void {
  if (isRefusing[0] !== 1) return;
  throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO', errno: -5, syscall: 'fsync' });
}

fs.fsyncSync = function syncOnDisk(handle: number): void {
  refuse();
  fsyncSync(handle);
};
syncBuiltinESMExports();

const { exec } = DatabaseSync.prototype;

// What SQLite wrote into the WAL is found there when the file is opened again, also where its own fsync failed.
DatabaseSync.prototype.exec = function execOnDisk(sql: string): void {
  exec.call(this, sql);
  if (sql === 'COMMIT') refuse();
};

await import('../../../../../src/main/store/worker/store-worker.ts');
