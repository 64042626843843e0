import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { tlsFixture } from '../../../test/support/tls-fixture.ts';
import { createTestClock } from '../../../test/unit/support/test-clock.ts';
import { createHttpsPoster } from './https-post.ts';

/** Posts to a receiver that has these limits, and that takes everything. */
async function postTo(limits: TlsOptions) {
  const options = { cert: tlsFixture('good.pem'), key: tlsFixture('server.key'), ...limits };
  const server = createServer(options, (incoming, response) => {
    incoming.resume();
    response.writeHead(202).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const poster = createHttpsPoster({
    url: new URL(`https://127.0.0.1:${port}/`),
    ...{ authorities: [tlsFixture('authority.pem')], clock: createTestClock() },
  });
  onTestFinished(() => {
    poster.close();
    server.closeAllConnections();
    server.close();
  });
  return poster.post({ headers: {}, body: 'event', signal: new AbortController().signal });
}

test.each(['TLSv1.2', 'TLSv1.3'] as const)('a receiver that speaks %s is sent to', async (maxVersion) => {
  expect(await postTo({ maxVersion })).toMatchObject({ status: 202 });
});

test('a receiver without a cipher suite that RFC 9325 recommends gets nothing', async () => {
  const limits = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256' } as const;
  await expect(postTo(limits)).rejects.toMatchObject({
    error: { code: 'tls', reason: 'encryption-refused' },
  });
});
