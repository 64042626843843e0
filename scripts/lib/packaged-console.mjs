import { spawn, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Where program and archive are in the package of each system. */
const LAYOUTS = [
  { folder: 'dist/linux*-unpacked', program: 'curfew', archive: 'resources/app.asar' },
  { folder: 'dist/win*-unpacked', program: 'Curfew.exe', archive: 'resources/app.asar' },
  {
    folder: 'dist/mac*/Curfew.app/Contents',
    program: 'MacOS/Curfew',
    archive: 'Resources/app.asar',
  },
];

/**
 * What `npm run package` left in the folder of the repository.
 * @param {string} root
 * @returns {{ program: string, archive: string }[]}
 */
export function findPackages(root) {
  return LAYOUTS.flatMap(({ folder, program, archive }) =>
    globSync(folder, { cwd: root })
      .map((found) => ({ program: join(root, found, program), archive: join(root, found, archive) }))
      .filter((paths) => existsSync(paths.program) && existsSync(paths.archive)),
  );
}

/**
 * Starts a packaged console on a data folder of its own, and ends it again. Its first page opens a connection and saves which
 * one: then window, preload, IPC, threads and store work. `silent`: neither the page nor the end came in time.
 * @param {{ command: string, args: readonly string[] }} program
 * @param {number} deadlineMs
 * @returns {Promise<{ type: 'shown', sandbox: 'on' | 'off' | 'not-known' } | { type: 'ended', code: number | null } | { type: 'silent' }>}
 */
async function startOnce({ command, args }, deadlineMs) {
  const data = mkdtempSync(join(tmpdir(), 'curfew-package-'));
  const child = spawn(command, [...args, `--user-data-dir=${data}`], {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
  });
  /** @type {Promise<void>} */
  const gone = new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  try {
    const deadline = Date.now() + deadlineMs;
    while (Date.now() < deadline) {
      if (hasEnded(child)) return { type: 'ended', code: child.exitCode };
      if (hasShown(data)) return { type: 'shown', sandbox: sandboxOf(child.pid ?? 0) };
      await wait(100);
    }
    return { type: 'silent' };
  } finally {
    end(child);
    await gone;
    rmSync(data, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}

/** @param {import('node:child_process').ChildProcess} child */
function hasEnded(child) {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** @param {string} data */
function hasShown(data) {
  try {
    return JSON.parse(readFileSync(join(data, 'settings.json'), 'utf8')).lastConnectionId !== null;
  } catch {
    return false;
  }
}

/** @param {import('node:child_process').ChildProcess} child */
function end(child) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32')
      spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    // Its own end of a group is asked for too: what it started may have outlived it.
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/**
 * Whether the kernel filters more calls of the renderers of a console than of its main process. Only Linux tells.
 * @param {number} main
 * @returns {'on' | 'off' | 'not-known'}
 */
function sandboxOf(main) {
  if (process.platform !== 'linux') return 'not-known';
  const renderers = readdirSync('/proc').filter((pid) => {
    // The third value after the name in brackets is the group of the process.
    const stat = readProc(pid, 'stat');
    const group = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2];
    return group === String(main) && readProc(pid, 'cmdline').includes('--type=renderer');
  });
  if (renderers.length === 0) return 'not-known';
  return renderers.every((pid) => filtersOf(pid) > filtersOf(String(main))) ? 'on' : 'off';
}

/** @param {string} pid */
function filtersOf(pid) {
  return Number(/^Seccomp_filters:\s*(\d+)$/m.exec(readProc(pid, 'status'))?.[1] ?? 0);
}

/**
 * @param {string} pid
 * @param {string} file
 */
function readProc(pid, file) {
  try {
    return readFileSync(join('/proc', pid, file), 'utf8');
  } catch {
    return '';
  }
}

/**
 * Does something while one letter of a comment in main's code is another one in the archive: the code means the same, so only a
 * check of the archive itself can refuse it.
 * @template Result
 * @param {{ archive: string, mainCode: Buffer }} input
 * @param {() => Promise<Result>} action
 */
async function withChangedComment({ archive, mainCode }, action) {
  const bytes = readFileSync(archive);
  const start = bytes.indexOf(mainCode);
  const comment = mainCode.indexOf('\n// ');
  if (start < 0 || comment < 0) throw new Error(`${archive} has no comment of main's code.`);
  const changed = Buffer.from(bytes);
  const at = start + comment + '\n// '.length;
  changed[at] = (changed[at] ?? 0) ^ 1;
  writeFileSync(archive, changed);
  try {
    return await action();
  } finally {
    writeFileSync(archive, bytes);
  }
}

/**
 * Sentences about what a package does not do as it should: show its first page with its sandbox on, and refuse other code.
 * @param {{ program: { command: string, args: readonly string[] }, archive: string, mainCode: Buffer, checksArchive: boolean, deadlineMs: number }} input
 * @returns {Promise<string[]>}
 */
export async function findPackageFaults({ program, archive, mainCode, checksArchive, deadlineMs }) {
  /** @type {string[]} */
  const faults = [];
  const first = await startOnce(program, deadlineMs);
  if (first.type !== 'shown')
    return [
      first.type === 'ended' ? `It ended with ${first.code} before its first page.` : 'It showed no page.',
    ];
  if (first.sandbox === 'off') faults.push('Its renderer runs without a sandbox.');
  if (!checksArchive) return faults;
  const changed = await withChangedComment({ archive, mainCode }, () => startOnce(program, deadlineMs));
  if (changed.type === 'shown') faults.push('It starts with an archive in which one byte was changed.');
  if (changed.type === 'silent')
    faults.push('With one byte of its archive changed, it neither starts nor ends.');
  return faults;
}
