import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openCore, type SpawnCoreWorker } from '../../../src/main/connections/core-worker.ts';
import type { SessionRead } from '../../../src/main/core/protocol.ts';
import { startSandbox } from '../../support/sandbox.ts';
import { coreWorkerSpawner } from '../support/consoles/spawn-core-worker.ts';
import { type Answer, coreLike, httpServer } from '../support/odd-servers.ts';

const KEY = 'this-is-a-secret-key-0123456789';
const keys = { ipKeys: ['ip'], userAgentKeys: ['userAgent'] };
let spawn: SpawnCoreWorker;

beforeAll(async () => {
  spawn = await coreWorkerSpawner();
});

function open(address: string, more: { requestTimeoutMs?: number; apiKey?: string } = {}) {
  const options = {
    address,
    apiKey: KEY,
    connectTimeoutMs: 30_000,
    requestTimeoutMs: 30_000,
    answerLimitMb: 64,
    ...more,
  };
  const core = openCore({ spawn, options });
  onTestFinished(() => core.close());
  return core.port;
}

/** A core that gives these answers to one path, one after the other, the last one for ever; and counts them. */
async function coreAnswering(path: string, ...answers: Answer[]) {
  let asked = 0;
  const address = await coreLike((called) => {
    if (!called.endsWith(path)) return undefined;
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked++;
    return answer;
  });
  return { address, asked: () => asked };
}

const locked: Answer = {
  status: 500,
  type: 'text/html',
  body: 'Internal Error: [SQLITE_LOCKED_SHAREDCACHE]',
};
const page: Answer = { type: 'text/html', body: '<html><body>Please sign in to the network</body></html>' };

describe('a core in trouble', () => {
  test('whose storage is locked is read again until it is free', async () => {
    const { address, asked } = await coreAnswering('/users/count', locked, locked, {
      body: '{"status":"OK","count":3}',
    });

    expect(await open(address).userCount({ tenantId: null })).toBe(3);
    expect(asked()).toBe(3);
  });

  test('whose storage is locked when sessions are ended is not asked again: the answer would miss the ended ones', async () => {
    const { address, asked } = await coreAnswering('/session/remove', locked, {
      body: '{"status":"OK","sessionHandlesRevoked":[]}',
    });

    await expect(open(address).revokeHandles({ handles: ['a'] })).rejects.toMatchObject({
      error: { code: 'core-error', params: { status: '500' } },
    });
    expect(asked()).toBe(1);
  });

  test('that closes the connection after it got the handles is not asked again', async () => {
    let asked = 0;
    const address = await httpServer((request, response) => {
      if (request.url?.startsWith('/apiversion')) return response.end('{"versions":["5.4"]}');
      asked++;
      return request.socket.destroy();
    });

    await expect(open(address).revokeHandles({ handles: ['a'] })).rejects.toMatchObject({
      error: { code: 'unreachable' },
    });
    expect(asked).toBe(1);
  });

  test('that asks for fewer calls is waited for, and called again', async () => {
    const busy: Answer = { status: 429, type: 'text/html', body: 'Too many' };
    const { address, asked } = await coreAnswering('/users/count', busy, busy, {
      body: '{"status":"OK","count":3}',
    });

    expect(await open(address).userCount({ tenantId: null })).toBe(3);
    expect(asked()).toBe(3);
  });

  test('that keeps asking for fewer calls is reported so', async () => {
    const { address } = await coreAnswering('/users/count', {
      status: 429,
      type: 'text/html',
      body: 'Too many',
    });

    await expect(open(address).userCount({ tenantId: null })).rejects.toMatchObject({
      error: { code: 'rate-limited', retryable: true },
    });
  });

  test.each([
    ['401', { status: 401, type: 'text/html', body: 'Invalid API key' }, 'bad-key'],
    ['402', { status: 402, type: 'text/html', body: 'Cannot use feature: multi_tenancy' }, 'feature-missing'],
    ['a web page with status 200', page, 'not-a-core'],
    ['a web page with status 502', { ...page, status: 502 }, 'not-a-core'],
    ['nothing with status 200', { body: '' }, 'not-a-core'],
    ['a number', { body: '7' }, 'not-a-core'],
    ['JSON of another shape', { body: '{"took":3}' }, 'core-error'],
  ] as const)('half-way, with %s, is never taken for "no such session"', async (_, answer, code) => {
    const port = open((await coreAnswering('/recipe/session', answer)).address);
    const reads: SessionRead[] = [];

    await expect(port.session({ handle: 'x', keys })).rejects.toMatchObject({ error: { code } });
    await port.sessions({ handles: ['x'], keys }, (batch) => reads.push(...batch));

    expect(reads).toMatchObject([{ type: 'failed', handle: 'x', error: { code } }]);
  });

  // control: no-answer-text-in-errors
  test.each([
    ['as it is', KEY],
    ['in base64', Buffer.from(KEY).toString('base64')],
    ['turned round', [...KEY].reverse().join('')],
  ])('never gets its key into an error, even if it says the key itself, %s', async (_, said) => {
    const { address } = await coreAnswering('/users/count', {
      status: 500,
      type: 'text/plain',
      body: `Internal Error: header api-key=${said} was not liked`,
    });
    const thrown = await open(address)
      .userCount({ tenantId: null })
      .catch((reason: unknown) => reason);

    expect(thrown).toMatchObject({ error: { code: 'core-error', params: { status: '500' } } });
    expect(JSON.stringify(thrown)).not.toContain(said);
    expect(JSON.stringify(thrown)).not.toContain('was not liked');
  });

  test('that never answers makes a reading of many give up after the first time-outs', async () => {
    let asked = 0;
    const address = await httpServer((request, response) => {
      if (request.url?.startsWith('/apiversion')) response.end('{"versions":["5.4"]}');
      else asked++;
    });
    const handles = Array.from({ length: 500 }, (_, index) => `handle-${index}`);
    const reads: SessionRead[] = [];

    await open(address, { requestTimeoutMs: 500 }).sessions({ handles, keys }, (batch) =>
      reads.push(...batch),
    );

    expect(new Set(reads.map((read) => read.type === 'failed' && read.error.code))).toEqual(
      new Set(['timeout']),
    );
    expect(reads).toHaveLength(500);
    expect(asked).toBeLessThan(40);
  });
});

describe('stopping', () => {
  test('a call ends at once, and so does its request', async () => {
    let closed = false;
    const arrived = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    const address = await httpServer((request, response) => {
      if (request.url?.startsWith('/apiversion')) return response.end('{"versions":["5.4"]}');
      response.on('close', () => {
        closed = true;
        gone.resolve();
      });
      return arrived.resolve();
    });
    const stop = new AbortController();
    const call = open(address).userCount({ tenantId: null }, stop.signal);
    await arrived.promise;

    stop.abort();

    await expect(call).rejects.toMatchObject({ error: { code: 'aborted' } });
    await gone.promise;
    expect(closed).toBe(true);
  });

  test('a reading of many gives no more batches', async () => {
    const port = open(await coreLike());
    const handles = Array.from({ length: 20_000 }, (_, index) => `handle-${index}`);
    const stop = new AbortController();
    let batchesAfter = 0;

    const reading = port.sessions(
      { handles, keys },
      () => {
        if (stop.signal.aborted) batchesAfter++;
        stop.abort();
      },
      stop.signal,
    );

    await expect(reading).rejects.toMatchObject({ error: { code: 'aborted' } });
    // The worker answers the next call after it let go of the reading.
    await port.facts();
    expect(batchesAfter).toBe(0);
  });

  test('a call that was stopped before it began is not sent', async () => {
    const { address, asked } = await coreAnswering('/users/count', { body: '{"status":"OK","count":3}' });
    const port = open(address);

    const call = port.userCount({ tenantId: null }, AbortSignal.abort());

    await expect(call).rejects.toMatchObject({ error: { code: 'aborted' } });
    await port.facts();
    expect(asked()).toBe(0);
  });
});

test('connections to the core are kept: a thousand reads need no more than the pool has', async () => {
  const sockets = new Set<unknown>();
  const address = await httpServer((request, response) => {
    sockets.add(request.socket);
    const body = request.url?.startsWith('/apiversion') ? { versions: ['5.4'] } : { status: 'UNAUTHORISED' };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const handles = Array.from({ length: 1_000 }, (_, index) => `handle-${index}`);
  let absent = 0;

  await open(address).sessions({ handles, keys }, (batch) => {
    absent += batch.filter((read) => read.type === 'absent').length;
  });

  expect(absent).toBe(1_000);
  expect(sockets.size).toBeLessThanOrEqual(20);
});

test('two cores open at once never mix: each call reaches its own, with its own key', async () => {
  const [one, two] = await Promise.all([
    startSandbox({ sampleData: false }),
    startSandbox({ sampleData: false }),
  ]);
  onTestFinished(async () => void (await Promise.all([one.close(), two.close()])));
  const [ofOne, ofTwo] = [
    one.seedSessions({ userId: 'same-id', count: 300 }),
    two.seedSessions({ userId: 'same-id', count: 200 }),
  ];
  const ports = [open(one.uri, { apiKey: one.apiKey }), open(two.uri, { apiKey: two.apiKey })];

  const listed = await Promise.all(
    ports.map((port) => port.sessionHandles({ userId: 'same-id', tenantId: null })),
  );
  expect(listed.map((handles) => handles.sort())).toEqual([ofOne.sort(), ofTwo.sort()]);

  // Each is asked for the sessions of both: it ends its own ones only.
  const ended = await Promise.all(ports.map((port) => port.revokeHandles({ handles: [...ofOne, ...ofTwo] })));
  expect(ended.map((handles) => handles.sort())).toEqual([ofOne, ofTwo]);
});
