import type { RevocationReport } from '../../../src/contract/domain/revocation/report.ts';
import { defaultRunOptions, type RunOptions } from '../../../src/contract/domain/revocation/run.ts';
import type { MemoryPage } from './memory-page.ts';

/** Starts a plan as the window does. */
export async function startPlan(
  page: MemoryPage,
  planId: string,
  options: Partial<RunOptions> = {},
): Promise<void> {
  await page.call('revocation.start', {
    planId,
    reason: 'benchmark',
    ticket: null,
    typedCount: null,
    options: { ...defaultRunOptions, ...options },
  });
}

/** Starts a plan, looks on, and gives the report. */
export async function carryOut(
  page: MemoryPage,
  planId: string,
  onProgress: (line: string) => void = () => undefined,
  options: Partial<RunOptions> = {},
): Promise<RevocationReport> {
  await startPlan(page, planId, options);
  let report: RevocationReport | undefined;
  await page.take('revocation.watch', { id: planId }, (items) => {
    for (const item of items) {
      if (item.type === 'report') report = item.report;
      else {
        const { phase, step, run } = item.progress;
        // Nobody is there to resume it.
        if (run.state === 'paused') throw new Error(`The revocation paused in ${phase}.`);
        onProgress(`${phase}: ${step.done} of ${step.of}`);
      }
    }
    return report !== undefined;
  });
  if (report === undefined) throw new Error('The revocation ended without a report.');
  return report;
}
