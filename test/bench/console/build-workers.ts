import { builtCoreWorker, builtEntry } from '../../integration/support/spawn-core-worker.ts';
import type { WorkerFiles } from './worker-files.ts';

/** Builds the workers as the product's build does. */
export async function buildWorkers(): Promise<WorkerFiles> {
  return {
    core: await builtCoreWorker(),
    store: await builtEntry('src/main/store/worker/store-worker.ts'),
  };
}
