import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A place on this machine where an attacker waits: says how often anything reached it, whatever it was. */
export interface Listener {
  readonly port: number;
  /** What arrived: the first bytes of each connection or packet. */
  readonly arrived: readonly string[];
  readonly close: () => Promise<void>;
}

/** Takes every TCP connection, and answers nothing. */
export async function listenTcp(): Promise<Listener> {
  const arrived: string[] = [];
  const server = createServer((socket) => {
    const at = arrived.push('') - 1;
    socket.on('data', (bytes) => {
      arrived[at] = `${arrived[at]}${bytes.toString('latin1')}`.slice(0, 4_096);
    });
    socket.on('error', () => undefined);
    socket.setTimeout(2_000, () => socket.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { port, arrived, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** Takes every UDP packet: what a STUN server is to a page. */
export async function listenUdp(): Promise<Listener> {
  const arrived: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (bytes) => void arrived.push(bytes.toString('latin1')));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    arrived,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
