/**
 * `npm run lint`: every check that runs nothing of Curfew, which are the scripts `typecheck:…` and `lint:…` of package.json. Most of
 * them keep one processor busy, so two run at a time.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { root } from './lib/root.mjs';
import { npm } from './lib/run.mjs';

/**
 * Runs a script of package.json. What it says is shown when it has ended, in one piece.
 * @param {string} name
 * @returns {Promise<boolean>} whether it found nothing
 */
function check(name) {
  const { command, args, shell } = npm(['run', '--silent', name]);
  const child = spawn(command, args, { cwd: root, shell, stdio: ['ignore', 'pipe', 'pipe'] });
  /** @type {Buffer[]} */
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  return new Promise((resolve) => {
    child.once('error', (error) => said.push(Buffer.from(`${error.message}\n`)));
    child.once('close', (code) => {
      process.stdout.write(Buffer.concat(said));
      if (code !== 0) process.stdout.write(`${name} failed.\n`);
      resolve(code === 0);
    });
  });
}

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** Those that take longest come first. */
const waiting = Object.keys(scripts).filter((name) => /^(typecheck|lint):/.test(name));
let failed = 0;

async function lane() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
    if (!(await check(name))) failed += 1;
}

await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, lane));
process.exitCode = failed === 0 ? 0 : 1;
