import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { createTestClock } from '../../../test/unit/support/test-clock.ts';
import { createSyslogSender } from './syslog.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`../../../test/fixtures/tls/${name}`, import.meta.url), 'utf8');

/** Writes whenever the other side has read. */
function fill(socket: Socket): void {
  if (!socket.destroyed) socket.write(Buffer.alloc(65_536, 'x'), () => setImmediate(fill, socket));
}

test('a receiver that answers without an end is not read any further', async () => {
  const options = { cert: fixture('good.pem'), key: fixture('server.key'), allowHalfOpen: true };
  const server = createServer(options, (socket) => {
    socket.on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
    fill(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const send = createSyslogSender({
    ...{ host: '127.0.0.1', port },
    ...{ authorities: [fixture('authority.pem')], clock: createTestClock() },
  });
  await expect(send(['1 x'], new AbortController().signal)).rejects.toMatchObject({
    error: { code: 'receiver-refused', reason: 'receiver-answer-too-large' },
  });
});
