import { type IncomingMessage, request, type ServerResponse } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

export function readBody(message: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.once('end', () => resolve(Buffer.concat(chunks)));
    message.once('error', reject);
  });
}

/** Asks the core the same. */
export function forward(target: URL, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
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
export function send(
  response: ServerResponse,
  { status, contentType, body }: Answer,
  sentBytes = body.length,
): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': body.length });
  if (sentBytes === body.length) response.end(body);
  else response.write(body.subarray(0, sentBytes), () => response.socket?.destroy());
}

/** In the core's place. */
export function refusal(status: number, text: string): Answer {
  return { status, contentType: 'text/html', body: Buffer.from(text) };
}
