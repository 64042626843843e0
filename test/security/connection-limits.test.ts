import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { defaultConnectionSettings } from '../../src/contract/domain/connection.ts';
import { createConnections } from '../../src/main/connections/connections.ts';
import { reversing } from '../integration/support/connections.ts';
import { callContext } from '../unit/support/stream.ts';

/** Connections whose workers never answer; `workers` says how many were started. */
async function silentConnections(answer = true) {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'curfew-limits-'));
  const workers: Worker[] = [];
  let asked = 0;
  const connections = await createConnections({
    dataDirectory,
    secretStore: reversing(),
    startSandbox: () => Promise.reject(new Error('There is no sandbox.')),
    spawnCoreWorker: () => {
      const worker = new Worker('setInterval(() => undefined, 1_000_000)', { eval: true });
      workers.push(worker);
      return worker;
    },
    ask: async () => {
      asked += 1;
      return answer;
    },
    answerLimitMb: () => 64,
    lockPrint: () => null,
  });
  onTestFinished(async () => {
    await connections.close();
    await Promise.all(workers.map((worker) => worker.terminate()));
    rmSync(dataDirectory, { recursive: true, force: true });
  });
  const settings = (name: string) => ({
    ...defaultConnectionSettings,
    ...{ name, address: 'https://core.example' },
  });
  const save = async (name: string) =>
    connections.handlers['connections.save'](
      { settings: settings(name), key: null, keepKey: 'stored' },
      callContext(),
    );
  return { ...connections, settings, save, workers, asked: () => asked };
}

function refusedFor(reason: string) {
  return { error: { code: 'refused', reason } };
}

// control: limits
test('only so many connections are open at a time, however many are saved', async () => {
  const { handlers, save, workers } = await silentConnections();
  const ids: string[] = [];
  for (let at = 0; at < 18; at += 1) ids.push((await save(`many ${at}`)).id);
  const opened = ids.slice(0, 16).map((id) => handlers['connections.open']({ id }, callContext()));
  for (const one of opened) one.catch(() => undefined);
  await expect.poll(() => workers.length).toBe(16);
  for (const id of ids.slice(16))
    await expect(handlers['connections.open']({ id }, callContext())).rejects.toMatchObject(
      refusedFor('too-many-open'),
    );
  expect(workers).toHaveLength(16);
  await handlers['connections.close']({ id: ids[0] ?? '' }, callContext());
  handlers['connections.open']({ id: ids[17] ?? '' }, callContext()).catch(() => undefined);
  await expect.poll(() => workers.length).toBe(17);
});

// control: limits
test('only so many connections are saved', async () => {
  const { save, ids } = await silentConnections();
  for (let at = 0; at < 200; at += 1) await save(`saved ${at}`);
  await expect(save('one more')).rejects.toMatchObject(refusedFor('too-many-saved'));
  expect(ids()).toHaveLength(201);
});

// control: limits
test('a test of a connection starts one worker at a time, and only so many in a minute', async () => {
  const { handlers, settings, save, workers } = await silentConnections();
  await save('known');
  const stop = new AbortController();
  const tryIt = (signal: AbortSignal) =>
    handlers['connections.try']({ settings: settings('tried'), key: null }, { signal, page: signal });
  const first = tryIt(stop.signal);
  await expect(tryIt(stop.signal)).rejects.toMatchObject(refusedFor('try-under-way'));
  stop.abort();
  await expect(first).rejects.toMatchObject({ error: { code: 'aborted' } });
  for (let at = 1; at < 20; at += 1)
    await expect(tryIt(AbortSignal.abort())).rejects.toMatchObject({ error: { code: 'aborted' } });
  await expect(tryIt(stop.signal)).rejects.toMatchObject(refusedFor('too-many-tries'));
  expect(workers.length).toBeLessThanOrEqual(20);
});

// control: native-question
test('what the operator does not confirm starts no worker and saves nothing', async () => {
  const { handlers, settings, save, workers, ids, asked } = await silentConnections(false);
  await expect(save('refused')).rejects.toMatchObject(refusedFor('not-confirmed'));
  await expect(
    handlers['connections.try']({ settings: settings('refused'), key: null }, callContext()),
  ).rejects.toMatchObject(refusedFor('not-confirmed'));
  expect(asked()).toBe(2);
  expect(ids()).toEqual(['sandbox']);
  expect(workers).toEqual([]);
});
