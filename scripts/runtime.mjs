/** `npm run --silent runtime`: the version of the Node that main, in the Chromium host, and all tests run on. */
import { ensureInstalled } from './lib/install.mjs';
import { runtimePath } from './lib/node-runtime.mjs';
import { run } from './lib/run.mjs';

ensureInstalled();
const program = { command: runtimePath(), args: ['-p', 'process.versions.node'], shell: false };
process.exit(run(program).code);
