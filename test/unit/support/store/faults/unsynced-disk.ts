import type { SpawnStoreWorker, StoreWorkerData } from '../../../../../src/main/store/worker/protocol.ts';
import { spawnThread } from '../spawn-store-worker.ts';

const entry = new URL('./unsynced-worker.ts', import.meta.url);

export interface UnsyncedData extends StoreWorkerData {
  /** One byte: 1 while the disk refuses. */
  readonly refuses: SharedArrayBuffer;
}

/** A disk that can refuse to say that what was written is on it, where the store itself asks for that. */
export function createUnsyncedDisk(): {
  readonly spawn: SpawnStoreWorker;
  readonly refuse: () => void;
  readonly confirm: () => void;
} {
  const refuses = new SharedArrayBuffer(1);
  const isRefusing = new Uint8Array(refuses);
  return {
    spawn: (data) => {
      const workerData: UnsyncedData = { ...data, refuses };
      return spawnThread(entry, workerData);
    },
    refuse: () => void isRefusing.fill(1),
    confirm: () => void isRefusing.fill(0),
  };
}
