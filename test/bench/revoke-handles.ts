import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { coreWorkerSpawner } from '../integration/support/spawn-core-worker.ts';
import { createBareClient } from './bare-client.ts';
import type { BenchCore } from './bench-core.ts';
import { carryOut } from './carry-out.ts';
import { type Measured, measurePrepared } from './measure.ts';
import { openServices } from './services.ts';

const BUDGET = 2;
const COUNT = 10_000;
const ROUNDS = 9;
const cases = [
  { users: 1, name: 'one user' },
  { users: 20, name: '20 users' },
];

/**
 * Ending many sessions: planned, journalled, ended, verified and reported by the console, beside bare calls that end
 * them and believe the answers. The sandbox ends them in microseconds, so that what is compared there is everything but
 * the ending; therefore also on one that takes as long as a core with a database.
 */
export async function revokeHandles(core: BenchCore): Promise<Measured[]> {
  const { slowUri } = core;
  const fast = await revokeOn(core, core.uri, '');
  return slowUri ? [...fast, ...(await revokeOn(core, slowUri, ', 25 ms a call'))] : fast;
}

async function revokeOn(core: BenchCore, uri: string, where: string): Promise<Measured[]> {
  const { key } = core;
  const dataDirectory = await mkdtemp(join(tmpdir(), 'curfew-bench-'));
  const spawnCoreWorker = await coreWorkerSpawner();
  const { page, connectionId, close } = await openServices({ spawnCoreWorker, uri, key, dataDirectory });
  const bare = createBareClient(uri, key);

  async function byConsole(handles: string[]): Promise<void> {
    const plan = await page.call('revocation.plan', { connectionId, scope: { type: 'handles', handles } });
    const { counts, outcome } = await carryOut(page, plan.id);
    complete(outcome === 'complete' ? counts.revoked : -1);
  }

  const measured: Measured[] = [];
  try {
    for (const { users, name } of cases) {
      measured.push(
        await measurePrepared({
          name: `ending ${COUNT.toLocaleString('en')} sessions of ${name}${where}`,
          budget: BUDGET,
          rounds: ROUNDS,
          prepare: () => core.freshSessions(users, COUNT / users),
          ours: byConsole,
          bare: async (handles) => complete(await bare.revoke(handles)),
        }),
      );
    }
  } finally {
    await close();
    await bare.close();
    await rm(dataDirectory, { recursive: true, force: true });
  }
  return measured;
}

// A path that leaves sessions behind would be fast.
function complete(ended: number): void {
  if (ended !== COUNT) throw new Error(`${ended} of ${COUNT} sessions were ended.`);
}
