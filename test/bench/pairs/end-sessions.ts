import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtEntry } from '../../integration/support/spawn-core-worker.ts';
import { buildWorkers } from '../console/build-workers.ts';
import { measured as entry, type Measured, measurePrepared, median } from '../measure.ts';
import { answerOf, endEntry } from '../processes.ts';
import { createBareClient } from './bare-client.ts';
import type { BenchCore } from './bench-core.ts';
import type { Ended, EndInput, EndOrder } from './end-process.ts';

const BUDGET = 1.5;
const COUNT = 10_000;
const ROUNDS = 9;
const WARM_UPS = 2;
const cases = [
  { users: 1, name: 'one user' },
  { users: 20, name: '20 users' },
];

/**
 * Ending many sessions, from the confirmed question on: written to disk, ended, verified and reported by the console, beside
 * bare calls that end them and believe the answers. The plan is made before the question, and is measured by itself. The sandbox ends them in microseconds, so that everything but the ending is compared
 * there: that has no budget. The console is built, in a process of its own, as a console is. The budget is for a core with a database, or a sandbox that is as slow as one.
 */
export async function endSessions(core: BenchCore): Promise<Measured[]> {
  const { slowUri } = core;
  if (slowUri === undefined) return endOn(core, core.uri, { where: '', budget: BUDGET });
  return [
    ...(await endOn(core, slowUri, { where: ', 25 ms a call', budget: BUDGET })),
    ...(await endOn(core, core.uri, { where: ', sandbox as it is' })),
  ];
}

interface Where {
  readonly where: string;
  readonly budget?: number;
}

async function endOn(core: BenchCore, uri: string, { where, ...budget }: Where): Promise<Measured[]> {
  const { key } = core;
  const dataDirectory = await mkdtemp(join(tmpdir(), 'curfew-bench-'));
  const input: EndInput = { uri, key, dataDirectory, workerFiles: await buildWorkers() };
  const console = fork(await builtEntry('test/bench/pairs/end-process.ts'), [JSON.stringify(input)]);
  await answerOf(console);
  const bare = createBareClient(uri, key);

  let planId = '';
  let planMs: number[] = [];
  const send = (order: EndOrder) => console.send(order);

  async function plan(handles: readonly string[]): Promise<void> {
    const started = performance.now();
    send({ type: 'plan', handles });
    planId = await answerOf<string>(console);
    planMs.push(performance.now() - started);
  }

  async function byConsole(): Promise<void> {
    send({ type: 'end', planId });
    const { outcome, revoked } = await answerOf<Ended>(console);
    complete(outcome === 'complete' ? revoked : -1);
  }

  const measured: Measured[] = [];
  try {
    for (const { users, name } of cases) {
      planMs = [];
      measured.push(
        await measurePrepared({
          name: `ending ${COUNT.toLocaleString('en')} sessions of ${name}${where}`,
          ...budget,
          warmUps: WARM_UPS,
          rounds: ROUNDS,
          prepare: () => core.freshSessions(users, COUNT / users),
          beforeOurs: plan,
          ours: byConsole,
          bare: async (handles) => complete(await bare.revoke(handles)),
        }),
      );
      const planning = `planning ${COUNT.toLocaleString('en')} sessions of ${name}${where}`;
      measured.push(
        entry({
          name: planning,
          unit: 'ms',
          ours: median(planMs),
          bare: undefined,
          ratio: undefined,
          budget: undefined,
        }),
      );
    }
  } finally {
    await endEntry(console);
    await bare.close();
    await rm(dataDirectory, { recursive: true, force: true });
  }
  return measured;
}

// A path that leaves sessions behind would be fast.
function complete(ended: number): void {
  if (ended !== COUNT) throw new Error(`${ended} of ${COUNT} sessions were ended.`);
}
