import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fewArenas } from '../../hosts/shared/few-arenas.ts';
import { builtEntry } from '../../support/built-entry.ts';
import { buildWorkers } from '../console/build-workers.ts';
import type { WorkerFiles } from '../console/worker-files.ts';
import type { LightShape } from '../light/light-sessions.ts';
import { type Measured, measured } from '../measure.ts';
import { answerOf, endEntry, forkEntry } from '../processes.ts';
import { toLines } from '../table.ts';
import { foundBy } from './engine-messages.ts';
import type { Phase } from './meter.ts';
import { writeList } from './scale-list.ts';
import type { ScaleFound, ScaleInput } from './scale-process.ts';
import { makePast, measureStart, sessionsOfPast } from './start.ts';

const BUDGET_MB = 120;
const BUDGET_BLOCK_MS = 50;
const SESSIONS_PER_USER = 20;

/** A folder with a list, a core with its sessions, and what a console was to do with them. */
interface Ground {
  readonly uri: string;
  readonly core: ChildProcess;
  readonly shape: LightShape;
  readonly targets: number;
  readonly workerFiles: WorkerFiles;
  readonly folder: string;
  readonly dataDirectory: string;
}

/**
 * Lists of so many handles, from their first line to the verified report, on a light core: memory above the idle
 * console, the longest time for which main answered nobody, disk, and time. With the smallest, what is asked of a report,
 * and the start of a console with many past revocations.
 */
export async function measureScale(sizes: readonly number[]): Promise<Measured[]> {
  const workerFiles = await buildWorkers();
  const smallest = Math.min(...sizes);
  const results: Measured[] = [];
  for (const targets of sizes) {
    results.push(
      ...(await onGround(targets, workerFiles, async (ground) => {
        const found = await carryOutList(ground);
        tellPhases(targets, found);
        const list = entriesOf(targets, found);
        if (targets !== smallest) return list;
        return [...list, ...reportEntries(targets, found), await startEntry(ground, found.connectionId)];
      })),
    );
  }
  return results;
}

async function onGround<T>(
  targets: number,
  workerFiles: WorkerFiles,
  work: (ground: Ground) => Promise<T>,
): Promise<T> {
  const shape: LightShape = {
    sessions: targets + sessionsOfPast,
    sessionsPerUser: SESSIONS_PER_USER,
    shareInAcme: 0.1,
  };
  const folder = await mkdtemp(join(tmpdir(), 'curfew-bench-'));
  const core = forkEntry(new URL('../light/light-core-process.ts', import.meta.url), shape);
  try {
    const { uri } = await answerOf<{ uri: string }>(core);
    const dataDirectory = join(folder, 'data');
    return await work({ uri, core, shape, targets, workerFiles, folder, dataDirectory });
  } finally {
    await endEntry(core);
    await rm(folder, { recursive: true, force: true });
  }
}

async function carryOutList(ground: Ground): Promise<ScaleFound> {
  const { core, dataDirectory, folder, shape, targets, uri, workerFiles } = ground;
  const listFile = join(folder, `${targets}-handles.txt`);
  await writeList(listFile, shape, targets);
  const input: ScaleInput = { uri, workerFiles, dataDirectory, listFile, targets };
  const engine = fork(await builtEntry('test/bench/scale/scale-process.ts'), [JSON.stringify(input)], {
    execArgv: ['--expose-gc'],
    env: { ...process.env, ...fewArenas },
  });
  try {
    const found = await foundBy<ScaleFound>(engine);
    core.send('count');
    const { alive } = await answerOf<{ alive: number }>(core);
    // A path that leaves sessions behind would be fast.
    if (alive !== sessionsOfPast || found.revoked !== targets)
      throw new Error(
        `${found.revoked} of ${targets} were reported as ended, ${alive - sessionsOfPast} are still there.`,
      );
    return found;
  } finally {
    await endEntry(engine);
    await rm(listFile);
  }
}

function tellPhases(targets: number, { idleMb, phases }: ScaleFound): void {
  const title = `${targets.toLocaleString('en')} targets`;
  const rows = phases.map((phase) => [
    phase.name,
    `${phase.seconds.toFixed(1)} s`,
    `${(phase.memoryMb - idleMb).toFixed(0)} MB`,
    `${phase.blockMs.toFixed(0)} ms`,
    `${phase.busyMs.toFixed(0)} ms`,
    `${phase.diskMb.toFixed(0)} MB`,
    phase.writtenMb === null ? '' : `${phase.writtenMb.toFixed(0)} MB`,
  ]);
  const head = [title, 'time', 'above idle', 'longest block', 'longest busy', 'on disk', 'written'];
  console.log(`\n${toLines([head, ...rows])}\nIdle: ${idleMb.toFixed(0)} MB.\n`);
}

function entriesOf(targets: number, { idleMb, phases }: ScaleFound): Measured[] {
  const of = `${targets.toLocaleString('en')} targets`;
  const most = (value: (phase: Phase) => number) => Math.max(...phases.map(value));
  const written = phases.reduce<number | null>(
    (sum, { writtenMb }) => (sum === null || writtenMb === null ? null : sum + writtenMb),
    0,
  );
  return [
    measured({
      name: `${of}: memory of main and its workers above idle`,
      unit: 'MB',
      ours: most(({ memoryMb }) => memoryMb) - idleMb,
      budget: BUDGET_MB,
    }),
    measured({
      name: `${of}: longest block of main`,
      unit: 'ms',
      ours: most(({ blockMs }) => blockMs),
      budget: BUDGET_BLOCK_MS,
    }),
    measured({
      name: `${of}: most processor time of main between two turns`,
      unit: 'ms',
      ours: most(({ busyMs }) => busyMs),
    }),
    measured({ name: `${of}: most on disk`, unit: 'MB', ours: most(({ diskMb }) => diskMb) }),
    ...(written === null ? [] : [measured({ name: `${of}: written to disk`, unit: 'MB', ours: written })]),
    ...phases.map(({ name, seconds }) => measured({ name: `${of}: ${name}`, unit: 's', ours: seconds })),
  ];
}

function reportEntries(targets: number, { reportTimes }: ScaleFound): Measured[] {
  const of = `report of ${targets.toLocaleString('en')} targets`;
  return reportTimes.map(({ name, ms }) => measured({ name: `${of}: ${name}`, unit: 'ms', ours: ms }));
}

async function startEntry(ground: Ground, connectionId: string): Promise<Measured> {
  await makePast({ ...ground, connectionId, firstSession: ground.targets });
  return measureStart({ ...ground, connectionId });
}
