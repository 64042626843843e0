import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the repository. */
export const repository = join(dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Runs a Node script of an installed package, without a shell and so the same on every system.
 *
 * @param {string} script path inside the repository
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string>, quiet?: boolean }} [options]
 * @returns {Promise<number>} its exit code; 1 when it was ended by a signal
 */
export function runNode(script, args = [], options = {}) {
  return run(process.execPath, [join(repository, script), ...args], options);
}

/**
 * npm as it was called, or the one on the path.
 *
 * @param {readonly string[]} args
 */
export function runNpm(args) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js')) return run(process.execPath, [cli, ...args], {});
  const windows = process.platform === 'win32';
  return run(windows ? 'npm.cmd' : 'npm', args, { shell: windows });
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string>, quiet?: boolean, shell?: boolean }} options
 * @returns {Promise<number>}
 */
export function run(command, args, { env = {}, quiet = false, shell = false }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: repository,
      env: { ...process.env, ...env },
      stdio: quiet ? 'ignore' : 'inherit',
      shell,
    });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
