import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './root.mjs';
import { dependency, run } from './run.mjs';

const FAILURE_FILE = join(root, 'node_modules/.cache/curfew/electron-failed.json');
/** So long a failed download is remembered, so that the next start is quick. */
const REMEMBER_MS = 24 * 60 * 60 * 1_000;
const DOWNLOAD_MS = 120_000;

/** @typedef {{ version: string, at: number, why: string }} PastFailure */

/** The version that package.json pins. */
export function electronVersion() {
  return JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')).version;
}

/** Where the binary is; undefined when it is not there. */
function electronBinary() {
  const folder = join(root, 'node_modules/electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const binary = join(folder, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(binary) ? binary : undefined;
}

/**
 * A failed download that still counts.
 * @param {string | undefined} text of the file
 * @param {string} version
 * @param {number} now
 * @returns {PastFailure | undefined}
 */
export function recentFailure(text, version, now) {
  if (text === undefined) return undefined;
  try {
    const past = JSON.parse(text);
    const counts = past.version === version && now - past.at >= 0 && now - past.at < REMEMBER_MS;
    return counts && typeof past.why === 'string' ? past : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The cause in the downloader's output, in a word or two.
 * @param {string} output
 */
export function whyFailed(output) {
  const code = output.match(/\b(E[A-Z]{4,}|ERR_[A-Z_]+)\b/)?.[1];
  const status = output.match(/\b(?:status|code|response)\D{0,20}\b([45]\d\d)\b/i)?.[1];
  if (code !== undefined) return code;
  if (status !== undefined) return `HTTP ${status}`;
  return /fetch failed/i.test(output) ? 'its release host was not reached' : 'the download failed';
}

/**
 * The binary, downloaded when it is missing; or why it cannot be had.
 * @param {{ retry: boolean }} options `retry`: forget a failure of the last day
 * @returns {{ binary: string } | { why: string }}
 */
export function obtainElectron({ retry }) {
  const there = electronBinary();
  if (there !== undefined) return { binary: there };
  const version = electronVersion();
  const past = existsSync(FAILURE_FILE) ? readFileSync(FAILURE_FILE, 'utf8') : undefined;
  const failure = retry ? undefined : recentFailure(past, version, Date.now());
  if (failure !== undefined) return { why: failure.why };
  process.stdout.write(`Fetching Electron ${version}, once. CURFEW_HOST=chromium goes without it.\n`);
  const { output } = run(dependency('electron/install.js', []), { quiet: true, timeoutMs: DOWNLOAD_MS });
  const fetched = electronBinary();
  if (fetched !== undefined) {
    rmSync(FAILURE_FILE, { force: true });
    return { binary: fetched };
  }
  const why = whyFailed(output);
  mkdirSync(dirname(FAILURE_FILE), { recursive: true });
  writeFileSync(FAILURE_FILE, JSON.stringify({ version, at: Date.now(), why }));
  return { why };
}
