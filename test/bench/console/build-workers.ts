import { builtWorker } from '../../support/built-workers.ts';
import type { WorkerFiles } from './worker-files.ts';

/** Builds the workers as the product's build does. */
export async function buildWorkers(): Promise<WorkerFiles> {
  return {
    core: await builtWorker('core'),
    store: await builtWorker('store'),
  };
}
