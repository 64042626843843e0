import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { tlsFixture } from '../../support/tls-fixture.ts';

interface Answer {
  readonly status: number;
  readonly body?: string;
}

export interface HttpsReceiver {
  readonly port: number;
  /** What it took: bodies of requests that were answered with success. */
  readonly taken: string[];
  readonly authorisations: ReadonlySet<string | undefined>;
  /** To every request from now on. */
  answer: Answer;
  /** Keeps requests waiting from now on, and answers them at `release`: nobody knows when a sender tries again by itself. */
  readonly hold: () => void;
  readonly release: () => void;
  readonly close: () => void;
}

/** Takes what is sent over HTTPS, with a certificate of an authority that nobody trusts by itself. */
export async function startHttpsReceiver(answer: Answer): Promise<HttpsReceiver> {
  const taken: string[] = [];
  const authorisations = new Set<string | undefined>();
  const state = { answer };
  const sockets = new Set<Duplex>();
  let released = Promise.resolve();
  let release: () => void = () => undefined;
  const server = createServer(
    { cert: tlsFixture('good.pem'), key: tlsFixture('server.key') },
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', async () => {
        authorisations.add(request.headers.authorization);
        await released;
        const { body, status } = state.answer;
        if (status < 300) taken.push(Buffer.concat(chunks).toString());
        response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      });
    },
  );
  server.on('connection', (socket) => sockets.add(socket));
  server.on('tlsClientError', () => undefined);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ...{ port, taken, authorisations },
    get answer() {
      return state.answer;
    },
    set answer(next) {
      state.answer = next;
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      released = promise;
      release = resolve;
    },
    release: () => release(),
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
