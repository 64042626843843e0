import { parentPort } from 'node:worker_threads';
import { startHostileCore } from './hostile-core.ts';

/** A hostile core in a thread of its own: what it takes to make its answers does not hold up whoever reads them. */
const core = await startHostileCore();
parentPort?.postMessage(core.uri);
