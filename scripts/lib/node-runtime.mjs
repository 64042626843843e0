import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/** The line of Node that Electron carries: with it everything is tested. */
const MAJOR = 24;
/**
 * Before SQLite 3.51.3, what was committed to a WAL file can be lost when another connection checkpoints at the same
 * moment (https://sqlite.org/wal.html, "the WAL-reset bug"). Node carries it from 24.15 on; from there on `node:sqlite`
 * prints no experimental warning either.
 */
const SQLITE = '3.51.3';
const NEEDED = 'Node 24.15 or newer';

/**
 * @typedef {{ path: string, node: string, sqlite: string | undefined }} OwnNode a running Node, its version, and its SQLite's
 * @typedef {{ path: string, name: string, version: string, installed: boolean }} LockedNode the lock file's for this system
 * @typedef {{ type: 'found', path: string } | { type: 'not-installed', line: string } | { type: 'none', line: string }} Runtime
 */

/** @param {string} version */
function majorOf(version) {
  return Number(version.split('.')[0]);
}

/**
 * @param {string} version numbers between dots
 * @param {string} least the same
 */
function isAtLeast(version, least) {
  return version.localeCompare(least, 'en', { numeric: true }) >= 0;
}

/**
 * Whether everything can run on this Node.
 * @param {OwnNode} own
 */
function isNewEnough({ node, sqlite }) {
  return majorOf(node) >= MAJOR && sqlite !== undefined && isAtLeast(sqlite, SQLITE);
}

/**
 * The Node that everything runs on: the user's if it is a Node 24, else the lock file's. Where the lock file has none
 * for this system, a newer one of the user's serves too.
 * @param {{ own: OwnNode, locked: LockedNode | undefined, system: string }} input `system` is named in the sentence for people
 * @returns {Runtime} `none`: nothing that npm installs can help
 */
export function chooseRuntime({ own, locked, system }) {
  const fits = isNewEnough(own);
  if (fits && majorOf(own.node) === MAJOR) return { type: 'found', path: own.path };
  if (locked?.installed) return { type: 'found', path: locked.path };
  if (locked !== undefined) {
    const line = `${locked.name} ${locked.version} is not installed: npm may be set to leave out optional packages. Curfew runs on it, or on ${NEEDED} of your own. This is Node ${own.node}.`;
    return { type: 'not-installed', line };
  }
  if (fits) return { type: 'found', path: own.path };
  const line = `Curfew runs on ${NEEDED}. This is Node ${own.node}, and npm has no newer one for ${system}. Install ${NEEDED} and try again.`;
  return { type: 'none', line };
}

/**
 * The package of the lock file that holds Node for this system.
 * @returns {LockedNode | undefined}
 */
function findLockedNode() {
  const windows = process.platform === 'win32';
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`;
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const version = optionalDependencies[name];
  if (version === undefined) return undefined;
  const path = join(root, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node');
  return { path, name, version, installed: existsSync(path) };
}

/** What this machine has to run everything on, as of now: an install can change the answer. */
export function findRuntime() {
  const { node, sqlite } = process.versions;
  return chooseRuntime({
    own: { path: process.execPath, node, sqlite },
    locked: findLockedNode(),
    system: `${process.platform} ${process.arch}`,
  });
}

/**
 * The path of the Node that everything runs on: main in the Chromium host, tests and tools.
 * @throws when there is none; `ensureInstalled` makes sure that there is one
 */
export function runtimePath() {
  const runtime = findRuntime();
  if (runtime.type !== 'found') throw new Error(runtime.line);
  return runtime.path;
}
