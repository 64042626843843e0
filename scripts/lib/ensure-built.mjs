import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repository, runNode } from './run.mjs';

const sources = ['src', 'electron.vite.config.ts', 'package-lock.json', 'tsconfig.base.json'];
const products = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html'];

/**
 * @param {string} path
 * @returns {number} when the newest file at or below it changed
 */
function newest(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return readdirSync(path).reduce(
    (latest, name) => Math.max(latest, newest(join(path, name))),
    stats.mtimeMs,
  );
}

/** Whether every product is there and newer than all sources. */
export function isBuilt() {
  const built = products.map((path) => join(repository, path));
  if (!built.every((path) => existsSync(path))) return false;
  const oldest = Math.min(...built.map((path) => statSync(path).mtimeMs));
  return sources.every((path) => newest(join(repository, path)) <= oldest);
}

/** Builds main, preload and renderer when they are missing or older than their sources. */
export async function ensureBuilt() {
  if (isBuilt()) return;
  const code = await runNode('node_modules/electron-vite/bin/electron-vite.js', [
    'build',
    '--logLevel',
    'warn',
  ]);
  if (code !== 0) {
    console.error('The build failed: its own words stand above.');
    process.exit(code);
  }
}
