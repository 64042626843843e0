import type { RevocationReport, TargetRow } from '../../../src/contract/domain/revocation.ts';

/** What is wrong with the numbers of a report. */
export function addsUp(report: RevocationReport): string[] {
  const total = Object.values(report.counts).reduce((sum, count) => sum + count, 0);
  const { sent, 'still-active': active, planned, unknown } = report.counts;
  const mayBeOpen = report.outcome === 'incomplete' || report.outcome === 'stopped';
  return [
    ...(total === report.plan.targets ? [] : [`${total} are counted of ${report.plan.targets}`]),
    ...(sent + active === 0 ? [] : ['something is left on its way']),
    ...(planned + unknown === 0 || mayBeOpen ? [] : ['it is called complete']),
  ];
}

/** No state may claim what the core does not hold: `unknown` and `planned` (never sent) claim nothing. */
export function untrue(rows: readonly TargetRow[], alive: ReadonlySet<string>): string[] {
  const wrong = rows.filter(({ handle, state }) => {
    if (state === 'unknown' || state === 'planned') return false;
    const claimsGone = state !== 'failed';
    return claimsGone === alive.has(handle);
  });
  return wrong.map(({ handle, state }) => `${handle} is ${state}`);
}
