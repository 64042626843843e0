import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from 'jose';
import { z } from 'zod';
import { tlsFixture } from '../../../support/tls-fixture.ts';
import { audienceOf, issuer } from './test-signals.ts';

/** What a receiver does with a token. `silent`: takes it, and cuts the connection before it says so. */
export type Answer = 'takes' | 'silent' | { readonly status: number; readonly err?: string };

/** A service that takes Security Event Tokens over HTTPS, as they come: what they say is checked with `eventsOf`. */
export interface SignalReceiverServer {
  readonly port: number;
  /** Those that it took, in their order. */
  readonly tokens: readonly string[];
  readonly refused: () => number;
  readonly close: () => Promise<void>;
}

/** `answer`: to a token, and to which attempt at it, from 0. */
export async function startSignalReceiver(
  answer: (token: string, attempt: number) => Answer = () => 'takes',
): Promise<SignalReceiverServer> {
  const tokens: string[] = [];
  const attempts = new Map<string, number>();
  const sockets = new Set<Socket>();
  let refused = 0;
  const certificate = { cert: tlsFixture('good.pem'), key: tlsFixture('server.key') };
  const server = createServer(certificate, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const token = Buffer.concat(chunks).toString();
      const attempt = attempts.get(token) ?? 0;
      attempts.set(token, attempt + 1);
      const now = answer(token, attempt);
      if (typeof now !== 'string') {
        refused += 1;
        response.writeHead(now.status, { 'content-type': 'application/json' });
        response.end(now.err === undefined ? '' : JSON.stringify({ err: now.err, description: token }));
        return;
      }
      tokens.push(token);
      if (now === 'silent') request.socket.destroy();
      else response.writeHead(202).end();
    });
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    tokens,
    refused: () => refused,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A receiver with bad hours: many a first attempt fails, by the token and a seed. What is refused for good is taken when it comes again. */
export function seededAnswers(seed: string): (token: string, attempt: number) => Answer {
  return (token, attempt) => {
    if (attempt > 0) return 'takes';
    const share = createHash('sha256').update(`${seed} ${token}`).digest().readUInt16BE(0) / 65_536;
    if (share < 0.06) return 'silent';
    if (share < 0.12) return { status: 503 };
    if (share < 0.15) return { status: 429 };
    return share < 0.18 ? { status: 400, err: 'invalid_request' } : 'takes';
  };
}

/** A session that the receiver was told of: of its token what is looked at. */
const receivedEvent = z.object({
  jti: z.string(),
  sub_id: z.object({ format: z.literal('opaque'), id: z.string() }),
  events: z.strictObject({
    'https://schemas.openid.net/secevent/caep/event-type/session-revoked': z.object({
      initiating_entity: z.literal('admin'),
    }),
  }),
});
type ReceivedEvent = z.infer<typeof receivedEvent>;

/**
 * The events of one revocation that a receiver took, those that came twice too. Rejects when a token is not signed by one of these
 * keys, is for another receiver, or is not what a receiver expects.
 */
export async function eventsOf(
  { port, tokens }: SignalReceiverServer,
  keys: JSONWebKeySet,
  revocationId: string,
): Promise<ReceivedEvent[]> {
  const keySet = createLocalJWKSet(keys);
  const expected = { issuer, audience: audienceOf(port), typ: 'secevent+jwt', algorithms: ['RS256'] };
  const ofRevocation = tokens.filter((token) => decodeJwt(token).txn === revocationId);
  return Promise.all(
    ofRevocation.map(async (token) => {
      const { payload } = await jwtVerify(token, keySet, expected);
      return receivedEvent.parse(payload);
    }),
  );
}

/**
 * What is not as it has to be with the events of one revocation: each session that is known to be gone has one event under one id,
 * and none that is there has any.
 */
export function untrueEvents(
  events: readonly ReceivedEvent[],
  gone: ReadonlySet<string>,
  alive: ReadonlySet<string>,
): string[] {
  const ids = new Map<string, Set<string>>();
  for (const {
    jti,
    sub_id: { id },
  } of events)
    ids.set(id, (ids.get(id) ?? new Set()).add(jti));
  return [
    ...[...gone].filter((handle) => !ids.has(handle)).map((handle) => `nobody was told of ${handle}`),
    ...[...ids.keys()]
      .filter((handle) => alive.has(handle))
      .map((handle) => `${handle} is there, and has an event`),
    ...[...ids].filter(([, jtis]) => jtis.size > 1).map(([handle]) => `${handle} has two events`),
  ];
}
