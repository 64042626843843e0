import type { Outcome } from '../../../src/contract/domain/revocation.ts';
import { carryOut } from '../console/carry-out.ts';
import { openServices } from '../console/services.ts';
import { builtWorkers, type WorkerFiles } from '../console/worker-files.ts';

export interface EndInput {
  readonly uri: string;
  readonly key: string | null;
  readonly dataDirectory: string;
  readonly workerFiles: WorkerFiles;
}

/** What the report says. */
export interface Ended {
  readonly outcome: Outcome;
  readonly revoked: number;
}

/** Entry of a process of its own: a console that ends the sessions with the handles it gets. Says when it is open. */
const { workerFiles, ...input } = JSON.parse(process.argv[2] ?? '') as EndInput;
const { page, connectionId, close } = await openServices({ ...builtWorkers(workerFiles), ...input });

async function end(handles: readonly string[]): Promise<Ended> {
  const plan = await page.call('revocation.plan', {
    connectionId,
    selection: { type: 'handles', handles: [...handles] },
  });
  const { counts, outcome } = await carryOut(page, plan.id);
  return { outcome, revoked: counts.revoked };
}

process.on('message', (handles: readonly string[]) => {
  void end(handles).then((ended) => process.send?.(ended));
});
process.once('disconnect', () => void close().then(() => process.exit()));
process.send?.('open');
