import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';
import { tlsFixture } from '../../support/tls-fixture.ts';

/** `host:port` of a server that ends with the test. */
async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Addresses of servers that are no core, or a core in trouble. */
export async function httpServer(listener: RequestListener): Promise<string> {
  return `http://${await listen(createServer(listener))}`;
}

interface EncryptedCore {
  readonly address: string;
  /** What arrived, as `GET /hello`, and every API key that came with it. */
  readonly requests: readonly string[];
  readonly keys: readonly string[];
}

/** Answers as a core does, over TLS, with this certificate of `test/fixtures/tls`. */
export async function encryptedCore(certificate: string, options: TlsOptions = {}): Promise<EncryptedCore> {
  const requests: string[] = [];
  const keys: string[] = [];
  const server = createTlsServer(
    { cert: tlsFixture(`${certificate}.pem`), key: tlsFixture('server.key'), ...options },
    (request, response) => {
      requests.push(`${request.method} ${request.url}`);
      const key = request.headers['api-key'];
      if (typeof key === 'string') keys.push(key);
      const { type = 'application/json', body } = usual((request.url ?? '/').split('?')[0] ?? '/');
      response.writeHead(200, { 'content-type': type }).end(body);
    },
  );
  return { address: `https://${await listen(server)}`, requests, keys };
}

export async function tcpServer(onConnection: (socket: Socket) => void): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  return `http://${await listen(server)}`;
}

/** An address where nothing listens any more. */
export async function deadAddress(): Promise<string> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

export interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body: string;
}

/** Greets as a core that speaks 5.4, takes any key and has a fixed signing key; `answer` replaces what it says to a path. */
export async function coreLike(
  answer: (path: string, method: string, url: URL) => Answer | undefined = () => undefined,
): Promise<string> {
  return httpServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://core');
    const path = url.pathname;
    const {
      status = 200,
      type = 'application/json',
      body,
    } = answer(path, request.method ?? 'GET', url) ?? usual(path);
    response.writeHead(status, { 'content-type': type }).end(body);
  });
}

function usual(path: string): Answer {
  if (path === '/hello') return { type: 'text/html', body: 'Hello' };
  if (path === '/apiversion') return { body: JSON.stringify({ versions: ['5.3', '5.4'] }) };
  if (path === '/.well-known/jwks.json') return { body: JSON.stringify({ keys: [{ kid: 's-core-like' }] }) };
  return { body: JSON.stringify({ status: 'UNAUTHORISED', message: 'Session does not exist.' }) };
}
