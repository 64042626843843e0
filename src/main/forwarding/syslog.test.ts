import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { tlsFixture } from '../../../test/support/tls-fixture.ts';
import { fill } from '../../../test/unit/support/fill-socket.ts';
import { createTestClock } from '../../../test/unit/support/test-clock.ts';
import { createSyslogSender } from './syslog.ts';

test('a receiver that answers without an end is not read any further', async () => {
  const options = { cert: tlsFixture('good.pem'), key: tlsFixture('server.key'), allowHalfOpen: true };
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
    ...{ authorities: [tlsFixture('authority.pem')], clock: createTestClock() },
  });
  await expect(send(['1 x'], new AbortController().signal)).rejects.toMatchObject({
    error: { code: 'receiver-refused', reason: 'receiver-answer-too-large' },
  });
});
