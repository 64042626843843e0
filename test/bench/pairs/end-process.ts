import type { Outcome } from '../../../src/contract/domain/revocation/report.ts';
import type { RevocationSignals } from '../../../src/contract/domain/signals.ts';
import { type LocalReceiver, receiverSettings } from '../../integration/support/receivers/test-signals.ts';
import { carryOut } from '../console/carry-out.ts';
import { openServices } from '../console/services.ts';
import { builtWorkers, type WorkerFiles } from '../console/worker-files.ts';

export interface EndInput {
  readonly uri: string;
  readonly key: string | null;
  readonly dataDirectory: string;
  readonly workerFiles: WorkerFiles;
  /** Signal receivers on this computer. */
  readonly receivers: readonly LocalReceiver[];
}

/** What a console is told to do: make a plan, which answers with its id, then carry it out. */
export type EndOrder =
  | { readonly type: 'plan'; readonly handles: readonly string[] }
  | { readonly type: 'end'; readonly planId: string; readonly oauthTokens: boolean };

/** What the report says. */
export interface Ended {
  readonly outcome: Outcome;
  readonly revoked: number;
  readonly tokensEnded: number;
  /** From the order until the report was there. */
  readonly reportedMs: number;
  /** Events that receivers took. */
  readonly delivered: number;
}

/** Entry of a process of its own: a console that ends the sessions with the handles it gets. Says when it is open. */
const { receivers, workerFiles, ...input } = JSON.parse(process.argv[2] ?? '') as EndInput;
const { page, connectionId, close } = await openServices({
  ...{ ...builtWorkers(workerFiles), ...input },
  hasSignals: receivers.length > 0,
});
for (const receiver of receivers)
  await page.call('signals.save', {
    ...{ settings: receiverSettings(connectionId, receiver), authorisation: null },
    keepAuthorisation: 'stored',
  });

async function plan(handles: readonly string[]): Promise<string> {
  const selection = { type: 'handles' as const, handles: [...handles] };
  return (await page.call('revocation.plan', { connectionId, selection })).id;
}

async function end(planId: string, oauthTokens: boolean): Promise<Ended> {
  const startedAt = performance.now();
  const { counts, oauth, outcome } = await carryOut(page, planId, () => undefined, { oauthTokens });
  const reportedMs = performance.now() - startedAt;
  const delivered = receivers.length === 0 ? 0 : await untilDelivered(planId);
  return { outcome, revoked: counts.revoked, tokensEnded: oauth.ended, reportedMs, delivered };
}

/** Resolves with how many events were delivered, when nothing waits any more. */
async function untilDelivered(id: string): Promise<number> {
  let told: RevocationSignals['receivers'] = [];
  await page.take('signals.ofRevocation', { id }, (items) => {
    told = items.at(-1)?.receivers ?? told;
    return told.every(({ waiting }) => waiting === 0);
  });
  return told.reduce((sum, { delivered }) => sum + delivered, 0);
}

process.on('message', (order: EndOrder) => {
  const answer = order.type === 'plan' ? plan(order.handles) : end(order.planId, order.oauthTokens);
  void answer.then((value) => process.send?.(value));
});
process.once('disconnect', () => void close().then(() => process.exit()));
process.send?.('open');
