import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { runtimePath } from './node-runtime.mjs';
import { root } from './root.mjs';

/**
 * npm, the way this process was started by it, on the Node that npm was started with: the one in node_modules is
 * away for a moment while npm installs. On Windows npm is a script that only a shell runs.
 * @param {readonly string[]} args
 * @returns {{ command: string, args: string[], shell: boolean }}
 */
export function npm(args) {
  const own = process.env.npm_execpath;
  const node = process.env.npm_node_execpath ?? process.execPath;
  if (own?.endsWith('.js')) return { command: node, args: [own, ...args], shell: false };
  return { command: 'npm', args: [...args], shell: process.platform === 'win32' };
}

/**
 * A program of a dependency, on the Node that everything runs on. The one that runs this script may be older.
 * @param {string} script path inside node_modules
 * @param {readonly string[]} args
 */
export function dependency(script, args) {
  return { command: runtimePath(), args: [join(root, 'node_modules', script), ...args], shell: false };
}

/**
 * Runs to the end; its output goes to this terminal unless `quiet`.
 * @param {{ command: string, args: string[], shell: boolean }} program
 * @param {{ quiet?: boolean, timeoutMs?: number, env?: Record<string, string> }} [options]
 * @returns {{ code: number, output: string }}
 */
export function run(program, { quiet = false, timeoutMs, env } = {}) {
  const done = spawnSync(program.command, program.args, {
    cwd: root,
    shell: program.shell,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    encoding: 'utf8',
    env: { ...process.env, ...env },
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
  });
  const trouble = done.error === undefined ? '' : String(done.error.message);
  return { code: done.status ?? 1, output: `${done.stdout ?? ''}${done.stderr ?? ''}${trouble}` };
}

/**
 * Runs until it ends, and passes on the signals that end this process, to everything it started.
 * @param {{ command: string, args: string[], shell: boolean }} program
 * @param {Record<string, string>} [env]
 * @returns {Promise<number>} its exit code
 */
export function follow(program, env = {}) {
  const grouped = process.platform !== 'win32';
  const child = spawn(program.command, program.args, {
    cwd: root,
    shell: program.shell,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    detached: grouped,
  });
  /** @param {NodeJS.Signals} signal */
  function pass(signal) {
    if (child.pid === undefined || child.exitCode !== null) return;
    if (grouped) process.kill(-child.pid, signal);
    else child.kill(signal);
  }
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => pass(signal));
  // npm passes a signal to the shell between it and us, and that ends without passing it on.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) pass('SIGTERM');
  }, 500).unref();
  return new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 0)));
  });
}
