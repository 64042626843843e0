import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { request } from 'node:https';
import { describe, expect, test } from 'vitest';
import type { SignalSubject } from '../../../src/contract/domain/signals.ts';
import { tlsFixture } from '../../support/tls-fixture.ts';
import { eventually } from '../../unit/support/eventually.ts';
import {
  AUTHORISATION,
  add,
  authorities,
  CONNECTION,
  deliveryOf,
  exportedKeys,
  ISSUER,
  openConsole,
  outcomeOf,
  REVOCATION,
  session,
} from '../support/receivers/signals-console.ts';
import { type Agreement, startStrictReceiver } from '../support/receivers/strict-receiver.ts';

const audience = 'https://gateway.example';
const sessionRevoked = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked';

/** A console, and a receiver that takes what the specifications allow and refuses all else. */
async function startBoth(subject: SignalSubject) {
  const console = await openConsole();
  const agreement: Agreement = {
    ...{ issuer: ISSUER, audience, authorization: AUTHORISATION, now: console.clock.now },
    keys: (await exportedKeys(console)).keys,
  };
  const receiver = await startStrictReceiver(agreement);
  const settings = {
    ...{ connectionId: CONNECTION, name: 'Gateway', address: `https://127.0.0.1:${receiver.port}/events` },
    ...{ audience, issuer: ISSUER, subject, protectsAllServices: true, authorities },
  };
  const { id } = await add(console, settings, AUTHORISATION);
  const queue = (reason: string, ...events: ReturnType<typeof session>[]) =>
    console.signals.queue({ revocationId: REVOCATION, receiverId: id, reason, events });
  return { agreement, console, queue, receiver };
}

describe('a receiver that follows RFC 8935, RFC 8417, RFC 9493, SSF 1.0 and CAEP 1.0 to the letter', () => {
  const subjects: readonly SignalSubject[] = [
    { type: 'session' },
    { type: 'user-id', issuer: 'https://login.example' },
    { type: 'email' },
  ];

  test.each(
    subjects,
  )('takes every event with the subject %j, and the verification event', async (subject) => {
    const { console, queue, receiver } = await startBoth(subject);
    await queue('Phishing', session(1, console));
    // Without a reason, without a time, of a user who is not known.
    await queue(
      '',
      { ...session(2, console), endedAt: null },
      { ...session(3, console), userId: null, email: null },
    );
    await queue('  ', session(4, console));
    await eventually(() => expect(receiver.bodies).toHaveLength(5));
    expect(receiver.refused).toEqual([]);
    expect(receiver.taken).toHaveLength(5);
    await eventually(async () =>
      expect(await outcomeOf(console)).toMatchObject({ delivered: 4, refused: 0 }),
    );
  });

  test('is sent the very same again after an outage, and takes it for the same', async () => {
    const { console, queue, receiver } = await startBoth({ type: 'session' });
    await eventually(() => expect(receiver.bodies).toHaveLength(1));
    receiver.failNext = 2;
    await queue('Phishing', session(1, console), session(2, console));
    for (let attempt = 2; attempt <= 3; attempt += 1) {
      await eventually(() => expect(receiver.bodies).toHaveLength(attempt));
      await eventually(async () => expect(await deliveryOf(console)).toMatchObject({ state: 'retrying' }));
      expect(await outcomeOf(console)).toMatchObject({ waiting: 2, error: {} });
      console.clock.advance(60_000);
    }
    await eventually(() => expect(receiver.bodies).toHaveLength(5));
    expect(receiver.bodies[2]).toBe(receiver.bodies[1]);
    expect(receiver.bodies[3]).toBe(receiver.bodies[1]);
    expect(receiver.taken).toHaveLength(3);
    expect(receiver.refused).toEqual([]);
  });

  test('that has other keys says so, and gets what it refused when it has the right ones', async () => {
    const { agreement, console, queue, receiver } = await startBoth({ type: 'session' });
    await eventually(() => expect(receiver.taken).toHaveLength(1));
    const { keys } = agreement;
    agreement.keys = [];
    await queue('Phishing', session(1, console));
    await eventually(async () =>
      expect(await outcomeOf(console)).toMatchObject({
        refused: 1,
        error: { reason: 'receiver-refused-event', params: { err: 'invalid_key' } },
      }),
    );
    agreement.keys = keys;
    const [{ id = '' } = {}] = console.signals.receiversOf(CONNECTION);
    await console.signals.handlers['signals.retry']({ id }, {
      signal: new AbortController().signal,
    } as never);
    await eventually(() => expect(receiver.taken).toHaveLength(2));
  });
});

// Otherwise it would show nothing that the receiver takes what Curfew sends.
describe('the receiver of these tests', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const now = 1_795_787_060;
  const header = { alg: 'RS256', typ: 'secevent+jwt', kid: 'own' };
  const event = { event_timestamp: now - 2, initiating_entity: 'admin', reason_admin: { en: 'Phishing' } };
  const claims = {
    ...{ iss: ISSUER, aud: audience, iat: now, jti: 'one', txn: 'revocation' },
    ...{ sub_id: { format: 'opaque', id: 'handle' }, events: { [sessionRevoked]: event } },
  };
  const withEvent = (change: object) => ({
    ...claims,
    events: { [sessionRevoked]: { ...event, ...change } },
  });
  const complex = { format: 'complex', session: { format: 'opaque', id: 'handle' } };
  const userId = { format: 'iss_sub', iss: ISSUER, sub: 'u' };

  async function answerTo(payload: object, head: object = header, headers: Record<string, string> = {}) {
    const agreement: Agreement = {
      ...{ issuer: ISSUER, audience, authorization: AUTHORISATION, now: () => now * 1_000 },
      keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'own' }],
    };
    const { port } = await startStrictReceiver(agreement);
    const signed = [head, payload]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const key = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }));
    const signature = sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url');
    return new Promise<string>((resolve, reject) => {
      const sending = request(
        {
          ...{ host: '127.0.0.1', port, method: 'POST', ca: tlsFixture('authority.pem'), agent: false },
          headers: {
            ...{ authorization: AUTHORISATION, 'content-type': 'application/secevent+jwt' },
            ...{ accept: 'application/json', ...headers },
          },
        },
        async (answer) => {
          let text = '';
          for await (const chunk of answer) text += chunk;
          resolve(answer.statusCode === 202 ? 'taken' : JSON.parse(text).description);
        },
      );
      sending.on('error', reject);
      sending.end(`${signed}.${signature}`);
    });
  }

  test.each([
    ['an event', claims],
    ['an event of a user', { ...claims, sub_id: { ...complex, user: userId } }],
  ])('takes %s', async (_, payload) => {
    expect(await answerTo(payload)).toBe('taken');
  });

  test.each([
    ['another issuer', { ...claims, iss: 'https://other.example' }, 'iss'],
    ['another audience', { ...claims, aud: [audience] }, 'aud'],
    ['a sub', { ...claims, sub: 'u' }, 'sub is forbidden'],
    ['an exp', { ...claims, exp: now + 9 }, 'exp is forbidden'],
    ['milliseconds', { ...claims, iat: now * 1_000 }, 'iat'],
    ['no txn', { ...claims, txn: undefined }, 'txn'],
    ['two events', { ...claims, events: { ...claims.events, other: {} } }, 'one event is expected'],
    ['milliseconds of the end', withEvent({ event_timestamp: now * 1_000 }), 'event_timestamp'],
    ['an unknown entity', withEvent({ initiating_entity: 'operator' }), 'initiating_entity'],
    ['a reason without a language', withEvent({ reason_admin: 'Phishing' }), 'reason_admin'],
    ['no text of the reason', withEvent({ reason_admin: { en: ' ' } }), 'text of a reason'],
    ['an unknown format', { ...claims, sub_id: { format: 'handle', id: 'h' } }, 'format of the subject'],
    [
      'more than the format has',
      { ...claims, sub_id: { ...claims.sub_id, iss: ISSUER } },
      'fields of the subject',
    ],
    ['a user alone', { ...claims, sub_id: { format: 'complex', user: userId } }, 'no session'],
  ])('refuses %s', async (_, payload, why) => {
    expect(await answerTo(payload)).toBe(why);
  });

  test('refuses a token of another type, and one that is sent as something else', async () => {
    expect(await answerTo(claims, { ...header, typ: 'JWT' })).toBe('typ');
    expect(await answerTo(claims, header, { 'content-type': 'application/jwt' })).toBe('content type');
    expect(await answerTo(claims, header, { accept: '*/*' })).toBe('accept');
    expect(await answerTo(claims, header, { authorization: 'Bearer other' })).toBe('authorisation');
  });
});
