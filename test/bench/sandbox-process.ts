import { startFaultProxy } from '../faults/fault-proxy.ts';
import type { SeedSessions } from '../support/sandbox.ts';
import { startSandbox } from '../support/sandbox.ts';

/** So long a core on PostgreSQL takes to end 250 handles in one call, as measured on 11.4. */
const ENDING_MS = 25;

/** Entry of a process of its own: a core on the benchmark's own thread would take its time from both sides. */
const sandbox = await startSandbox({ sampleData: false });
// The same core, as slow at ending sessions as one with a database.
const slow = await startFaultProxy(sandbox.uri, { delayMs: ENDING_MS });
slow.decide(({ path }) => (path.endsWith('/session/remove') ? 'delay' : 'none'));
process.on('message', (input: SeedSessions) => {
  process.send?.({ handles: sandbox.seedSessions(input) });
});
process.once('disconnect', () => void Promise.all([sandbox.close(), slow.close()]));
process.send?.({ uri: sandbox.uri, slowUri: slow.uri, key: sandbox.apiKey });
