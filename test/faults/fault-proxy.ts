import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** What happens to one request on its way to the core. */
export type Fault =
  | 'none'
  /** The connection breaks before the core sees the request. */
  | 'reset-before'
  /** The core does it, and nobody hears of it. */
  | 'reset-after'
  /** The core does it; the answer comes when the client has stopped waiting. */
  | 'late'
  /** The core does it; the answer takes a while, and is still waited for. */
  | 'delay'
  /** The core does it; the answer comes as soon as something else is decided. */
  | 'held'
  /** The core is restarted: every connection breaks, and none is taken for a while. */
  | 'down'
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
  decide(fault?: (request: SeenRequest) => Fault | Promise<Fault>): void;
  /** How many requests met each fault. */
  readonly met: ReadonlyMap<Fault, number>;
  /** Another core behind the same address from now on. Its path has to be that of the first. */
  retarget(coreUri: string): void;
  /** Nothing listens any more, and every connection is broken. */
  goDown(): Promise<void>;
  /** Listens again, at the same address. */
  comeUp(): Promise<void>;
  close(): Promise<void>;
}

interface FaultTimes {
  /** How much longer an answer takes that is delayed. */
  readonly delayMs?: number;
  /** How long a core that is restarted takes. */
  readonly downMs?: number;
}

/** What is answered in the core's place. */
const refusals: Readonly<Partial<Record<Fault, readonly [status: number, text: string]>>> = {
  'status-401': [401, 'Invalid API key'],
  'status-429': [429, 'Too many requests'],
  'status-500': [500, 'Internal Error'],
  html: [200, '<h1>Maintenance</h1>'],
};

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** A core as it is met on a bad day: a proxy on a free loopback port in front of the real one. */
export async function startFaultProxy(coreUri: string, times: FaultTimes = {}): Promise<FaultProxy> {
  const { delayMs = 100, downMs = 300 } = times;
  let target = new URL(coreUri);
  const base = target.pathname.replace(/\/$/, '');
  const sockets = new Set<Socket>();
  const met = new Map<Fault, number>();
  let decideFault: (request: SeenRequest) => Fault | Promise<Fault> = () => 'none';
  let decided = Promise.withResolvers<void>();
  let restart: Promise<void> | undefined;

  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(incoming);
    const { promise: decidedAgain } = decided;
    const fault = await decideFault({ method: incoming.method ?? 'GET', path: incoming.url ?? '/' });
    met.set(fault, (met.get(fault) ?? 0) + 1);
    if (fault === 'reset-before') return void incoming.socket.destroy();
    if (fault === 'down') return restartOnce();
    const refused = refusals[fault];
    if (refused) return send(response, refusal(...refused));
    const answer = await forward(target, incoming, body);
    // Held open: the client's own time-out ends it, or the proxy's end.
    if (fault === 'late') return;
    if (fault === 'reset-after') return void incoming.socket.destroy();
    if (fault === 'delay') await wait(delayMs);
    if (fault === 'held') await decidedAgain;
    send(response, answer, fault === 'truncated' ? Math.floor(answer.body.length / 2) : answer.body.length);
  }

  const server = createServer((incoming, response) => {
    pass(incoming, response).catch(() => incoming.socket.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;

  function goDown(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    return server.listening ? new Promise((resolve) => server.close(() => resolve())) : Promise.resolve();
  }

  async function comeUp(): Promise<void> {
    if (!server.listening) await listen(server, port);
  }

  async function restartOnce(): Promise<void> {
    restart ??= goDown()
      .then(() => wait(downMs))
      .then(comeUp)
      .finally(() => {
        restart = undefined;
      });
    await restart;
  }

  return {
    uri: `http://127.0.0.1:${port}${base}`,
    decide(fault = () => 'none') {
      decideFault = fault;
      decided.resolve();
      decided = Promise.withResolvers();
    },
    met,
    retarget(nextUri) {
      const next = new URL(nextUri);
      if (next.pathname.replace(/\/$/, '') !== base)
        throw new Error('Another path: its clients would not find it.');
      target = next;
    },
    goDown,
    comeUp,
    async close() {
      await restart?.catch(() => undefined);
      await goDown();
    },
  };
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

function readBody(message: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.once('end', () => resolve(Buffer.concat(chunks)));
    message.once('error', reject);
  });
}

/** Asks the core the same. */
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

/** All of the answer, or its beginning and then nothing. */
function send(
  response: ServerResponse,
  { status, contentType, body }: Answer,
  sentBytes = body.length,
): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': body.length });
  if (sentBytes === body.length) response.end(body);
  else response.write(body.subarray(0, sentBytes), () => response.socket?.destroy());
}

/** In the core's place. */
function refusal(status: number, text: string): Answer {
  return { status, contentType: 'text/html', body: Buffer.from(text) };
}
