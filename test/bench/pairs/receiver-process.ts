import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { LocalReceiver } from '../../integration/support/test-signals.ts';

/** Entry of a process of its own: a receiver that takes every event, and looks at none. Says where it is. */
const certificates = new URL('../../fixtures/tls/', import.meta.url);
const read = (name: string) => readFile(new URL(name, certificates), 'utf8');

const server = createServer(
  { cert: await read('good.pem'), key: await read('server.key') },
  (request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(202).end());
  },
);
server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ port, authority: await read('authority.pem') } satisfies LocalReceiver);
});
process.once('disconnect', () => process.exit());
