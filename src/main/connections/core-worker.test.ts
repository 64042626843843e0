import { MessageChannel } from 'node:worker_threads';
import { expect, onTestFinished, test, vi } from 'vitest';
import { errorOf } from '../../../test/unit/support/rejection.ts';
import { createCoreClient } from './core-worker.ts';

const options = {
  address: 'http://core.example',
  apiKey: null,
  connectTimeoutMs: 5_000,
  requestTimeoutMs: 30_000,
  answerLimitMb: 64,
};

/** A client of a worker that answers nothing. */
function clientOfSilentWorker(address: string) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { port1 } = new MessageChannel();
  onTestFinished(() => port1.close());
  const client = createCoreClient({ ...options, address });
  client.attach(port1);
  return client;
}

test.each([
  'http://core.example',
  'http://one.example;http://two.example;http://three.example',
])('a call to %s that its worker does not answer fails after the time-outs of the worker itself', async (address) => {
  const { port } = clientOfSilentWorker(address);
  let settled = false;
  const call = errorOf(port.revokeHandles({ handles: ['a'] })).finally(() => {
    settled = true;
  });
  const ownTimeOuts = address.split(';').length * (5_000 + 30_000);
  await vi.advanceTimersByTimeAsync(ownTimeOuts);
  expect(settled).toBe(false);
  await vi.advanceTimersByTimeAsync(4 * ownTimeOuts);
  // The worker may have sent it.
  expect(await call).toMatchObject({ code: 'timeout', retryable: true, sent: true });
});
