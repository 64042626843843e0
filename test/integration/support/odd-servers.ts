import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

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

export async function selfSignedServer(): Promise<string> {
  return `https://${await listen(createTlsServer(selfSigned, (_, response) => response.end('Hello')))}`;
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
  answer: (path: string, method: string) => Answer | undefined = () => undefined,
): Promise<string> {
  return httpServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const {
      status = 200,
      type = 'application/json',
      body,
    } = answer(path, request.method ?? 'GET') ?? usual(path);
    response.writeHead(status, { 'content-type': type }).end(body);
  });
}

function usual(path: string): Answer {
  if (path === '/hello') return { type: 'text/html', body: 'Hello' };
  if (path === '/apiversion') return { body: JSON.stringify({ versions: ['5.3', '5.4'] }) };
  if (path === '/.well-known/jwks.json') return { body: JSON.stringify({ keys: [{ kid: 's-core-like' }] }) };
  return { body: JSON.stringify({ status: 'UNAUTHORISED', message: 'Session does not exist.' }) };
}

/** A certificate that no authority signed, for a server that has to be refused. It protects nothing. */
export const selfSigned = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgAjkMtgfyMvxso7Kd
pFdPUHKpc0G4oHr5oI9zx2zH3c6hRANCAAQj8jmclqmyYMw86IYr+CJukl4GD7HM
3c9husN8Ir9SFm+FxfQaAOazlOIEsMSF5ZHcnRepyfpVlgD0WJ2F4DEd
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUDazwq6Q14B884k35RDWjAOkAX/YwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzA0NDE1M1oYDzIxMjYxMDMw
MDQ0MTUzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQj8jmclqmyYMw86IYr+CJukl4GD7HM3c9husN8Ir9SFm+FxfQaAOaz
lOIEsMSF5ZHcnRepyfpVlgD0WJ2F4DEdo28wbTAdBgNVHQ4EFgQUubqgLEGWE+uE
yZGZb1gdJBsn2qMwHwYDVR0jBBgwFoAUubqgLEGWE+uEyZGZb1gdJBsn2qMwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAPVzYBZkDm2+4mOLof4KbGuR8JL5wt2WrS3BzK2KsXubAiEA
o0JJ13e3GDsh6clKjkVXtQYRDJYnPmcpVFJgn0BXMKk=
-----END CERTIFICATE-----`,
};
