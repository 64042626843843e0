import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

interface ConsoleProcess {
  readonly child: ChildProcess;
  /** What it told so far. */
  readonly told: readonly {
    readonly commit?: number;
    readonly failed?: { code: string; details?: object };
  }[];
  readonly exited: Promise<number | null>;
}

/** Starts a script of this folder as a process of its own; `wrap` is put before its command. */
export function startConsole(
  script: string,
  args: readonly string[],
  wrap: readonly string[] = [],
): ConsoleProcess {
  const [command = process.execPath, ...rest] = [
    ...wrap,
    process.execPath,
    join(import.meta.dirname, script),
    ...args,
  ];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const told: ReturnType<typeof JSON.parse>[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => told.push(JSON.parse(line)));
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, told, exited };
}
