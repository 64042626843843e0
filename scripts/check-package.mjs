/** The end of `npm run package`: reads the fuses back from what was packed. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFuseFaults, readWantedFuses } from './lib/fuse-wire.mjs';
import { root } from './lib/root.mjs';

/** Where Electron's code is in the package of each system. */
const BINARIES = [
  'dist/linux*-unpacked/curfew',
  'dist/win*-unpacked/Curfew.exe',
  'dist/mac*/Curfew.app/Contents/Frameworks/Electron Framework.framework/Electron Framework',
];

const wanted = readWantedFuses(readFileSync(join(root, 'electron-builder.yml'), 'utf8'));
const found = globSync(BINARIES, { cwd: root }).filter((path) => existsSync(join(root, path)));
if (found.length === 0) {
  process.stderr.write('There is no package in dist.\n');
  process.exitCode = 1;
}
for (const path of found) {
  const faults = findFuseFaults(readFileSync(join(root, path)), wanted);
  process.stdout.write(
    `${path}: ${faults.length === 0 ? 'all fuses are as configured' : faults.join(' ')}\n`,
  );
  if (faults.length > 0) process.exitCode = 1;
}
