/**
 * `npm start`: shows the console. Needs nothing but Node and npm: installs, builds and finds a host by itself.
 *   --once            ends after a picture of the first screen was taken
 *   --retry-electron  tries to fetch Electron again, also when that failed within the last day
 */
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { pickHost } from './lib/pick-host.mjs';
import { root } from './lib/root.mjs';
import { dependency, follow } from './lib/run.mjs';

const PICTURE = join(root, 'out/first-screen.png');
const args = process.argv.slice(2);
const unknown = args.filter((arg) => !['--once', '--retry-electron'].includes(arg));
if (unknown.length > 0) {
  process.stderr.write(`Unknown: ${unknown.join(' ')}. There are --once and --retry-electron.\n`);
  process.exit(2);
}
const once = args.includes('--once');

ensureInstalled();
ensureBuilt();

const { choice, display } = pickHost({ retry: args.includes('--retry-electron') });
if (!display) {
  const end = once ? '' : ' Ctrl+C ends it.';
  process.stdout.write(`There is no display: it runs without a window.${end}\n`);
}

if (choice.host === 'electron' && !once) {
  // Chromium's sandbox cannot be set up by root.
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  process.exit(await follow({ command: choice.binary, args: [root, ...asRoot], shell: false }));
}
const hostArgs = ['--host', choice.host];
if (!display) hostArgs.push('--headless');
if (!display || once) hostArgs.push('--picture', PICTURE);
if (once) hostArgs.push('--once');
process.exit(await follow(dependency('tsx/dist/cli.mjs', [join(root, 'test/hosts/start.ts'), ...hostArgs])));
