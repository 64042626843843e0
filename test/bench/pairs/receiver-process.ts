import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { LocalReceiver } from '../../integration/support/receivers/test-signals.ts';
import { tlsFixture } from '../../support/tls-fixture.ts';

/** Entry of a process of its own: a receiver that takes every event, and looks at none. Says where it is. */
const server = createServer(
  { cert: tlsFixture('good.pem'), key: tlsFixture('server.key') },
  (request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(202).end());
  },
);
server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ port, authority: tlsFixture('authority.pem') } satisfies LocalReceiver);
});
process.once('disconnect', () => process.exit());
