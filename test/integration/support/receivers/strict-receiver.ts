import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { tlsFixture } from '../../../support/tls-fixture.ts';

// A receiver as the specifications have it: RFC 8935 (push), RFC 8417 (Security Event Tokens), RFC 9493 (subjects), SSF 1.0 and CAEP 1.0.
// Written from these, without any code of the transmitter and without its library: what both get wrong would not be seen.

/** The error codes of RFC 8935, section 2.4. */
type ErrorCode =
  | 'invalid_request'
  | 'invalid_key'
  | 'invalid_issuer'
  | 'invalid_audience'
  | 'authentication_failed';

class Refusal extends Error {
  readonly err: ErrorCode;

  constructor(err: ErrorCode, description: string) {
    super(description);
    this.err = err;
  }
}

type Json = Readonly<Record<string, unknown>>;

/** What was agreed on with the transmitter beforehand. */
export interface Agreement {
  readonly issuer: string;
  readonly audience: string;
  readonly authorization: string;
  /** The moment by the clock of the receiver (epoch milliseconds). */
  readonly now: () => number;
  keys: readonly JsonWebKey[];
}

interface StrictReceiver {
  readonly port: number;
  /** Claims of those that it took. One that comes twice is taken once. */
  readonly taken: readonly Json[];
  /** Why others were refused, as it told the transmitter. */
  readonly refused: readonly { readonly err: string; readonly description: string }[];
  /** Each whole body that came, in order. */
  readonly bodies: readonly string[];
  /** Answers the next so many requests with 503. */
  failNext: number;
}

/** Listens over HTTPS until the test has finished. */
export async function startStrictReceiver(agreement: Agreement): Promise<StrictReceiver> {
  const taken = new Map<unknown, Json>();
  const refused: { readonly err: string; readonly description: string }[] = [];
  const bodies: string[] = [];
  let failNext = 0;
  const certificate = { cert: tlsFixture('good.pem'), key: tlsFixture('server.key') };
  const server = createServer(certificate, async (request, response) => {
    const body = await bodyOf(request);
    bodies.push(body);
    if (failNext > 0) {
      failNext -= 1;
      response.writeHead(503).end();
      return;
    }
    try {
      checkRequest(request, agreement);
      const claims = readToken(body, agreement);
      taken.set(claims.jti, claims);
      response.writeHead(202).end();
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      const answer = { err: thrown.err, description: thrown.message };
      refused.push(answer);
      response.writeHead(400, { 'content-type': 'application/json', 'content-language': 'en' });
      response.end(JSON.stringify(answer));
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    get taken() {
      return [...taken.values()];
    },
    ...{ refused, bodies },
    get failNext() {
      return failNext;
    },
    set failNext(count) {
      failNext = count;
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function demand(isRight: boolean, description: string, err: ErrorCode = 'invalid_request'): asserts isRight {
  if (!isRight) throw new Refusal(err, description);
}

/** RFC 8935, section 2.1. */
function checkRequest({ headers, method }: IncomingMessage, { authorization }: Agreement): void {
  demand(headers.authorization === authorization, 'authorisation', 'authentication_failed');
  demand(method === 'POST', 'method');
  demand(headers['content-type'] === 'application/secevent+jwt', 'content type');
  demand(headers.accept === 'application/json', 'accept');
}

/** RFC 7515, sections 3.1 and 5.2: the claims of a token whose signature is good. */
function readToken(token: string, agreement: Agreement): Json {
  demand(/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token), 'no compact serialisation');
  const [header = '', payload = '', signature = ''] = token.split('.');
  const { alg, kid, typ, ...others } = parsePart(header);
  // RFC 8417, section 2.3, which SSF demands: a token of another kind is not taken for an event.
  demand(typ === 'secevent+jwt', 'typ');
  demand(alg === 'RS256', 'alg', 'invalid_key');
  demand(Object.keys(others).length === 0, 'header');
  const key = agreement.keys.find((one) => one.kid === kid);
  demand(key !== undefined, 'kid', 'invalid_key');
  const signed = Buffer.from(`${header}.${payload}`);
  const isGood = verify(
    'RSA-SHA256',
    signed,
    createPublicKey({ key, format: 'jwk' }),
    Buffer.from(signature, 'base64url'),
  );
  demand(isGood, 'signature', 'invalid_key');
  const claims = parsePart(payload);
  checkClaims(claims, agreement);
  return claims;
}

function parsePart(part: string): Json {
  try {
    return objectOf(JSON.parse(Buffer.from(part, 'base64url').toString('utf8')), 'a part of the token');
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    throw new Refusal('invalid_request', 'JSON');
  }
}

function objectOf(value: unknown, what: string): Json {
  demand(typeof value === 'object' && value !== null && !Array.isArray(value), what);
  return value as Json;
}

const known = new Set(['iss', 'aud', 'iat', 'jti', 'txn', 'sub_id', 'events']);
const minute = 60;

/** RFC 8417, section 2.2; SSF 1.0, section 4. */
function checkClaims(claims: Json, { audience, issuer, now }: Agreement): void {
  demand(claims.iss === issuer, 'iss', 'invalid_issuer');
  demand(claims.aud === audience, 'aud', 'invalid_audience');
  demand(!('sub' in claims), 'sub is forbidden');
  demand(!('exp' in claims), 'exp is forbidden');
  demand(
    Object.keys(claims).every((name) => known.has(name)),
    'a claim that is not known',
  );
  demand(isSeconds(claims.iat) && claims.iat <= now() / 1_000 + minute, 'iat');
  demand(isText(claims.jti), 'jti');
  demand(isText(claims.txn), 'txn');
  const events = Object.entries(objectOf(claims.events, 'events'));
  demand(events.length === 1, 'one event is expected');
  const [[type, event] = ['', undefined]] = events;
  const subject = objectOf(claims.sub_id, 'sub_id');
  if (type === 'https://schemas.openid.net/secevent/ssf/event-type/verification')
    checkVerification(subject, objectOf(event, 'event'));
  else if (type === 'https://schemas.openid.net/secevent/caep/event-type/session-revoked')
    checkSessionRevoked(subject, objectOf(event, 'event'), claims.iat);
  else throw new Refusal('invalid_request', 'event type');
}

/** SSF 1.0, section 8.1.4. Not asked for, it has no state. */
function checkVerification(subject: Json, event: Json): void {
  demand(subject.format === 'opaque', 'the subject of a verification is the stream');
  checkSimpleSubject(subject);
  demand(Object.keys(event).length === 0, 'a verification that nobody asked for has a state');
}

const entities: readonly unknown[] = ['admin', 'user', 'policy', 'system'];

/** CAEP 1.0, sections 2 and 3.1; `reason_admin` as the interoperability profile has it. */
function checkSessionRevoked(subject: Json, event: Json, iat: number): void {
  const { event_timestamp: at, initiating_entity: entity, reason_admin: reason, ...others } = event;
  demand(Object.keys(others).length === 0, 'a claim of the event that is not known');
  if ('event_timestamp' in event) demand(isSeconds(at) && at <= iat, 'event_timestamp');
  demand(entities.includes(entity), 'initiating_entity');
  const texts = Object.entries(objectOf(reason, 'reason_admin'));
  demand(texts.length > 0, 'reason_admin is empty');
  for (const [language, text] of texts) {
    // RFC 5646, as far as it goes without its registry.
    demand(/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(language), 'language');
    demand(isText(text), 'text of a reason');
  }
  if (subject.format === 'complex') checkComplexSubject(subject);
  else checkSimpleSubject(subject);
}

const members = new Set(['user', 'device', 'session', 'application', 'tenant', 'org_unit', 'group']);

/** SSF 1.0, section 3.3. */
function checkComplexSubject({ format: _format, ...parts }: Json): void {
  demand('session' in parts, 'no session');
  for (const [name, part] of Object.entries(parts)) {
    demand(members.has(name), 'member of the subject');
    checkSimpleSubject(objectOf(part, 'member of the subject'));
  }
}

const formats: Readonly<Record<string, readonly string[]>> = {
  opaque: ['id'],
  iss_sub: ['iss', 'sub'],
  email: ['email'],
};

/** RFC 9493, section 3: what the format has, and nothing else. */
function checkSimpleSubject({ format, ...fields }: Json): void {
  const names = formats[String(format)];
  demand(names !== undefined, 'format of the subject');
  demand(Object.keys(fields).sort().join() === [...names].sort().join(), 'fields of the subject');
  demand(Object.values(fields).every(isText), 'a field of the subject is no text');
  if (format === 'email') demand(/^[^\s@]+@[^\s@]+$/.test(String(fields.email)), 'e-mail address');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** NumericDate in seconds: milliseconds would be thousands of years ahead. */
function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 1e11;
}
