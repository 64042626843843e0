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
 * them and believe the answers.
 */
export async function revokeHandles(core: BenchCore): Promise<Measured[]> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'curfew-bench-'));
  const { page, connectionId, close } = await openServices({
    spawnCoreWorker: await coreWorkerSpawner(),
    uri: core.uri,
    key: core.key,
    dataDirectory,
  });
  const bare = createBareClient(core.uri, core.key);

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
          name: `ending ${COUNT.toLocaleString('en')} sessions of ${name}`,
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
