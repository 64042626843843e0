import { fork } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { runtimePath } from '../../../scripts/lib/node-runtime.mjs';
import { builtEntry } from '../../support/built-entry.ts';
import { builtWorker } from '../../support/built-workers.ts';
import { aCore } from '../support/connections.ts';
import type { OpenCoreOrder } from '../support/consoles/open-core-process.ts';

/** Opens a core in a process of its own. Gives what the process printed. */
async function printedWith(debug: string, order: OpenCoreOrder): Promise<string> {
  const child = fork(await builtEntry('test/integration/support/consoles/open-core-process.ts'), {
    execPath: runtimePath(),
    env: { ...process.env, NODE_DEBUG: debug },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  const closed = once(child, 'close');
  child.send(order);
  expect(await once(child, 'message')).toContain('done');
  await closed;
  return printed;
}

// control: no-key-in-worker-data
test.each(['worker', '*'])('NODE_DEBUG=%s prints no API key when a connection is opened', async (debug) => {
  const core = await aCore();
  const options = {
    address: core.uri,
    apiKey: core.apiKey,
    connectTimeoutMs: 30_000,
    requestTimeoutMs: 30_000,
    answerLimitMb: 64,
  };

  const printed = await printedWith(debug, { workerFile: await builtWorker('core'), options });

  // Compared here: what Node prints is too much for the report of a failed test.
  expect(/WORKER \d+/.test(printed)).toBe(true);
  expect(printed.includes(core.apiKey)).toBe(false);
});
