import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { dependency, run } from './run.mjs';

const SOURCES = ['src', 'electron.vite.config.ts', 'package-lock.json', 'package.json', 'postcss.config.cjs'];
const OUTPUTS = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html'];

/**
 * When the newest of these changed, in milliseconds. Folders count too: that is how a deletion shows.
 * @param {string} path
 * @returns {number}
 */
function newestChange(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce(
    (newest, name) => Math.max(newest, newestChange(join(path, name))),
    stat.mtimeMs,
  );
}

/**
 * Whether the build is missing or older than what it is made from.
 * @param {string} folder
 */
export function isBuildStale(folder) {
  const outputs = OUTPUTS.map((file) => join(folder, file));
  if (!outputs.every((file) => existsSync(file))) return true;
  const oldestOutput = Math.min(...outputs.map((file) => statSync(file).mtimeMs));
  const newestSource = Math.max(...SOURCES.map((file) => newestChange(join(folder, file))));
  return newestSource > oldestOutput;
}

/** Builds when that is needed. Ends the process when it fails. */
export function ensureBuilt() {
  if (!isBuildStale(root)) return;
  process.stdout.write('Building.\n');
  const { code, output } = run(dependency('electron-vite/bin/electron-vite.js', ['build']), { quiet: true });
  if (code === 0) return;
  process.stderr.write(`${output}\nThe build failed: see above.\n`);
  process.exit(1);
}
