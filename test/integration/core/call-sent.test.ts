import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { AppError } from '../../../src/contract/errors.ts';
import { openCore, type SpawnCoreWorker } from '../../../src/main/connections/core-worker.ts';
import { eventually } from '../../unit/support/eventually.ts';
import { errorOf } from '../../unit/support/rejection.ts';
import { coreWorkerSpawner } from '../support/consoles/spawn-core-worker.ts';
import { coreLike, deadAddress, encryptedCore, httpServer, tcpServer } from '../support/odd-servers.ts';

let spawn: SpawnCoreWorker;

beforeAll(async () => {
  spawn = await coreWorkerSpawner();
});

function open(address: string, more: { connectTimeoutMs?: number; requestTimeoutMs?: number } = {}) {
  const options = {
    address,
    apiKey: 'key',
    connectTimeoutMs: 30_000,
    requestTimeoutMs: 30_000,
    answerLimitMb: 64,
    ...more,
  };
  const core = openCore({ spawn, options });
  onTestFinished(() => core.close());
  return core.port;
}

/** How ending a session fails there. */
function revokeAt(address: string, more?: Parameters<typeof open>[1]): Promise<AppError> {
  return errorOf(open(address, more).revokeHandles({ handles: ['a'] }));
}

/** A core that keeps no connection, and can go away. */
async function closableCore() {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', connection: 'close' });
    response.end('{"versions":["5.4"],"status":"OK","count":1}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

describe('a call that fails was not sent', () => {
  test('when nothing listens at the address', async () => {
    expect(await revokeAt(await deadAddress())).toMatchObject({ code: 'unreachable', sent: false });
  });

  test('when the name of the host is not known', async () => {
    expect(await revokeAt('http://no-such-core.invalid:3567')).toMatchObject({
      code: 'unreachable',
      sent: false,
    });
  });

  test('when the certificate is refused', async () => {
    const { address } = await encryptedCore('self-signed');
    expect(await revokeAt(address)).toMatchObject({ code: 'tls', sent: false });
  });

  test('when the connection breaks off before it is encrypted', async () => {
    const address = await tcpServer((socket) => void socket.once('data', () => socket.destroy()));
    expect(await revokeAt(address.replace('http:', 'https:'))).toMatchObject({ sent: false });
  });

  test('when the connection is not encrypted in time', async () => {
    const address = await tcpServer(() => undefined);
    expect(await revokeAt(address.replace('http:', 'https:'), { connectTimeoutMs: 200 })).toMatchObject({
      code: 'timeout',
      sent: false,
    });
  });

  test('when no address of several takes a connection', async () => {
    expect(await revokeAt(`${await deadAddress()};${await deadAddress()}`)).toMatchObject({ sent: false });
  });

  test('when the core went away after it had answered the call before', async () => {
    const core = await closableCore();
    const port = open(core.address);
    expect(await port.userCount({ tenantId: null })).toBe(1);
    await core.close();
    expect(await errorOf(port.revokeHandles({ handles: ['a'] }))).toMatchObject({
      code: 'unreachable',
      sent: false,
    });
  });
});

describe('a call that fails was sent', () => {
  test('when the connection is closed after the request was read', async () => {
    const address = await httpServer((request, response) => {
      if (request.url?.startsWith('/apiversion')) response.end('{"versions":["5.4"]}');
      else request.on('end', () => request.socket.destroy()).resume();
    });
    expect(await revokeAt(address)).toMatchObject({ code: 'unreachable', sent: true });
  });

  test('when the connection is reset before the request was read', async () => {
    const address = await tcpServer((socket) => {
      // It has arrived here, and is not taken out of the socket.
      socket.once('readable', () => socket.resetAndDestroy());
    });
    expect(await revokeAt(address)).toMatchObject({ code: 'unreachable', sent: true });
  });

  test('when no answer comes in time', async () => {
    const address = await httpServer((request, response) => {
      if (request.url?.startsWith('/apiversion')) response.end('{"versions":["5.4"]}');
      else if (request.url?.includes('/users/count')) response.end('{"status":"OK","count":1}');
    });
    const port = open(address, { requestTimeoutMs: 500 });
    // The server is in this process, which may be kept from answering: what is asked before the call is answered first.
    await eventually(() => port.userCount({ tenantId: null }));
    expect(await errorOf(port.revokeHandles({ handles: ['a'] }))).toMatchObject({
      code: 'timeout',
      sent: true,
    });
  });

  test('when the answer breaks off', async () => {
    const address = await httpServer((request, response) => {
      if (request.url?.startsWith('/apiversion')) response.end('{"versions":["5.4"]}');
      else {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"status":', () => request.socket.destroy());
      }
    });
    expect(await revokeAt(address)).toMatchObject({ code: 'unreachable', sent: true });
  });

  test.each([
    ['400', 'AppId or tenantId not found', 'tenant-unknown'],
    ['401', 'Invalid API key', 'bad-key'],
    ['402', 'Cannot use feature', 'feature-missing'],
    ['429', 'Too many', 'rate-limited'],
    ['500', 'Internal Error', 'core-error'],
    ['502', '<html><body>Bad gateway</body></html>', 'not-a-core'],
    ['200', '{"took":3}', 'core-error'],
  ])('when it was answered: %s %s', async (status, body, code) => {
    const address = await coreLike((path) =>
      path.endsWith('/session/remove') ? { status: Number(status), type: 'text/html', body } : undefined,
    );
    expect(await revokeAt(address)).toMatchObject({ code, sent: true });
  });

  test('when a worker dies before it has the answer', async () => {
    const address = await httpServer((request, response) => {
      if (request.url?.startsWith('/apiversion')) response.end('{"versions":["5.4"]}');
      else void worker?.terminate();
    });
    let worker: ReturnType<SpawnCoreWorker> | undefined;
    const core = openCore({
      spawn: (options) => {
        worker = spawn(options);
        return worker;
      },
      options: {
        address,
        apiKey: null,
        connectTimeoutMs: 30_000,
        requestTimeoutMs: 30_000,
        answerLimitMb: 64,
      },
    });
    onTestFinished(() => core.close());
    expect(await errorOf(core.port.revokeHandles({ handles: ['a'] }))).toMatchObject({
      code: 'internal',
      sent: true,
    });
  });
});
