const isFullRun = process.env.CURFEW_FULL === '1';

/** How many seeded cases a test runs: all of them with `CURFEW_FULL=1`, else a sample that keeps `npm test` short. */
export function seededCases({ full, sample }: { readonly full: number; readonly sample: number }): number {
  return isFullRun ? full : sample;
}
