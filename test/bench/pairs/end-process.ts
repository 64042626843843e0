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

/** What a console is told to do: make a plan, which answers with its id, then carry it out. */
export type EndOrder =
  | { readonly type: 'plan'; readonly handles: readonly string[] }
  | { readonly type: 'end'; readonly planId: string };

/** What the report says. */
export interface Ended {
  readonly outcome: Outcome;
  readonly revoked: number;
}

/** Entry of a process of its own: a console that ends the sessions with the handles it gets. Says when it is open. */
const { workerFiles, ...input } = JSON.parse(process.argv[2] ?? '') as EndInput;
const { page, connectionId, close } = await openServices({ ...builtWorkers(workerFiles), ...input });

async function plan(handles: readonly string[]): Promise<string> {
  const selection = { type: 'handles' as const, handles: [...handles] };
  return (await page.call('revocation.plan', { connectionId, selection })).id;
}

async function end(planId: string): Promise<Ended> {
  const { counts, outcome } = await carryOut(page, planId);
  return { outcome, revoked: counts.revoked };
}

process.on('message', (order: EndOrder) => {
  const answer = order.type === 'plan' ? plan(order.handles) : end(order.planId);
  void answer.then((value) => process.send?.(value));
});
process.once('disconnect', () => void close().then(() => process.exit()));
process.send?.('open');
