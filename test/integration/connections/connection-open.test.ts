import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openCore, type SpawnCoreWorker } from '../../../src/main/connections/core-worker.ts';
import { startSandbox } from '../../support/sandbox.ts';
import { coreWorkerSpawner } from '../support/consoles/spawn-core-worker.ts';
import { coreLike, deadAddress, httpServer } from '../support/odd-servers.ts';

const KEY = 'this-is-a-secret-key-0123456789';
let spawn: SpawnCoreWorker;

beforeAll(async () => {
  spawn = await coreWorkerSpawner();
});

function open(address: string, apiKey = KEY) {
  const core = openCore({
    spawn,
    options: { address, apiKey, connectTimeoutMs: 30_000, requestTimeoutMs: 30_000, answerLimitMb: 64 },
  });
  onTestFinished(() => core.close());
  return core.port;
}

describe('an open core', () => {
  test('tells its versions, the releases they belong to, and how long a call takes', async () => {
    const facts = await open(await coreLike()).facts();

    expect(facts).toEqual({
      cdi: '5.4',
      newestCdi: '5.4',
      release: '11.3 to 11.4, or 12.0.0 to 12.0.7',
      latencyMs: expect.any(Number),
    });
  });

  test('can have a path in its address', async () => {
    const sandbox = await startSandbox({ sampleData: false });
    onTestFinished(sandbox.close);
    const asked: string[] = [];
    const proxy = await httpServer((request, response) => {
      asked.push(request.url ?? '');
      const path = (request.url ?? '').replace(/^\/auth\/core/, '');
      const headers = Object.entries(request.headers).filter(
        ([name]) => name !== 'host' && name !== 'connection',
      );
      fetch(sandbox.uri + path, { headers: headers as [string, string][] }).then(async (answer) => {
        response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
        response.end(await answer.text());
      });
    });
    const port = open(`${proxy}/auth/core/`, sandbox.apiKey);

    await port.facts();

    expect(await port.userCount({ tenantId: null })).toBe(0);
    expect(asked.every((url) => url.startsWith('/auth/core/'))).toBe(true);
  });

  test('is not told the domains of an application, which it would store over the real ones', async () => {
    const asked: string[] = [];
    const address = await httpServer((request, response) => {
      asked.push(request.url ?? '');
      const body = request.url?.startsWith('/apiversion')
        ? { versions: ['5.4'] }
        : { status: 'OK', count: 7 };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });

    expect(await open(address).userCount({ tenantId: 'public' })).toBe(7);
    expect(asked).toEqual(['/apiversion', '/public/users/count?includeAllTenants=false']);
  });
});

describe('several addresses of one core', () => {
  test('open when one of them cannot be reached, and calls go round it', async () => {
    const port = open(`${await deadAddress()}; ${await coreLike()}`);
    await port.facts();

    const handles = ['a', 'b', 'c', 'd'];
    const reads = handles.map((handle) => port.session({ handle, keys: { ipKeys: [], userAgentKeys: [] } }));
    expect(await Promise.all(reads)).toEqual([null, null, null, null]);
  });

  test('do not open when one of them answers as something else', async () => {
    const page = await httpServer((_, response) => response.end('<!doctype html><title>Welcome</title>'));
    const opening = open(`${await coreLike()};${page}`).facts();
    await expect(opening).rejects.toMatchObject({ error: { code: 'not-a-core' } });
  });

  test('that all are gone say why', async () => {
    const [one, two] = [await deadAddress(), await deadAddress()];
    const call = open(`${one};${two}`).userCount({ tenantId: null });
    await expect(call).rejects.toMatchObject({
      error: {
        code: 'unreachable',
        reason: 'nothing-listens',
        params: { host: expect.stringMatching(/^127\.0\.0\.1:\d+$/) },
      },
    });
  });
});
