import { startSandbox } from '../../src/main/sandbox/start-sandbox.ts';

/** Entry of a process of its own: a core on the benchmark's own thread would take its time from both sides. */
const sandbox = await startSandbox({ sampleData: false });
process.on('message', ({ userId, count }: { userId: string; count: number }) => {
  process.send?.({ handles: sandbox.seedSessions({ userId, count }) });
});
process.once('disconnect', () => void sandbox.close());
process.send?.({ uri: sandbox.uri, key: sandbox.apiKey });
