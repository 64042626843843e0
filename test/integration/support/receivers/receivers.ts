import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';
import { tlsFixture } from '../../../support/tls-fixture.ts';

/** What a receiver does with what reaches it. It can be changed at any time. */
export type Behaviour =
  | { readonly type: 'takes' }
  /** Takes it, and cuts the connection before it says so: the same comes again. */
  | { readonly type: 'takes-silently' }
  | {
      readonly type: 'refuses';
      readonly status: number;
      readonly headers?: Record<string, string>;
      /** Absent: what it got. */
      readonly answer?: string;
      /** Takes all others. */
      readonly only?: (text: string) => boolean;
    }
  /** Takes it, and answers two times. Of HTTPS. */
  | { readonly type: 'answers-twice' }
  /** Answers when `release` is called. */
  | { readonly type: 'holds' };

export interface TestReceiver {
  readonly port: number;
  behaviour: Behaviour;
  /** Lines of JSON, or messages of syslog, in the order in which they came, those that came twice too. */
  readonly texts: string[];
  readonly headers: IncomingMessage['headers'][];
  /** Attempts, also those that were refused. */
  readonly attempts: () => number;
  /** Whole requests, or connections that were ended, which wait for an answer until `release`. */
  readonly held: () => number;
  readonly release: () => void;
  /** With another certificate of `test/fixtures/tls` from the next connection on. */
  readonly changeCertificate: (name: string) => void;
  /** Nothing listens any more, until `start`. */
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
}

function certificate(name: string): TlsOptions {
  return { cert: tlsFixture(`${name}.pem`), key: tlsFixture('server.key') };
}

interface State {
  behaviour: Behaviour;
  attempts: number;
  readonly held: (() => void)[];
}

/** Listens on a port of its own, and on the same again after it was stopped. */
async function receiverOf(
  make: (
    state: State,
    texts: string[],
    headers: IncomingMessage['headers'][],
  ) => Server & {
    setSecureContext: (options: TlsOptions) => void;
  },
): Promise<TestReceiver> {
  const texts: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const state: State = { behaviour: { type: 'takes' }, attempts: 0, held: [] };
  /** 0 until it listens for the first time. */
  let port = 0;
  let options = certificate('good');
  let server: ReturnType<typeof make> | undefined;
  const sockets = new Set<Socket>();

  async function start(): Promise<void> {
    server = make(state, texts, headers);
    server.setSecureContext(options);
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  }

  async function stop(): Promise<void> {
    const stopped = server;
    server = undefined;
    for (const socket of sockets) socket.destroy();
    if (stopped) await new Promise((resolve) => stopped.close(resolve));
  }

  await start();
  onTestFinished(stop);
  return {
    port,
    texts,
    headers,
    attempts: () => state.attempts,
    held: () => state.held.length,
    get behaviour() {
      return state.behaviour;
    },
    set behaviour(next) {
      state.behaviour = next;
    },
    release() {
      for (const held of state.held.splice(0)) held();
    },
    changeCertificate(name) {
      options = certificate(name);
      server?.setSecureContext(options);
      for (const socket of sockets) socket.destroy();
    },
    stop,
    start,
  };
}

const emptyAnswer = 'HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n';

/** Takes requests over HTTPS; `split` makes texts of a body. */
export function httpsReceiver(
  split: (body: string) => string[] = (body) => body.split('\n').filter((line) => line !== ''),
  success = 204,
): Promise<TestReceiver> {
  return receiverOf((state, texts, headers) => {
    function act(request: IncomingMessage, response: ServerResponse, body: string): void {
      const { behaviour } = state;
      state.attempts += 1;
      headers.push(request.headers);
      if (behaviour.type === 'refuses' && behaviour.only?.(body) !== false) {
        const { status, headers: sent, answer = `refused: ${body}` } = behaviour;
        response.writeHead(status, sent).end(answer);
        return;
      }
      if (behaviour.type === 'holds') {
        state.held.push(() => {
          texts.push(...split(body));
          response.writeHead(success).end();
        });
        return;
      }
      texts.push(...split(body));
      if (behaviour.type === 'takes-silently') request.socket.destroy();
      else if (behaviour.type === 'answers-twice') request.socket.write(emptyAnswer.repeat(2));
      else response.writeHead(success).end();
    }
    return createHttpsServer(certificate('good'), (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => act(request, response, Buffer.concat(chunks).toString()));
    });
  });
}

/** Takes messages of syslog over TLS, as RFC 5425 frames them. A frame that is not as long as it says fails the test. */
export function syslogReceiver(): Promise<TestReceiver> {
  return receiverOf((state, texts) => {
    const connections = new Map<number | undefined, Socket>();
    const server = createTlsServer(
      { ...certificate('good'), allowHalfOpen: true } as TlsOptions,
      (socket) => {
        const chunks: Buffer[] = [];
        const connection = connections.get(socket.remotePort);
        state.attempts += 1;
        socket.on('error', () => undefined);
        socket.on('data', (chunk: Buffer) => {
          if (state.behaviour.type === 'refuses') socket.destroy();
          chunks.push(chunk);
        });
        socket.on('end', () => {
          const { type } = state.behaviour;
          if (type === 'refuses') return;
          function take(): void {
            texts.push(...framesOf(Buffer.concat(chunks)));
            // With a reset, whoever sent it knows nothing.
            if (type === 'takes-silently') connection?.resetAndDestroy();
            else socket.end();
          }
          if (type === 'holds') state.held.push(take);
          else take();
        });
      },
    );
    server.on('connection', (connection: Socket) => connections.set(connection.remotePort, connection));
    return server;
  });
}

export function framesOf(bytes: Buffer): string[] {
  const messages: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(bytes.subarray(at, space).toString());
    if (!Number.isSafeInteger(length) || space + 1 + length > bytes.length) throw new Error('Not a frame.');
    messages.push(bytes.subarray(space + 1, space + 1 + length).toString());
    at = space + 1 + length;
  }
  return messages;
}
