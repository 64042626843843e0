import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';
import { type SpawnCoreWorker, workerEnvironment } from '../../../src/main/connections/core-worker.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const sources = ['src/main/core', 'src/contract'];
// Under node_modules, because the worker imports its dependencies from there.
const cache = join(root, 'node_modules/.cache/curfew');

/**
 * Builds `src/main/core/worker.ts` as the product's build does, unless a build of these very sources is there, and
 * gives what starts it. A thread cannot run TypeScript itself on every Node we support.
 */
export async function coreWorkerSpawner(): Promise<SpawnCoreWorker> {
  const file = join(cache, `core-worker-${await fingerprint()}.mjs`);
  if (!existsSync(file)) await buildWorker(file);
  return (options) => new Worker(file, { workerData: options, env: workerEnvironment() });
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

async function buildWorker(file: string): Promise<void> {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      ssr: true,
      write: false,
      target: 'node20',
      minify: false,
      rollupOptions: { input: join(root, 'src/main/core/worker.ts'), output: { format: 'es' } },
    },
  });
  const chunk = 'output' in built ? built.output[0] : undefined;
  if (!chunk) throw new Error('The connection worker was not built.');
  await mkdir(cache, { recursive: true });
  // Test files run at the same time: none may start a half-written one.
  const own = `${file}.${process.pid}`;
  await writeFile(own, chunk.code);
  await rename(own, file);
}
