/**
 * Runs first in the host's process (`node --import`), and in each of its worker threads, which take over the option:
 * `electron` is what the host put in its place, and in a worker thread it is not there, as in Electron.
 */
import { registerHooks } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { ELECTRON_KEY, electronNames } from './fakes/electron-names.mjs';

const ADDRESS = 'curfew-host:electron';

/** Main is ESM with named imports, its CommonJS dependencies take the whole: hence both. */
const exported = electronNames.map((name) => `export const ${name} = electron.${name};`);
const source = [
  `const electron = globalThis[Symbol.for('${ELECTRON_KEY}')];`,
  ...exported,
  'export default electron;',
  // What `require` answers with.
  "export { electron as 'module.exports' };",
].join('\n');

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier !== 'electron' && !specifier.startsWith('electron/'))
      return nextResolve(specifier, context);
    // Importing the package itself would start its downloader.
    if (!isMainThread) throw new Error('electron cannot be imported in a worker thread.');
    return { url: ADDRESS, shortCircuit: true };
  },
  load(url, context, nextLoad) {
    return url === ADDRESS ? { format: 'module', source, shortCircuit: true } : nextLoad(url, context);
  },
});
