import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import type { SignalSubject } from '../../../src/contract/domain/signals.ts';
import { eventually } from '../../unit/support/eventually.ts';
import { reversing } from '../support/connections.ts';
import { once } from '../support/consoles/logged-console.ts';
import {
  AUTHORISATION,
  add,
  addVerified,
  end,
  exportedKeys,
  handlesAt,
  ISSUER,
  openConsole,
  outcomeOf,
  REVOCATION,
  session,
  sessionRevoked,
  setReceiver,
  settingsFor,
} from '../support/receivers/signals-console.ts';

describe('an event', () => {
  const opaque = { format: 'opaque', id: 'handle-1' };
  const subjects = [
    [{ type: 'session' }, opaque],
    [
      { type: 'user-id', issuer: 'https://login.example' },
      {
        ...{ format: 'complex', session: opaque },
        user: { format: 'iss_sub', iss: 'https://login.example', sub: 'user-1' },
      },
    ],
    [
      { type: 'email' },
      { format: 'complex', session: opaque, user: { format: 'email', email: 'user-1@example.com' } },
    ],
  ] as const satisfies readonly (readonly [SignalSubject, object])[];

  test.each(
    subjects,
  )('with the subject %j is verified with the exported keys, and has just these claims', async (subject, sub_id) => {
    const console = await openConsole();
    const receiver = await setReceiver();
    const { id } = await add(console, settingsFor(receiver, { subject }), AUTHORISATION);
    console.clock.advance(5_000);
    await end(console, { id }, 1, 1);
    await eventually(() => expect(receiver.texts).toHaveLength(2));
    const keys = await exportedKeys(console);
    const { payload, protectedHeader } = await jwtVerify(receiver.texts[1] ?? '', createLocalJWKSet(keys), {
      ...{ issuer: ISSUER, audience: 'https://gateway.example', typ: 'secevent+jwt', algorithms: ['RS256'] },
      currentDate: new Date(console.clock.now()),
    });
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'secevent+jwt', kid: keys.keys[0]?.kid });
    expect(payload).toEqual({
      ...{ iss: ISSUER, aud: 'https://gateway.example', iat: Math.floor(console.clock.now() / 1_000) },
      ...{ jti: expect.stringMatching(/^[\w-]{43}\.[0-9a-z]+$/), txn: REVOCATION, sub_id },
      events: {
        [sessionRevoked]: {
          event_timestamp: Math.floor((console.clock.now() - 1_500) / 1_000),
          initiating_entity: 'admin',
          reason_admin: { en: 'Phishing' },
        },
      },
    });
    expect(receiver.headers[1]).toMatchObject({
      ...{ 'content-type': 'application/secevent+jwt', accept: 'application/json' },
      authorization: AUTHORISATION,
    });
  });

  test('of a user who is not known names the session alone, and one without a reason says so', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    const { id: receiverId } = await add(console, settingsFor(receiver, { subject: { type: 'email' } }));
    const events = [{ ...session(1, console), userId: null, email: null }];
    await console.signals.queue({ revocationId: REVOCATION, receiverId, reason: '', events });
    await eventually(() => expect(receiver.texts).toHaveLength(2));
    expect(decodeJwt(receiver.texts[1] ?? '')).toMatchObject({
      sub_id: opaque,
      events: { [sessionRevoked]: { reason_admin: { en: 'Ended by an operator' } } },
    });
  });

  test('is queued once for a revocation, and has another id for another receiver or revocation', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    const other = await setReceiver();
    const saved = await add(console, settingsFor(receiver));
    const otherSaved = await add(console, settingsFor(other, { name: 'Other' }));
    await end(console, saved, 1, 2);
    await end(console, saved, 1, 3);
    await end(console, otherSaved, 1, 1);
    const events = [session(1, console)];
    await console.signals.queue({ revocationId: 'another', receiverId: saved.id, reason: '', events });
    await eventually(() => expect(receiver.texts).toHaveLength(5));
    await eventually(() => expect(other.texts).toHaveLength(2));
    expect(handlesAt(receiver)).toEqual(['handle-1', 'handle-2', 'handle-3', 'handle-1']);
    const ids = [...receiver.texts, ...other.texts].map((text) => decodeJwt(text).jti);
    expect(once(ids)).toHaveLength(7);
  });
});

describe('the event of a session that came back and ended again', () => {
  test('has another id than the first, which is not sent twice, also after the next start', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    const { id } = await add(console, settingsFor(receiver));
    const first = session(1, console);
    const queue = (on: typeof console, ...events: (typeof first)[]) =>
      on.signals.queue({ revocationId: REVOCATION, receiverId: id, reason: 'Phishing', events });
    await queue(console, first);
    await queue(console, { ...first, goneSince: 2 });
    await eventually(() => expect(handlesAt(receiver)).toEqual(['handle-1', 'handle-1']));
    // One session, so one event counts: that of its last end.
    await eventually(async () =>
      expect(await outcomeOf(console)).toMatchObject({ delivered: 1, waiting: 0 }),
    );
    await console.close();
    const next = await openConsole({ folder: console.folder });
    await queue(next, { ...first, goneSince: 2 });
    await queue(next, { ...first, goneSince: 3 });
    await eventually(() => expect(handlesAt(receiver)).toHaveLength(3));
    const ids = receiver.texts.map((text) => decodeJwt(text).jti);
    expect(once(ids)).toHaveLength(ids.length);
  });
});

describe('the exported keys', () => {
  // control: signals-encrypted
  test('are one public RSA key of 2048 bits, the same after the next start, and the private one is sealed', async () => {
    const console = await openConsole();
    const keys = await exportedKeys(console);
    expect(keys).toEqual({
      keys: [
        {
          ...{ kty: 'RSA', use: 'sig', alg: 'RS256', e: 'AQAB' },
          kid: expect.stringMatching(/^[\w-]{43}$/),
          n: expect.stringMatching(/^[\w-]{342}$/),
        },
      ],
    });
    await console.close();
    const text = await readFile(join(console.folder, 'signals-key.json'), 'utf8');
    expect(text).not.toContain('MIIE');
    const next = await openConsole({ folder: console.folder });
    expect(await exportedKeys(next)).toEqual(keys);
    const receiver = await setReceiver();
    await addVerified(next, settingsFor(receiver));
    const options = { currentDate: new Date(next.clock.now()) };
    await jwtVerify(receiver.texts[0] ?? '', createLocalJWKSet(keys), options);
  });

  test('are new where the sealed key can never be read again', async () => {
    const console = await openConsole();
    const before = await exportedKeys(console);
    await console.close();
    const unseal = async () => ({ text: 'of another installation' });
    const next = await openConsole({ folder: console.folder, secretStore: { ...reversing(), unseal } });
    const receiver = await setReceiver();
    await add(next, settingsFor(receiver));
    const after = await exportedKeys(next);
    expect(after.keys[0]?.kid).not.toBe(before.keys[0]?.kid);
  });
});
