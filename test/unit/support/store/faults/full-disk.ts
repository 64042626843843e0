import type { SpawnStoreWorker, StoreWorkerData } from '../../../../../src/main/store/worker/protocol.ts';
import { spawnThread } from '../spawn-store-worker.ts';

const entry = new URL('./full-disk-worker.ts', import.meta.url);
const mostBytes = 200;

export interface DiskData extends StoreWorkerData {
  /** The first byte: how many follow of the text of which the paths of files are that cannot grow. 255: there is room. */
  readonly disk: SharedArrayBuffer;
}

const room = 255;

/** A disk that is full whenever a test says so. SQLite itself says it: by `max_page_count`. */
export interface Disk {
  readonly spawn: SpawnStoreWorker;
  /** No file can grow; with a text, only those that have it in their path. */
  readonly fill: (only?: string) => void;
  readonly makeRoom: () => void;
}

export function createDisk(): Disk {
  const disk = new SharedArrayBuffer(mostBytes);
  const bytes = new Uint8Array(disk);
  bytes[0] = room;
  return {
    spawn: (data) => {
      const workerData: DiskData = { ...data, disk };
      return spawnThread(entry, workerData);
    },
    fill: (only = '') => {
      bytes.set(Buffer.from(only), 1);
      bytes[0] = only.length;
    },
    makeRoom: () => {
      bytes[0] = room;
    },
  };
}

/** Asked in the threads of the store. */
export function isFullFor(disk: SharedArrayBuffer, path: string): boolean {
  const bytes = new Uint8Array(disk);
  const length = bytes[0] ?? room;
  return length !== room && path.includes(Buffer.from(bytes.subarray(1, 1 + length)).toString());
}
