import { Worker } from 'node:worker_threads';
import { openCore, workerEnvironment, workerLimits } from '../../../../src/main/connections/core-worker.ts';
import type { CoreWorkerOptions } from '../../../../src/main/core/protocol.ts';

/** parent → process: opens a core and reads from it once. Answered with `done`, or with what went wrong. */
export interface OpenCoreOrder {
  /** The built worker. */
  readonly workerFile: string;
  readonly options: CoreWorkerOptions;
}

async function carryOut({ workerFile, options }: OpenCoreOrder): Promise<void> {
  const core = openCore({
    spawn: (workerData) =>
      new Worker(workerFile, { workerData, env: workerEnvironment(), resourceLimits: workerLimits }),
    options,
  });
  await core.port.facts();
  await core.port.userCount({ tenantId: null });
  await core.close();
}

process.once('message', (order: OpenCoreOrder) => {
  carryOut(order)
    .then(
      () => 'done',
      (thrown: unknown) => String(thrown),
    )
    .then((end) => process.send?.(end, () => process.exit()));
});
