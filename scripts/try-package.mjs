/**
 * After `npm run package`: starts what was packed once, with its sandbox on, and sees that it refuses an archive in which one byte
 * was changed. Without a debugging port, which a packaged console refuses. Linux needs a display.
 */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findPackageFaults, findPackages } from './lib/packaged-console.mjs';
import { root } from './lib/root.mjs';

// Electron checks its archive on macOS and Windows. It has no such check on Linux.
const checksArchive = process.platform !== 'linux';

const mainCode = readFileSync(join(root, 'out/main/index.js'));
const packages = findPackages(root);
if (packages.length === 0) {
  process.stderr.write('There is no package in dist.\n');
  process.exitCode = 1;
}
for (const { program, archive } of packages) {
  const faults = await findPackageFaults({
    program: { command: program, args: [] },
    ...{ archive, mainCode, checksArchive, deadlineMs: 90_000 },
  });
  const result = checksArchive ? 'it starts, and refuses a changed archive' : 'it starts';
  process.stdout.write(`${relative(root, program)}: ${faults.length === 0 ? result : faults.join(' ')}\n`);
  if (faults.length > 0) process.exitCode = 1;
}
