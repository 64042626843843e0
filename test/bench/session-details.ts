import { createBareClient } from './bare-client.ts';
import type { BenchCore } from './bench-core.ts';
import { openConsolePath } from './console-path.ts';
import { type Measured, measurePair } from './measure.ts';

const BUDGET = 1.3;
const cases = [
  { count: 1_000, rounds: 25 },
  { count: 10_000, rounds: 9 },
];

/** Details of many sessions of one user: the console's whole path beside a bare client, on the same core. */
export async function sessionDetails(core: BenchCore): Promise<Measured[]> {
  const path = await openConsolePath(core.uri, core.key);
  const bare = createBareClient(core.uri, core.key);
  const measured: Measured[] = [];
  try {
    for (const { count, rounds } of cases) {
      const userId = await core.userWithSessions(count);
      measured.push(
        await measurePair({
          name: `details of ${count.toLocaleString('en')} sessions of one user`,
          budget: BUDGET,
          rounds,
          ours: async () => complete(count, await path.sessionDetails(userId)),
          bare: async () => complete(count, (await bare.sessionDetails(userId)).length),
        }),
      );
    }
  } finally {
    await path.close();
    await bare.close();
  }
  return measured;
}

// A path that loses rows would be fast.
function complete(wanted: number, read: number): void {
  if (read !== wanted) throw new Error(`${read} of ${wanted} sessions were read.`);
}
