import type { Socket } from 'node:net';

/** Writes the same without an end, whenever the other side has read. */
export function fill(socket: Socket, more: Buffer = Buffer.alloc(65_536, 'x')): void {
  if (!socket.destroyed) socket.write(more, () => setImmediate(fill, socket, more));
}
