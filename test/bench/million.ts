import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtCoreWorker, builtEntry } from '../integration/support/spawn-core-worker.ts';
import type { EngineInput, EngineMeasured, EngineMessage } from './engine-process.ts';
import type { LightShape } from './light-sessions.ts';
import { answerOf, endEntry, forkEntry } from './processes.ts';

/** So much memory planning and ending may take above the idle console, in MB. */
const BUDGET_MB = 250;

async function measured(engine: ChildProcess): Promise<EngineMeasured> {
  for (;;) {
    const message = await answerOf<EngineMessage>(engine);
    if (message.type === 'measured') return message.measured;
    if (message.type === 'failed') throw new Error(message.message);
    console.log(`  ${message.line}`);
  }
}

/**
 * A list of a million handles, from its first line to the report: memory above the idle console, the longest time for
 * which main answered nobody, and how long it took. Says whether the memory is within its budget.
 */
export async function million(sessions: number, from: EngineInput['from']): Promise<boolean> {
  const shape: LightShape = { sessions, sessionsPerUser: 5, shareInAcme: 0.1 };
  const dataDirectory = await mkdtemp(join(tmpdir(), 'curfew-bench-'));
  const core = forkEntry(new URL('light-core-process.ts', import.meta.url), shape);
  const { uri } = await answerOf<{ uri: string }>(core);
  const workerFile = await builtCoreWorker();
  const engineFile = await builtEntry('test/bench/engine-process.ts');
  const input: EngineInput = { uri, workerFile, dataDirectory, shape, from };
  const engine = fork(engineFile, [JSON.stringify(input)], { execArgv: ['--expose-gc'] });
  try {
    const found = await measured(engine);
    core.send('count');
    const { alive } = await answerOf<{ alive: number }>(core);
    // A path that leaves sessions behind would be fast.
    if (alive > 0 || found.revoked !== sessions)
      throw new Error(`${found.revoked} of ${sessions} were reported as ended, ${alive} are still there.`);
    return tellMeasured(sessions, found);
  } finally {
    await endEntry(engine);
    await endEntry(core);
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

function tellMeasured(sessions: number, { idleMb, phases }: EngineMeasured): boolean {
  const rows = phases.map(({ name, mb, waitMs, seconds }) => [
    name,
    `${(mb - idleMb).toFixed(0)} MB`,
    `${waitMs.toFixed(0)} ms`,
    `${seconds.toFixed(1)} s`,
  ]);
  const title = `${sessions.toLocaleString('en')} sessions`;
  const lines = [[title, 'above idle', 'longest wait', 'time'], ...rows].map(([name = '', ...cells]) =>
    [name.padEnd(22), ...cells.map((cell) => cell.padStart(14))].join(''),
  );
  const most = Math.max(...phases.map(({ mb }) => mb)) - idleMb;
  const within = most <= BUDGET_MB;
  console.log(`\n${lines.join('\n')}\n`);
  console.log(
    `Idle ${idleMb.toFixed(0)} MB. At most ${most.toFixed(0)} MB above it: ${within ? 'within' : 'over'} the budget of ${BUDGET_MB} MB.`,
  );
  return within;
}
