import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { findRuntime } from './node-runtime.mjs';
import { root } from './root.mjs';
import { npm, run } from './run.mjs';

const STAMP = 'node_modules/.curfew-lock-hash';

/** @param {string} text */
function hashOf(text) {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Whether what npm noted about an install is what the lock file asks for. Packages that are optional (other
 * platforms') may be missing.
 * @param {{ packages: Record<string, { version?: string, optional?: boolean, devOptional?: boolean }> }} lock
 * @param {{ packages: Record<string, { version?: string }> }} installed npm's own `node_modules/.package-lock.json`
 */
export function isInstalled(lock, installed) {
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true;
    const there = installed.packages[path];
    if (there === undefined) return wanted.optional === true || wanted.devOptional === true;
    return there.version === wanted.version;
  });
}

/** @param {string} file */
function readText(file) {
  const path = join(root, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** @param {string} lockText */
function isFresh(lockText) {
  // npm passes over an optional package that it cannot fetch, and notes nothing.
  if (findRuntime().type === 'not-installed') return false;
  if (readText(STAMP) === hashOf(lockText)) return true;
  const noted = readText('node_modules/.package-lock.json');
  return noted !== undefined && isInstalled(JSON.parse(lockText), JSON.parse(noted));
}

/** @param {string} text */
function stop(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

/**
 * Installs what the lock file names, when that is missing or another. Ends the process when it cannot, or when there
 * is no Node that everything could run on.
 */
export function ensureInstalled() {
  const before = findRuntime();
  if (before.type === 'none') stop(before.line);
  const lockText = readText('package-lock.json') ?? '';
  if (!isFresh(lockText)) {
    if (process.platform === 'win32' && process.execPath.startsWith(join(root, 'node_modules') + sep)) {
      stop(
        'The dependencies changed. Windows cannot replace the Node that runs this: run "npm ci", then try again.',
      );
    }
    process.stderr.write('Installing dependencies from the lock file (npm ci).\n');
    const { code, output } = run(npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']), { quiet: true });
    if (code !== 0) stop(`${output}\nThe dependencies could not be installed: see above.`);
    const after = findRuntime();
    if (after.type !== 'found') stop(after.line);
  }
  writeFileSync(join(root, STAMP), hashOf(lockText));
}
