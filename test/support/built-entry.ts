import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));
// Under node_modules, because what is built imports its dependencies from there.
const cache = join(root, 'node_modules/.cache/curfew');

/** Builds an entry of this repository for Node, as the product's build does, and gives the file. */
export async function builtEntry(entry: string): Promise<string> {
  const code = await bundle(entry);
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const file = join(cache, `${basename(entry, '.ts')}-${hash}.mjs`);
  await writeWhole(file, code);
  return file;
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
