import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { parseQueued, sessionRevoked, signEvent } from './events.ts';

const recipient = {
  ...{ id: 'receiver', issuer: 'https://curfew.example', audience: 'https://shop.example' },
  subject: { type: 'session' },
} as const;

test('the event of a session that was gone before says no time at which it ended', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const { id, body } = sessionRevoked({
    ...{ revocationId: 'revocation', receiverId: 'receiver', reason: 'Phishing', madeAt: 5_000 },
    session: { handle: 'gone', userId: null, email: null, endedAt: null, goneSince: 1 },
  });
  const event = parseQueued(body);
  if (event === undefined) throw new Error('It cannot be read.');
  const token = await signEvent({ id, event }, recipient, { alg: 'RS256', kid: 'own', privateKey });
  expect(decodeJwt(token)).toMatchObject({ iat: 5 });
  expect(decodeJwt(token).events).toEqual({
    'https://schemas.openid.net/secevent/caep/event-type/session-revoked': {
      ...{ initiating_entity: 'admin', reason_admin: { en: 'Phishing' } },
    },
  });
});
