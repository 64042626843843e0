import { openConsolePath } from '../console/console-path.ts';
import { type Measured, measurePair } from '../measure.ts';
import { createBareClient } from './bare-client.ts';
import type { BenchCore } from './bench-core.ts';

const BUDGET = 2;
const COUNT = 50_000;
const ROUNDS = 15;

/** How long an operator looks at an empty table: the first rows of a long list beside the bare call that lists it. */
export async function firstRows(core: BenchCore): Promise<Measured[]> {
  const path = await openConsolePath(core.uri, core.key);
  const bare = createBareClient(core.uri, core.key);
  try {
    const userId = await core.userWithSessions(COUNT);
    return [
      await measurePair({
        name: `first rows of a user with ${COUNT.toLocaleString('en')} sessions`,
        budget: BUDGET,
        rounds: ROUNDS,
        ours: () => path.firstRows(userId),
        bare: () => bare.handlesOf(userId),
      }),
    ];
  } finally {
    await path.close();
    await bare.close();
  }
}
