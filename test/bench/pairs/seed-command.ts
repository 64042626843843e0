import { exec } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(exec);
const mostOutput = 1_024 ** 3;

/**
 * Begins so many sessions of a user by a command of whoever measures, which gets user id and count as arguments and
 * prints the handles, one a line. Rejects when it printed another number of them.
 */
export async function seedByCommand(command: string, userId: string, count: number): Promise<string[]> {
  // The core made it, and it becomes part of a line for a shell.
  if (!/^[\w-]+$/.test(userId)) throw new Error('The core gave a user id that no command line can take.');
  const { stdout } = await run(`${command} ${userId} ${count}`, { maxBuffer: mostOutput });
  const handles = stdout.split('\n').flatMap((line) => line.trim() || []);
  if (handles.length !== count)
    throw new Error(
      `The command in CURFEW_BENCH_SEED printed ${handles.length} handles instead of ${count}.`,
    );
  return handles;
}
