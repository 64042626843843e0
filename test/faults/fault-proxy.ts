import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What happens to one request on its way to the core. */
export type Fault =
  | 'none'
  /** The connection breaks before the core sees the request. */
  | 'reset-before'
  /** The core does it, and nobody hears of it. */
  | 'reset-after'
  /** The core does it; the answer comes when the client has stopped waiting. */
  | 'late'
  /** The key is not good any more. */
  | 'status-401'
  | 'status-429'
  | 'status-500'
  /** Something else answers in the core's place. */
  | 'html'
  /** The core does it, half of the answer arrives. */
  | 'truncated';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
}

export interface FaultProxy {
  readonly uri: string;
  /** Decides on each request from now on; without an argument everything passes. */
  decide(fault?: (request: SeenRequest) => Fault): void;
  /** How many requests met each fault. */
  readonly met: ReadonlyMap<Fault, number>;
  close(): Promise<void>;
}

function readBody(message: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.once('end', () => resolve(Buffer.concat(chunks)));
    message.once('error', reject);
  });
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

function forward(target: URL, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method, headers: { ...incoming.headers, host: target.host }, agent: false },
      (answer) => {
        const contentType = answer.headers['content-type'] ?? 'text/plain';
        readBody(answer).then(
          (text) => resolve({ status: answer.statusCode ?? 502, contentType, body: text }),
          reject,
        );
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

function send(
  response: ServerResponse,
  { status, contentType, body }: Answer,
  sentBytes = body.length,
): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': body.length });
  if (sentBytes === body.length) response.end(body);
  else response.write(body.subarray(0, sentBytes), () => response.socket?.destroy());
}

function refusal(status: number, text: string): Answer {
  return { status, contentType: 'text/html', body: Buffer.from(text) };
}

/** A core as it is met on a bad day: a proxy on a free loopback port in front of the real one. */
export async function startFaultProxy(coreUri: string): Promise<FaultProxy> {
  const target = new URL(coreUri);
  const sockets = new Set<Socket>();
  const met = new Map<Fault, number>();
  let decideFault: (request: SeenRequest) => Fault = () => 'none';

  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(incoming);
    const fault = decideFault({ method: incoming.method ?? 'GET', path: incoming.url ?? '/' });
    met.set(fault, (met.get(fault) ?? 0) + 1);
    if (fault === 'reset-before') return void incoming.socket.destroy();
    if (fault === 'status-401') return send(response, refusal(401, 'Invalid API key'));
    if (fault === 'html') return send(response, refusal(200, '<h1>Maintenance</h1>'));
    if (fault === 'status-429') return send(response, refusal(429, 'Too many requests'));
    if (fault === 'status-500') return send(response, refusal(500, 'Internal Error'));
    const answer = await forward(target, incoming, body);
    // Held open: the client's own time-out ends it, or the proxy's end.
    if (fault === 'late') return;
    if (fault === 'reset-after') return void incoming.socket.destroy();
    send(response, answer, fault === 'truncated' ? Math.floor(answer.body.length / 2) : answer.body.length);
  }

  const server = createServer((incoming, response) => {
    pass(incoming, response).catch(() => incoming.socket.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}${target.pathname.replace(/\/$/, '')}`,
    decide(fault = () => 'none') {
      decideFault = fault;
    },
    met,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
