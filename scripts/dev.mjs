/**
 * `npm run dev`: the console with live reload. In Electron, or in the Chromium host when Electron cannot be had.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { runtimePath } from './lib/node-runtime.mjs';
import { pickHost } from './lib/pick-host.mjs';
import { root } from './lib/root.mjs';
import { dependency, follow } from './lib/run.mjs';

/**
 * electron-vite starts what ELECTRON_EXEC_PATH names in place of Electron.
 * @param {readonly string[]} args
 */
function writeHostCommand(args) {
  const file = join(root, 'node_modules/.cache/curfew/host.sh');
  const words = [
    runtimePath(),
    join(root, 'node_modules/tsx/dist/cli.mjs'),
    join(root, 'test/hosts/start.ts'),
    ...args,
  ];
  const quoted = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\nexec ${quoted.join(' ')}\n`);
  chmodSync(file, 0o755);
  return file;
}

ensureInstalled();
const { choice, display } = pickHost({ retry: process.argv.includes('--retry-electron') });
if (choice.host === 'chromium' && process.platform === 'win32') {
  process.stderr.write(
    'Development in the Chromium host needs a shell that Windows does not have. Use "npm start".\n',
  );
  process.exit(1);
}

const hostArgs = ['--host', 'chromium', ...(display ? [] : ['--headless'])];
const env = choice.host === 'chromium' ? { ELECTRON_EXEC_PATH: writeHostCommand(hostArgs) } : {};
process.exit(await follow(dependency('electron-vite/bin/electron-vite.js', ['dev', '--watch']), env));
