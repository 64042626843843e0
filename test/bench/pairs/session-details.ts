import { openConsolePath } from '../console/console-path.ts';
import { type Measured, measurePair } from '../measure.ts';
import { createBareClient } from './bare-client.ts';
import type { BenchCore } from './bench-core.ts';

const BUDGET = 1.2;
const COUNT = 10_000;
const ROUNDS = 9;

/** Details of many sessions of one user: the console's whole path beside a bare client, on the same core. */
export async function sessionDetails(core: BenchCore): Promise<Measured[]> {
  const path = await openConsolePath(core.uri, core.key);
  const bare = createBareClient(core.uri, core.key);
  try {
    const userId = await core.userWithSessions(COUNT);
    return [
      await measurePair({
        name: `details of ${COUNT.toLocaleString('en')} sessions of one user`,
        budget: BUDGET,
        rounds: ROUNDS,
        ours: async () => complete(await path.sessionDetails(userId)),
        bare: async () => complete((await bare.sessionDetails(userId)).length),
      }),
    ];
  } finally {
    await path.close();
    await bare.close();
  }
}

// A path that loses rows would be fast.
function complete(read: number): void {
  if (read !== COUNT) throw new Error(`${read} of ${COUNT} sessions were read.`);
}
