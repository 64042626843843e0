import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';
import {
  type SpawnCoreWorker,
  workerEnvironment,
  workerLimits,
} from '../../../src/main/connections/core-worker.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const sources = ['src/main/core', 'src/main/shared', 'src/contract'];
// Under node_modules, because the worker imports its dependencies from there.
const cache = join(root, 'node_modules/.cache/curfew');

/**
 * Builds `src/main/core/worker/worker.ts` as the product's build does, unless a build of these very sources is there, and
 * gives what starts it. A thread cannot run TypeScript itself on every Node we support.
 */
export async function coreWorkerSpawner(): Promise<SpawnCoreWorker> {
  const file = await builtCoreWorker();
  return (options) =>
    new Worker(file, { workerData: options, env: workerEnvironment(), resourceLimits: workerLimits });
}

/** The file of the built worker, for processes that cannot build. */
export async function builtCoreWorker(): Promise<string> {
  const file = join(cache, `core-worker-${await fingerprint()}.mjs`);
  if (!existsSync(file)) await writeWhole(file, await bundle('src/main/core/worker/worker.ts'));
  return file;
}

/** Builds an entry of this repository for Node, as the product's build does, and gives the file. */
export async function builtEntry(entry: string): Promise<string> {
  const file = join(cache, `${basename(entry, '.ts')}.mjs`);
  await writeWhole(file, await bundle(entry));
  return file;
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of sources) {
    const entries = await readdir(join(root, folder), { recursive: true });
    for (const entry of entries.filter((name) => name.endsWith('.ts')).sort()) {
      hash.update(entry).update(await readFile(join(root, folder, entry)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function bundle(entry: string): Promise<string> {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      ssr: true,
      write: false,
      target: 'node24',
      minify: false,
      rollupOptions: { input: join(root, entry), output: { format: 'es' } },
    },
  });
  const chunk = 'output' in built ? built.output[0] : undefined;
  if (!chunk) throw new Error(`${entry} was not built.`);
  return chunk.code;
}

async function writeWhole(file: string, code: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  // Test files run at the same time: none may start a half-written one.
  const own = `${file}.${process.pid}`;
  await writeFile(own, code);
  await rename(own, file);
}
