import { createServer, type Socket } from 'node:net';

export interface LightRequest {
  readonly method: string;
  /** With the query, as it was sent. */
  readonly target: string;
  /** Empty for a request without one. */
  readonly body: string;
}

export interface LightAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const HEAD_END = '\r\n\r\n';
const NOTHING = Buffer.alloc(0);

/**
 * A server that knows as much of HTTP/1.1 as our clients speak: connections that stay open, and bodies with a length.
 * `node:http` takes three times as long for a call, and with ten million calls the stand-in would take more of the
 * processor than the console.
 */
export function createLightServer(answer: (request: LightRequest) => LightAnswer) {
  const sockets = new Set<Socket>();

  function serve(socket: Socket): void {
    let waiting: Buffer = NOTHING;
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    // The client went away; there is nobody to tell.
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
      for (;;) {
        const taken = takeRequest(waiting);
        if (taken === undefined) return;
        waiting = taken.rest;
        write(socket, answer(taken.request));
      }
    });
  }

  const server = createServer(serve);
  return {
    server,
    close: (): Promise<void> =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** The first whole request of what has come; undefined: some of it is still to come. */
function takeRequest(bytes: Buffer): { readonly request: LightRequest; readonly rest: Buffer } | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  const methodEnd = head.indexOf(' ');
  const method = head.slice(0, methodEnd);
  const target = head.slice(methodEnd + 1, head.indexOf(' ', methodEnd + 1));
  const bodyStart = headEnd + HEAD_END.length;
  const bodyEnd = bodyStart + (method === 'GET' ? 0 : lengthOf(head));
  if (bytes.length < bodyEnd) return undefined;
  const body = bodyEnd === bodyStart ? '' : bytes.toString('utf8', bodyStart, bodyEnd);
  const rest = bytes.length === bodyEnd ? NOTHING : bytes.subarray(bodyEnd);
  return { request: { method, target, body }, rest };
}

function lengthOf(head: string): number {
  return Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
}

function write(socket: Socket, { status, contentType, body }: LightAnswer): void {
  const length = Buffer.byteLength(body);
  const head = `HTTP/1.1 ${status} ${status === 200 ? 'OK' : 'Refused'}\r\ncontent-type: ${contentType}\r\ncontent-length: ${length}${HEAD_END}`;
  socket.write(head + body, length === body.length ? 'latin1' : 'utf8');
}
