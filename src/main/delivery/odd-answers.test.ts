import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { tlsFixture } from '../../../test/support/tls-fixture.ts';
import { fill } from '../../../test/unit/support/fill-socket.ts';
import { createTestClock } from '../../../test/unit/support/test-clock.ts';
import { createHttpsPoster } from './https-post.ts';

/** Posts once to a receiver that answers each request by hand. No time passes while it does. */
async function postTo(answer: (socket: Socket, request: number) => void) {
  const sockets = new Set<Socket>();
  let requests = 0;
  const server = createServer({ cert: tlsFixture('good.pem'), key: tlsFixture('server.key') }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => {
      requests += 1;
      answer(socket, requests);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const poster = createHttpsPoster({
    url: new URL(`https://127.0.0.1:${port}/`),
    ...{ authorities: [tlsFixture('authority.pem')], clock: createTestClock(), answerBytes: 4_096 },
  });
  onTestFinished(() => {
    poster.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const post = () => poster.post({ headers: {}, body: 'event', signal: new AbortController().signal });
  return { post, requests: () => requests };
}

test('a receiver that wants to speak another protocol has not taken what was sent', async () => {
  const { post } = await postTo((socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: other\r\nconnection: upgrade\r\n\r\n'),
  );
  await expect(post()).rejects.toMatchObject({ error: { code: 'receiver-refused' } });
});

test('a receiver that does not speak HTTP is not taken for something that should be a core', async () => {
  const { post } = await postTo((socket) => socket.end('220 mail.example ESMTP\r\n'));
  await expect(post()).rejects.toMatchObject({
    error: { code: 'receiver-refused', reason: 'receiver-not-http', retryable: true },
  });
});

test('an answer without an end is not read any further', async () => {
  const { post } = await postTo((socket) => {
    socket.write('HTTP/1.1 202 Accepted\r\ncontent-type: text/plain\r\n\r\n');
    fill(socket);
  });
  await expect(post()).rejects.toMatchObject({ error: { code: 'receiver-refused' } });
});

test('a receiver that never comes to its answer is not read any further', async () => {
  const more = Buffer.from('HTTP/1.1 102 Processing\r\n\r\n'.repeat(100));
  const { post } = await postTo((socket) => fill(socket, more));
  await expect(post()).rejects.toMatchObject({ error: { code: 'receiver-refused' } });
});

test('a receiver that has begun to answer is not sent the same again at once', async () => {
  const { post, requests } = await postTo((socket, request) => {
    if (request === 1) socket.write('HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n');
    else socket.end('HTTP/1.1 202 Accepted\r\ncontent-length: 10\r\n\r\nhalf');
  });
  await post();
  await expect(post()).rejects.toMatchObject({ error: { code: 'unreachable' } });
  expect(requests()).toBe(2);
});
