import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import {
  type SpawnCoreWorker,
  workerEnvironment,
  workerLimits,
} from '../../src/main/connections/core-worker.ts';
import { carryOut } from './carry-out.ts';
import type { LightShape } from './light-sessions.ts';
import { freezeList, planFromTable, readList } from './million-plans.ts';
import { openServices } from './services.ts';

/** What the process is started with, as JSON in its first argument. */
export interface EngineInput {
  readonly uri: string;
  /** The built connection worker. */
  readonly workerFile: string;
  readonly dataDirectory: string;
  readonly shape: LightShape;
  /** A list that is planned, or a plan that is there already. */
  readonly from: 'list' | 'plan';
}

export type EngineMessage =
  | { readonly type: 'progress'; readonly line: string }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'measured'; readonly measured: EngineMeasured };

export interface Phase {
  readonly name: string;
  /** The most of it, of the whole process with its connection worker. */
  readonly mb: number;
  /** The longest time for which main answered nobody. */
  readonly waitMs: number;
  readonly seconds: number;
}

export interface EngineMeasured {
  readonly idleMb: number;
  readonly phases: readonly Phase[];
  readonly revoked: number;
}

const SAMPLE_MS = 100;
const PROGRESS_MS = 5_000;
const MB = 1_024 * 1_024;
const NS_IN_MS = 1e6;

const rssMb = () => process.memoryUsage.rss() / MB;

/** The most memory from its start to each asking. */
function createPeak() {
  let peak = 0;
  const sample = () => {
    peak = Math.max(peak, rssMb());
  };
  const timer = setInterval(sample, SAMPLE_MS);
  return {
    take: () => {
      sample();
      const taken = peak;
      peak = 0;
      return taken;
    },
    stop: () => clearInterval(timer),
  };
}

/** At most one line every few seconds. */
function createTeller(): (line: string) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (line) => {
    if (performance.now() - last < PROGRESS_MS) return;
    last = performance.now();
    process.send?.({
      type: 'progress',
      line: `${line}, ${rssMb().toFixed(0)} MB ${JSON.stringify(Object.fromEntries(Object.entries(process.memoryUsage()).map(([k, v]) => [k, Math.round(v / MB)])))}`,
    } satisfies EngineMessage);
  };
}

async function settle(): Promise<void> {
  for (let times = 0; times < 3; times += 1) {
    globalThis.gc?.();
    await wait(300);
  }
}

/** Measures one phase after the other. */
function createMeter() {
  const peak = createPeak();
  const delay = monitorEventLoopDelay({ resolution: 10 });
  const phases: Phase[] = [];
  delay.enable();
  return {
    phases,
    phase: async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      peak.take();
      delay.reset();
      const started = performance.now();
      const value = await work();
      const seconds = (performance.now() - started) / 1_000;
      phases.push({ name, mb: peak.take(), waitMs: delay.max / NS_IN_MS, seconds });
      return value;
    },
    stop: () => {
      peak.stop();
      delay.disable();
    },
  };
}

async function measure(input: EngineInput): Promise<EngineMeasured> {
  const { uri, workerFile, dataDirectory, shape, from } = input;
  const spawnCoreWorker: SpawnCoreWorker = (options) =>
    new Worker(workerFile, { workerData: options, env: workerEnvironment(), resourceLimits: workerLimits });
  const services = await openServices({ spawnCoreWorker, uri, key: null, dataDirectory });
  const tell = createTeller();
  await settle();
  const idleMb = rssMb();
  const { phase, phases, stop } = createMeter();

  async function plan(): Promise<string> {
    if (from === 'plan') return phase('making a plan', () => planFromTable(services, shape));
    const draftId = await phase('reading the list', () => readList(services, shape, tell));
    return phase('freezing', () => freezeList(services, draftId));
  }

  const planId = await plan();
  const { counts } = await phase('ending and verifying', () => carryOut(services.page, planId, tell));
  stop();
  await services.close();
  return { idleMb, phases, revoked: counts.revoked };
}

/** Entry of a process of its own, which is measured: built before, as nothing of a compiler may stand in its memory. */
measure(JSON.parse(process.argv[2] ?? '{}') as EngineInput).then(
  (measured) => process.send?.({ type: 'measured', measured } satisfies EngineMessage),
  (error: unknown) => process.send?.({ type: 'failed', message: String(error) } satisfies EngineMessage),
);
process.once('disconnect', () => process.exit());
