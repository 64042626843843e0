/**
 * Runs first in the host's process (`node --import`), and in each of its worker threads: they take over the option,
 * but not the hooks of the main thread.
 */
import Module, { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { ELECTRON_KEY } from './electron-names.mjs';

register(isMainThread ? './electron-hook.mjs' : './refuse-hook.mjs', import.meta.url);

// CommonJS dependencies do not pass through the hooks.
const load = Module._load;
Module._load = function loadOrFake(request, ...rest) {
  if (request !== 'electron') return load.call(this, request, ...rest);
  if (isMainThread) return globalThis[Symbol.for(ELECTRON_KEY)];
  throw new Error('electron cannot be required in a worker thread.');
};
