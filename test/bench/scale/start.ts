import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { builtEntry } from '../../support/built-entry.ts';
import type { WorkerFiles } from '../console/worker-files.ts';
import type { LightShape } from '../light/light-sessions.ts';
import { type Measured, measured, median } from '../measure.ts';
import { foundBy } from './engine-messages.ts';
import type { PastInput } from './past-process.ts';
import type { StartFound, StartInput } from './start-process.ts';

const BUDGET_MS = 300;
const ROUNDS = 7;
const PAST = 500;
/** Beside those that are small: the large one that is there before, and an interrupted one. */
const SMALL = PAST - 2;
const EACH = 20;
const INTERRUPTED = 50_000;

/** So many sessions of the core are ended by past revocations, or were to be. */
export const sessionsOfPast = SMALL * EACH + INTERRUPTED;

interface PastOf {
  readonly uri: string;
  readonly shape: LightShape;
  readonly workerFiles: WorkerFiles;
  readonly dataDirectory: string;
  readonly connectionId: string;
  /** Sessions from here on are those of past revocations. */
  readonly firstSession: number;
}

/** Adds past revocations to a data folder that has one: many small ones, and one whose console is killed in the middle. */
export async function makePast(past: PastOf): Promise<void> {
  const { connectionId, dataDirectory, firstSession, shape, uri, workerFiles } = past;
  const input: PastInput = {
    ...{ connectionId, dataDirectory, firstSession, shape, uri, workerFiles },
    ...{ small: SMALL, each: EACH, interrupted: INTERRUPTED },
  };
  const engine = fork(await builtEntry('test/bench/scale/past-process.ts'), [JSON.stringify(input)]);
  const [code, signal] = await once(engine, 'exit');
  if (signal !== 'SIGKILL') throw new Error(`The process that makes past revocations ended with ${code}.`);
}

/** How much later a console shows its first screen with all of that than with an empty data folder. */
export async function measureStart(
  of: Pick<PastOf, 'connectionId' | 'dataDirectory' | 'workerFiles'> & { readonly folder: string },
): Promise<Measured> {
  const { connectionId, folder, workerFiles } = of;
  const file = await builtEntry('test/bench/scale/start-process.ts');
  const times = { past: [] as number[], none: [] as number[] };

  async function start(dataDirectory: string, past: number): Promise<number> {
    const input: StartInput = { connectionId, dataDirectory, workerFiles };
    const console = fork(file, [JSON.stringify(input)]);
    try {
      const { ms, total, open } = await foundBy<StartFound>(console);
      if (total !== past || open !== Math.sign(past))
        throw new Error(`${total} past revocations and ${open} open ones were shown.`);
      return ms;
    } finally {
      await kill(console);
    }
  }

  for (let round = 0; round < ROUNDS; round += 1) {
    times.past.push(await start(of.dataDirectory, PAST));
    times.none.push(await start(join(folder, `empty-${round}`), 0));
  }
  const [past, none] = [median(times.past), median(times.none)];
  console.log(
    `First answers after ${past.toFixed(0)} ms with ${PAST} past revocations, after ${none.toFixed(0)} ms with none.\n`,
  );
  return measured({
    name: `start with ${PAST} past revocations, later than with none`,
    unit: 'ms',
    ours: past - none,
    budget: BUDGET_MS,
  });
}

/** As hard as the first one: nothing is brought to rest for the next start. */
async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
