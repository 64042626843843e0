import type { IncomingMessage, ServerResponse } from 'node:http';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { AppError } from '../../../src/contract/errors.ts';
import { Failure } from '../../../src/contract/failure.ts';
import { openCore, type SpawnCoreWorker } from '../../../src/main/connections/core-worker.ts';
import { formatError } from '../../../src/renderer/messages/format-error.ts';
import { startSandbox } from '../../support/sandbox.ts';
import { coreWorkerSpawner } from '../support/consoles/spawn-core-worker.ts';
import { coreLike, deadAddress, httpServer, tcpServer } from '../support/odd-servers.ts';

const KEY = 'this-is-a-secret-key-0123456789';
let spawn: SpawnCoreWorker;

beforeAll(async () => {
  spawn = await coreWorkerSpawner();
});

function open(address: string, apiKey: string | null = KEY, requestTimeoutMs = 30_000) {
  const core = openCore({
    spawn,
    options: { address, apiKey, connectTimeoutMs: 30_000, requestTimeoutMs, answerLimitMb: 64 },
  });
  onTestFinished(() => core.close());
  return core.port;
}

async function refusal(
  address: string,
  apiKey: string | null = KEY,
  requestTimeoutMs?: number,
): Promise<AppError> {
  const thrown: unknown = await open(address, apiKey, requestTimeoutMs)
    .facts()
    .then(
      () => new Error('It opened.'),
      (reason: unknown) => reason,
    );
  if (!(thrown instanceof Failure)) throw thrown;
  expect(JSON.stringify(thrown.error)).not.toContain(KEY);
  expect(formatError(thrown.error).hint).toBeTruthy();
  return { ...thrown.error, ...formatError(thrown.error) };
}

function html(_: IncomingMessage, response: ServerResponse): void {
  response
    .writeHead(200, { 'content-type': 'text/html' })
    .end('<!doctype html><title>Welcome to nginx</title>');
}

describe('a connection that cannot be opened names the cause', () => {
  test('when nothing listens at the address', async () => {
    const address = await deadAddress();
    expect(await refusal(address)).toMatchObject({
      code: 'unreachable',
      message: `Nothing listens at ${new URL(address).host}.`,
      retryable: true,
    });
  });

  test('when the name is not found', async () => {
    expect(await refusal('http://no-such-core.invalid:3567')).toMatchObject({
      code: 'unreachable',
      message: 'The name no-such-core.invalid:3567 was not found.',
    });
  });

  test('when https:// leads to a server that does not encrypt', async () => {
    const address = (await httpServer(html)).replace('http:', 'https:');
    expect(await refusal(address)).toMatchObject({ code: 'tls', hint: expect.stringContaining('http://') });
  });

  test('when no answer comes in time', async () => {
    const address = await httpServer(() => undefined);
    expect(await refusal(address, KEY, 500)).toMatchObject({
      code: 'timeout',
      message: `${new URL(address).host} did not answer within 0.5 s.`,
      retryable: true,
    });
  });

  test('when an answer drips and never ends', async () => {
    const address = await httpServer((_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('H'), 50);
      response.on('close', () => clearInterval(timer));
    });
    expect(await refusal(address, KEY, 500)).toMatchObject({ code: 'timeout' });
  });

  test('when a web page answers', async () => {
    expect(await refusal(await httpServer(html))).toMatchObject({
      code: 'not-a-core',
      reason: 'web-page',
      retryable: false,
    });
  });

  test('when JSON of something else answers', async () => {
    const address = await httpServer((_, response) => response.end('{"name":"elasticsearch"}'));
    expect(await refusal(address)).toMatchObject({
      code: 'not-a-core',
      reason: 'other-json',
    });
  });

  test('when the answer is empty', async () => {
    const address = await httpServer((_, response) => response.end());
    expect(await refusal(address)).toMatchObject({
      code: 'not-a-core',
      reason: 'empty-answer',
    });
  });

  // control: no-redirects
  test('when the address redirects, without a word about where to, and asks nothing there', async () => {
    let asked = 0;
    const target = await httpServer((_, response) => {
      asked++;
      response.end('Hello');
    });
    const address = await httpServer((_, response) =>
      response.writeHead(307, { location: `${target}/hello?from=here` }).end(`Moved to ${target}`),
    );
    const error = await refusal(address);
    expect(error).toMatchObject({ code: 'not-a-core', reason: 'redirected' });
    expect(JSON.stringify(error)).not.toContain(new URL(target).port);
    expect(asked).toBe(0);
  });

  test('when a server closes without a word', async () => {
    const address = await tcpServer((socket) => socket.once('data', () => socket.destroy()));
    expect(await refusal(address)).toMatchObject({
      code: 'unreachable',
      message: `${new URL(address).host} closed the connection without an answer.`,
    });
  });

  test('when a server does not speak HTTP', async () => {
    const address = await tcpServer((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await refusal(address)).toMatchObject({
      code: 'not-a-core',
      message: `${new URL(address).host} does not answer in HTTP.`,
    });
  });

  test('when a server greets as a core, but is none', async () => {
    const greets = await coreLike((path) =>
      path === '/apiversion' ? { body: '{"versions":"all"}' } : undefined,
    );
    expect(await refusal(greets)).toMatchObject({ code: 'not-a-core' });
  });

  test('when the core fails because its database is gone', async () => {
    const address = await coreLike((path) =>
      path === '/recipe/session' ? { status: 500, type: 'text/html', body: 'Internal Error' } : undefined,
    );
    expect(await refusal(address)).toMatchObject({
      code: 'core-error',
      retryable: true,
      params: { status: '500' },
    });
  });

  test('when the key is wrong', async () => {
    const sandbox = await startSandbox({ sampleData: false });
    onTestFinished(sandbox.close);
    expect(await refusal(sandbox.uri)).toMatchObject({
      code: 'bad-key',
      message: 'The core refused the API key.',
      retryable: false,
    });
  });

  test('when there is no key and the core asks for one', async () => {
    const sandbox = await startSandbox({ sampleData: false });
    onTestFinished(sandbox.close);
    expect(await refusal(sandbox.uri, null)).toMatchObject({
      code: 'bad-key',
      reason: 'key-missing',
    });
  });

  test('when the core is too old, with the versions', async () => {
    const old = await coreLike((path) =>
      path === '/apiversion' ? { body: JSON.stringify({ versions: ['5.2', '2.21', '5.1'] }) } : undefined,
    );
    expect(await refusal(old)).toMatchObject({
      code: 'incompatible-core',
      message: `The core at ${new URL(old).host} is too old. It supports CDI up to 5.2 (core 9), and Curfew needs CDI 5.4.`,
    });
  });

  test('when the core is too new, with the versions', async () => {
    const tooNew = await coreLike((path) =>
      path === '/apiversion' ? { body: JSON.stringify({ versions: ['5.10', '5.6'] }) } : undefined,
    );
    expect(await refusal(tooNew)).toMatchObject({
      code: 'incompatible-core',
      message: `The core at ${new URL(tooNew).host} is too new. It supports CDI 5.6 to 5.10 (core newer than 12.1), and Curfew needs CDI 5.4.`,
    });
  });

  test('when the core lists our version and refuses it, with both versions', async () => {
    const strict = await coreLike((path) =>
      path === '/recipe/session'
        ? {
            status: 400,
            type: 'text/plain',
            body: 'cdi-version 5.4 is lower than the minimum allowed version 5.5',
          }
        : undefined,
    );
    expect(await refusal(strict)).toMatchObject({
      code: 'incompatible-core',
      reason: 'cdi-below-minimum',
      params: { oldestCdi: '5.5', wantedCdi: '5.4' },
    });
  });

  test('when the core has no fixed key', async () => {
    const rotating = JSON.stringify({ keys: [{ kid: 'd-1' }] });
    const address = await coreLike((path) =>
      path === '/.well-known/jwks.json' ? { body: rotating } : undefined,
    );
    expect(await refusal(address)).toMatchObject({
      code: 'incompatible-core',
      message: `The core at ${new URL(address).host} publishes no fixed signing key.`,
    });
  });

  test('when two addresses lead to two cores, with both addresses', async () => {
    const apiKey = KEY;
    const cores = await Promise.all([1, 2].map(() => startSandbox({ sampleData: false, apiKey })));
    for (const { close } of cores) onTestFinished(close);
    const [first = '', other = ''] = cores.map(({ uri }) => new URL(uri).host);
    expect(await refusal(cores.map(({ uri }) => uri).join(';'))).toMatchObject({
      code: 'other-core',
      message: `${first} and ${other} lead to two different cores.`,
    });
  });
});
