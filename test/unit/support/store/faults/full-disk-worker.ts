import { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';
import { type DiskData, isFullFor } from './full-disk.ts';

// A thread of the store whose disk can be full: files may have as many pages as they have, and each commit needs one more.
const { disk } = workerData as DiskData;
const { exec } = DatabaseSync.prototype;
const most = 4_294_967_294;

function numberOf(db: DatabaseSync, pragma: string): number {
  return Number(db.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);
}

/** Fails as a commit on a full disk does: by SQLite itself. */
function growByOnePage(db: DatabaseSync): void {
  const bytes = (numberOf(db, 'freelist_count') + 2) * numberOf(db, 'page_size');
  exec.call(db, `CREATE TABLE main.ballast AS SELECT zeroblob(${bytes}) AS bytes`);
}

DatabaseSync.prototype.exec = function execOnDisk(this: DatabaseSync, sql: string): void {
  if (sql === 'COMMIT' && isFullFor(disk, this.location() ?? '')) growByOnePage(this);
  exec.call(this, sql);
  if (sql !== 'BEGIN IMMEDIATE') return;
  const isFull = isFullFor(disk, this.location() ?? '');
  exec.call(this, `PRAGMA max_page_count = ${isFull ? 1 : most}`);
};

await import('../../../../../src/main/store/worker/store-worker.ts');
