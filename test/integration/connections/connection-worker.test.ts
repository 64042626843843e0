import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Failure } from '../../../src/contract/failure.ts';
import { openCore, type SpawnCoreWorker } from '../../../src/main/connections/core-worker.ts';
import { coreWorkerSpawner } from '../support/consoles/spawn-core-worker.ts';
import { httpServer } from '../support/odd-servers.ts';

let spawn: SpawnCoreWorker;

beforeAll(async () => {
  spawn = await coreWorkerSpawner();
});

/** A core that answers reads of sessions only when it is told to. */
async function slowCore() {
  const arrived = Promise.withResolvers<void>();
  let holding = true;
  const address = await httpServer((request, response) => {
    const answer = (body: unknown): void => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.url === '/hello') return response.end('Hello');
    if (request.url?.startsWith('/apiversion')) return answer({ versions: ['5.4'] });
    return holding ? arrived.resolve() : answer({ status: 'OK', count: 1 });
  });
  const answerFromNowOn = (): void => {
    holding = false;
  };
  return { address, arrived: arrived.promise, answerFromNowOn };
}

function openCounted(address: string) {
  const workers: Worker[] = [];
  const givenUp = Promise.withResolvers<Failure>();
  const core = openCore({
    spawn: (options) => {
      const worker = spawn(options);
      workers.push(worker);
      return worker;
    },
    options: { address, apiKey: null, connectTimeoutMs: 30_000, requestTimeoutMs: 60_000, answerLimitMb: 64 },
    onGivenUp: givenUp.resolve,
  });
  onTestFinished(() => core.close());
  return { core, workers, givenUp: givenUp.promise };
}

async function kill(worker: Worker | undefined): Promise<void> {
  if (!worker) throw new Error('There is no worker to kill.');
  const exited = once(worker, 'exit');
  await worker.terminate();
  await exited;
}

describe('a worker that dies', () => {
  test('answers its open calls with an error, and a new one takes the next call', async () => {
    const slow = await slowCore();
    const { core, workers } = openCounted(slow.address);
    const open = core.port.userCount({ tenantId: null });
    const outcome = open.catch((reason: unknown) => reason);
    await slow.arrived;

    await kill(workers[0]);

    const reason = await outcome;
    expect(reason).toBeInstanceOf(Failure);
    expect(reason).toMatchObject({ error: { code: 'internal', retryable: true } });
    slow.answerFromNowOn();
    expect(await core.port.userCount({ tenantId: null })).toBe(1);
    expect(workers).toHaveLength(2);
  });

  test('again and again is not started for ever, and every call then says so', async () => {
    const slow = await slowCore();
    const { core, workers, givenUp } = openCounted(slow.address);

    for (let death = 0; death < 6; death++) await kill(workers[death]);

    expect(await givenUp).toMatchObject({ error: { code: 'internal', retryable: false } });
    await expect(core.port.facts()).rejects.toMatchObject({ error: { code: 'internal' } });
    expect(workers).toHaveLength(6);
  });
});

test('closing answers what is open, and starts nothing again', async () => {
  const slow = await slowCore();
  const { core, workers } = openCounted(slow.address);
  const outcome = core.port.userCount({ tenantId: null }).catch((reason: unknown) => reason);
  await slow.arrived;

  await core.close();

  expect(await outcome).toMatchObject({ error: { code: 'aborted' } });
  await expect(core.port.facts()).rejects.toMatchObject({ error: { code: 'aborted' } });
  expect(workers).toHaveLength(1);
});
