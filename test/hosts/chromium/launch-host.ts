import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runtimePath } from '../../../scripts/lib/node-runtime.mjs';
import { fewArenas } from '../shared/few-arenas.ts';
import { killGroup } from '../shared/kill-group.ts';
import { findChromium } from './browser/find-chromium.ts';
import {
  type HostOptions,
  type HostQuestion,
  type HostReport,
  type HostRequest,
  OPTIONS_VARIABLE,
} from './state/options.ts';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../../..');
/** So long the host may take to end by itself. */
const DEADLINE_MS = 30_000;
const START_MS = 60_000;
/** A sixth of the work of a start was to compile the same scripts as the time before. */
const compileCache = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/curfew-host') };

type LaunchHostOptions = Omit<HostOptions, 'userData' | 'profile' | 'executable'> & {
  /** A fresh folder, removed at the end, unless given. */
  readonly userData?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly onReport?: (report: HostReport) => void;
  /** Whether what main prints goes to this terminal. */
  readonly inheritOutput?: boolean;
};

interface RunningHost {
  /** Where to attach; null unless it was asked for. */
  readonly endpoint: string | null;
  readonly ask: (question: HostQuestion) => Promise<unknown>;
  /** What main has printed so far. */
  readonly output: () => string;
  /** Resolves with the exit code when it has ended, however. */
  readonly ended: Promise<number | null>;
  /** Ends it and everything it started. */
  readonly close: () => Promise<void>;
  /** Without a word to it, as a crash does. Its Chromium is a process of its own and not meant here. */
  readonly kill: () => Promise<void>;
}

function spawnHost(options: HostOptions, launch: LaunchHostOptions): ChildProcess {
  const register = pathToFileURL(join(here, 'register.mjs')).href;
  return spawn(runtimePath(), ['--import', register, join(here, 'run.mjs')], {
    cwd: root,
    env: {
      ...process.env,
      ...fewArenas,
      ...compileCache,
      ...launch.env,
      [OPTIONS_VARIABLE]: JSON.stringify(options),
    },
    stdio: [
      'ignore',
      launch.inheritOutput ? 'inherit' : 'pipe',
      launch.inheritOutput ? 'inherit' : 'pipe',
      'ipc',
    ],
    // A group of its own: a Ctrl+C reaches the launcher, which ends the host in good order.
    detached: process.platform !== 'win32',
  });
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function killHost(child: ChildProcess): void {
  if (child.pid !== undefined && !hasEnded(child)) killGroup(child.pid);
}

async function endHost(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (!hasEnded(child)) {
    // It may be ending by itself at this very moment: what cannot be delivered then is not missed.
    if (child.connected) child.send({ kind: 'quit' } satisfies HostRequest, () => undefined);
    else child.kill('SIGTERM');
    // Chromium itself ends when the host's end of its pipe closes.
    const timer = setTimeout(() => killHost(child), DEADLINE_MS);
    await ended;
    clearTimeout(timer);
  }
}

/** It ended before its window was there. */
export class HostEnded extends Error {
  readonly code: number | null;

  constructor(code: number | null, output: string) {
    super(`The host ended with ${code} before its window was there.\n${output}`);
    this.name = 'HostEnded';
    this.code = code;
  }
}

/** Starts the built console in a process of its own. Resolves when its first page has loaded. */
export async function launchHost(launch: LaunchHostOptions): Promise<RunningHost> {
  const { env: _env, onReport, inheritOutput: _inherit, ...rest } = launch;
  const folder = await mkdtemp(join(tmpdir(), 'curfew-host-'));
  const userData = launch.userData ?? join(folder, 'user-data');
  const options = { ...rest, userData, profile: join(folder, 'profile'), executable: findChromium() };
  const child = spawnHost(options, launch);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = once(child, 'exit').then(async ([code]: unknown[]) => {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch(() => undefined);
    return code as number | null;
  });

  const answers = new Map<number, (value: unknown) => void>();
  let lastSeq = 0;
  const ready = new Promise<string | null>((resolve, reject) => {
    child.on('message', (report: HostReport) => {
      if (report.kind === 'ready') resolve(report.endpoint);
      if (report.kind === 'answer') {
        answers.get(report.seq)?.(report.value);
        answers.delete(report.seq);
      } else onReport?.(report);
    });
    void ended.then((code) => reject(new HostEnded(code, output)));
    setTimeout(() => reject(new Error(`The host did not show its window.\n${output}`)), START_MS).unref();
  });

  try {
    const endpoint = await ready;
    return {
      endpoint,
      ended,
      output: () => output,
      ask: (question) =>
        new Promise((resolve, reject) => {
          const seq = ++lastSeq;
          answers.set(seq, resolve);
          void ended.then((code) => reject(new Error(`The host ended with ${code}.`)));
          child.send({ kind: 'ask', seq, question } satisfies HostRequest);
        }),
      close: () => endHost(child, ended),
      kill: async () => {
        killHost(child);
        await ended;
      },
    };
  } catch (error) {
    await endHost(child, ended);
    throw error;
  }
}
