import { join } from 'node:path';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { SignalReceiverSettings } from '../../../src/contract/domain/signals.ts';
import { failure } from '../../../src/contract/failure.ts';
import { eventually } from '../../unit/support/eventually.ts';
import { changeFile } from '../../unit/support/store/faults/damage-file.ts';
import { context, reversing } from '../support/connections.ts';
import { once } from '../support/consoles/logged-console.ts';
import {
  AUTHORISATION,
  add,
  addVerified,
  deliveryOf,
  end,
  exportedKeys,
  handles,
  handlesAt,
  ISSUER,
  isOf,
  openConsole,
  outcomeOf,
  REVOCATION,
  setReceiver,
  settingsFor,
  shown,
  verification,
} from '../support/receivers/signals-console.ts';

describe('a signal receiver', () => {
  test('gets a verification event when it is set up, and the state says when it took it', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    await receiver.stop();
    const saved = await add(console, settingsFor(receiver));
    expect(saved.verification).toEqual({ state: 'waiting', at: null, error: null });
    await eventually(async () => expect(await deliveryOf(console)).toMatchObject({ state: 'retrying' }));
    await receiver.start();
    console.clock.advance(60_000);
    const at = await eventually(async () => {
      const [one] = await shown(console);
      expect(one?.verification).toMatchObject({ state: 'delivered' });
      return one?.verification.at;
    });
    expect(at).toBe(console.clock.now());
    const [text = ''] = receiver.texts;
    const { payload } = await jwtVerify(text, createLocalJWKSet(await exportedKeys(console)), {
      currentDate: new Date(console.clock.now()),
    });
    expect(payload).toEqual({
      ...{ iss: ISSUER, aud: 'https://gateway.example', iat: expect.any(Number), jti: expect.any(String) },
      ...{ txn: payload.jti, sub_id: { format: 'opaque', id: saved.id }, events: { [verification]: {} } },
    });
  });

  test('that refuses the verification event says why, until another one is asked for', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    receiver.behaviour = { type: 'refuses', status: 400, answer: '{"err":"invalid_audience"}' };
    const { id } = await add(console, settingsFor(receiver));
    await eventually(async () =>
      expect((await shown(console))[0]).toMatchObject({
        verification: {
          state: 'refused',
          error: { reason: 'receiver-refused-event', params: { err: 'invalid_audience' } },
        },
        delivery: { refused: 1 },
      }),
    );
    receiver.behaviour = { type: 'takes' };
    await console.signals.handlers['signals.verify']({ id }, context);
    await eventually(async () =>
      expect((await shown(console))[0]).toMatchObject({
        verification: { state: 'delivered' },
        delivery: { refused: 0, waiting: 0, delivered: 1 },
      }),
    );
  });

  test('did not take a verification event that is damaged in its queue, and says that it was not sent', async () => {
    const before = await openConsole();
    const receiver = await setReceiver();
    await receiver.stop();
    await add(before, settingsFor(receiver));
    await eventually(async () => expect(await deliveryOf(before)).toMatchObject({ state: 'retrying' }));
    await before.close();
    changeFile(join(before.folder, 'curfew.db'), `UPDATE delivery SET body = 'another'`);
    await receiver.start();
    const console = await openConsole({ folder: before.folder });
    await eventually(async () =>
      expect((await shown(console))[0]).toMatchObject({
        verification: { state: 'refused', error: { reason: 'delivery-damaged' } },
        delivery: { refused: 0, damaged: 1, waiting: 0 },
      }),
    );
    expect(receiver.texts).toEqual([]);
  });

  test('that was away is verified at once when it is asked for, not after the wait', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    await receiver.stop();
    const { id } = await add(console, settingsFor(receiver));
    await eventually(async () => expect(await deliveryOf(console)).toMatchObject({ state: 'retrying' }));
    await receiver.start();
    await console.signals.handlers['signals.verify']({ id }, context);
    await eventually(async () =>
      expect((await shown(console))[0]).toMatchObject({ verification: { state: 'delivered' } }),
    );
    expect(receiver.texts).toHaveLength(1);
  });

  test('is verified again when it is reached or addressed otherwise, and not when it is renamed', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    const { id } = await addVerified(console, settingsFor(receiver));
    const save = (settings: SignalReceiverSettings) =>
      console.signals.handlers['signals.save']({ id, settings, keepAuthorisation: 'stored' }, context);
    await save(settingsFor(receiver, { name: 'Renamed' }));
    await save(settingsFor(receiver, { name: 'Renamed', audience: 'urn:other' }));
    await eventually(() => expect(receiver.texts).toHaveLength(2));
    expect(receiver.texts.map((text) => decodeJwt(text).aud)).toEqual([
      'https://gateway.example',
      'urn:other',
    ]);
    // A new receiver, and another audience: it can refuse the events. Not about its name.
    expect(console.asked).toMatchObject([
      { type: 'send-events' },
      { type: 'send-events', changesEvents: true },
    ]);
  });

  test('that is down for an hour gets every event in order afterwards, and queueing does not wait for it', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    const saved = await addVerified(console, settingsFor(receiver));
    await receiver.stop();
    // They are on disk when this resolves.
    await end(console, saved, 1, 50);
    const failedSince = console.clock.now();
    await eventually(async () =>
      expect(await outcomeOf(console)).toMatchObject({
        ...{ waiting: 50, delivered: 0, refused: 0, deliveredAt: null },
        error: { code: 'unreachable', reason: 'nothing-listens' },
      }),
    );
    // It waits, so the clock is what it waits for.
    await eventually(async () => expect(await deliveryOf(console)).toMatchObject({ state: 'retrying' }));
    for (let minute = 0; minute < 60; minute += 1) {
      console.clock.advance(60_000);
      // The next attempt has failed too, and is waited after.
      await eventually(async () =>
        expect((await deliveryOf(console))?.nextAt).toBeGreaterThan(console.clock.now()),
      );
    }
    expect(await deliveryOf(console)).toMatchObject({ waiting: 50, failedSince, oldestAt: failedSince });
    await receiver.start();
    console.clock.advance(60_000);
    await eventually(() => expect(handlesAt(receiver)).toEqual(handles(1, 50)));
    await eventually(async () =>
      expect(await outcomeOf(console)).toMatchObject({
        ...{ waiting: 0, delivered: 50, deliveredAt: console.clock.now(), error: null },
      }),
    );
  });

  test('that takes events and does not say so gets the very same ones again, and none is missing', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    const saved = await addVerified(console, settingsFor(receiver));
    receiver.behaviour = { type: 'takes-silently' };
    await end(console, saved, 1, 3);
    await eventually(async () =>
      expect(await deliveryOf(console)).toMatchObject({ state: 'retrying', waiting: 3 }),
    );
    receiver.behaviour = { type: 'takes' };
    console.clock.advance(60_000);
    await eventually(async () =>
      expect(await outcomeOf(console)).toMatchObject({ waiting: 0, delivered: 3 }),
    );
    expect(handlesAt(receiver).length).toBeGreaterThan(3);
    expect(once(handlesAt(receiver))).toEqual(handles(1, 3));
    expect(once(receiver.texts)).toHaveLength(4);
  });

  test('that answers twice has only that counted as delivered which it took', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    const saved = await addVerified(console, settingsFor(receiver));
    receiver.behaviour = { type: 'answers-twice' };
    await end(console, saved, 1, 1);
    await eventually(async () => expect(await outcomeOf(console)).toMatchObject({ delivered: 1 }));
    receiver.behaviour = { type: 'refuses', status: 503 };
    await end(console, saved, 2, 2);
    await eventually(async () =>
      expect(await deliveryOf(console)).toMatchObject({ state: 'retrying', waiting: 1 }),
    );
    expect(await outcomeOf(console)).toMatchObject({ delivered: 1, waiting: 1 });
    receiver.behaviour = { type: 'answers-twice' };
    await end(console, saved, 3, 6);
    console.clock.advance(60_000);
    await eventually(async () =>
      expect(await outcomeOf(console)).toMatchObject({ delivered: 6, waiting: 0 }),
    );
    expect(once(handlesAt(receiver))).toEqual(handles(1, 6));
  });

  test('that is slow holds nothing up, and what it does not confirm in time waits', async () => {
    const console = await openConsole();
    const slow = await setReceiver();
    const quick = await setReceiver();
    const saved = await addVerified(console, settingsFor(slow));
    const quickSaved = await add(console, settingsFor(quick, { name: 'Quick' }));
    slow.behaviour = { type: 'holds' };
    await end(console, saved, 1, 3);
    await end(console, quickSaved, 1, 3);
    await eventually(() => expect(handlesAt(quick)).toEqual(handles(1, 3)));
    await eventually(() => expect(slow.attempts()).toBe(2));
    expect(await deliveryOf(console)).toMatchObject({ state: 'sending', waiting: 3 });
    console.clock.advance(30_000);
    await eventually(async () =>
      expect(await deliveryOf(console)).toMatchObject({
        ...{ state: 'retrying', waiting: 3, delivered: 1 },
        error: { reason: 'request-timeout' },
      }),
    );
    slow.behaviour = { type: 'takes' };
    slow.release();
    console.clock.advance(60_000);
    await eventually(() => expect(once(handlesAt(slow))).toEqual(handles(1, 3)));
  });

  // control: no-answer-text-in-errors
  test('that refuses one event gets the next ones, and that one again when it is asked for', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    const saved = await addVerified(console, settingsFor(receiver));
    const answer = '{"err":"invalid_request","description":"planted description"}';
    receiver.behaviour = { type: 'refuses', status: 400, answer, only: isOf(2) };
    await end(console, saved, 1, 4);
    await eventually(async () =>
      expect(await outcomeOf(console)).toMatchObject({
        ...{ waiting: 0, delivered: 3, refused: 1 },
        error: {
          ...{ code: 'receiver-refused', reason: 'receiver-refused-event' },
          params: { host: `127.0.0.1:${receiver.port}`, err: 'invalid_request' },
        },
      }),
    );
    expect(JSON.stringify([await outcomeOf(console), await shown(console)])).not.toContain('planted');
    expect(handlesAt(receiver)).toEqual(['handle-1', 'handle-3', 'handle-4']);
    console.clock.advance(3_600_000);
    receiver.behaviour = { type: 'takes' };
    await end(console, saved, 5, 5);
    await eventually(() => expect(handlesAt(receiver).at(-1)).toBe('handle-5'));
    expect(handlesAt(receiver)).not.toContain('handle-2');
    await console.signals.handlers['signals.retry']({ id: saved.id }, context);
    await eventually(() => expect(handlesAt(receiver).at(-1)).toBe('handle-2'));
    await eventually(async () =>
      expect(await outcomeOf(console)).toMatchObject({ delivered: 5, refused: 0 }),
    );
  });

  test.each([
    ['a status of 401', 401, '{"err":"authentication_failed"}', 'receiver-unauthorised'],
    ['an error of the authorisation', 400, '{"err":"authentication_failed"}', 'receiver-unauthorised'],
    ['a status of 403', 403, '{"err":"access_denied"}', 'receiver-unauthorised'],
    ['a status of 404', 404, '', 'receiver-status'],
    ['a status of 429', 429, '{"err":"slow_down"}', 'receiver-status'],
    ['a status of 500', 500, '{"err":"invalid_request"}', 'receiver-status'],
    ['a redirect', 302, '', 'receiver-redirected'],
    ['a page of HTML', 400, '<h1>Bad request</h1>', 'receiver-status'],
    ['an error that is no code', 400, '{"err":"<img src=x>"}', 'receiver-status'],
    ['an error that is too long', 400, `{"err":"${'x'.repeat(65)}"}`, 'receiver-status'],
    ['an error that is no text', 400, '{"err":{"length":1}}', 'receiver-status'],
    [
      'an answer of 1 MB',
      400,
      `{"err":"invalid_request","more":"${'x'.repeat(1_000_000)}"}`,
      'receiver-status',
    ],
  ])('that answers with %s gets the same again later, in order', async (_, status, answer, reason) => {
    const console = await openConsole();
    const receiver = await setReceiver();
    const saved = await addVerified(console, settingsFor(receiver));
    receiver.behaviour = { type: 'refuses', status, answer, headers: { 'retry-after': '240' } };
    await end(console, saved, 1, 2);
    const delivery = await eventually(async () => {
      const now = await deliveryOf(console);
      expect(now).toMatchObject({ state: 'retrying', waiting: 2, refused: 0 });
      return now;
    });
    expect(delivery).toMatchObject({
      error: {
        ...{ code: 'receiver-refused', reason },
        params: { host: `127.0.0.1:${receiver.port}`, status: String(status) },
      },
      nextAt: console.clock.now() + 240_000,
    });
    receiver.behaviour = { type: 'takes' };
    console.clock.advance(240_000);
    await eventually(() => expect(handlesAt(receiver)).toEqual(handles(1, 2)));
  });

  // control: signals-encrypted
  test('whose certificate changes to one that is not good gets nothing until it is good again', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => void vi.unstubAllEnvs());
    const saved = await addVerified(console, settingsFor(receiver));
    receiver.changeCertificate('of-unknown');
    await end(console, saved, 1, 2);
    await eventually(async () =>
      expect(await deliveryOf(console)).toMatchObject({
        ...{ state: 'retrying', waiting: 2 },
        error: { code: 'tls', reason: 'certificate-untrusted' },
      }),
    );
    expect(receiver.texts).toHaveLength(1);
    receiver.changeCertificate('good');
    console.clock.advance(60_000);
    await eventually(() => expect(handlesAt(receiver)).toEqual(handles(1, 2)));
  });

  test('gets at the next start of the console what waited, and its verification is still known', async () => {
    const ended = await openConsole();
    const receiver = await setReceiver();
    const saved = await add(ended, settingsFor(receiver));
    await eventually(async () => expect((await shown(ended))[0]?.verification.state).toBe('delivered'));
    await receiver.stop();
    await end(ended, saved, 1, 30);
    await ended.close();
    await receiver.start();
    const next = await openConsole({ folder: ended.folder });
    await eventually(() => expect(handlesAt(receiver)).toEqual(handles(1, 30)));
    expect((await shown(next))[0]?.verification.state).toBe('delivered');
  });

  test('gets everything once the secret store can be read, and nothing that is not signed before', async () => {
    const ended = await openConsole();
    const receiver = await setReceiver();
    await receiver.stop();
    const saved = await add(ended, settingsFor(receiver), AUTHORISATION);
    await end(ended, saved, 1, 3);
    await ended.close();
    await receiver.start();
    let isLocked = true;
    const store = reversing();
    const unseal: typeof store.unseal = async (sealed) => {
      if (isLocked) throw failure('secret-store-unavailable', { reason: 'secret-store-locked' });
      return store.unseal(sealed);
    };
    const next = await openConsole({ folder: ended.folder, secretStore: { ...store, unseal } });
    await eventually(async () =>
      expect(await deliveryOf(next)).toMatchObject({
        ...{ state: 'retrying', waiting: 4 },
        error: { reason: 'secret-store-locked' },
      }),
    );
    expect(receiver.attempts()).toBe(0);
    isLocked = false;
    next.clock.advance(60_000);
    await eventually(() => expect(handlesAt(receiver)).toEqual(handles(1, 3)));
    expect(once(receiver.headers.map(({ authorization }) => authorization))).toEqual([AUTHORISATION]);
  });

  test('whose revocation was deleted gets what waits for it, and its outcomes are gone', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    const saved = await addVerified(console, settingsFor(receiver));
    await end(console, saved, 1, 2);
    await eventually(() => expect(handlesAt(receiver)).toEqual(handles(1, 2)));
    await receiver.stop();
    await end(console, saved, 3, 4);
    await eventually(async () => expect(await deliveryOf(console)).toMatchObject({ state: 'retrying' }));
    await console.signals.forget(REVOCATION);
    expect(await console.signals.outcomes(REVOCATION)).toEqual([]);
    await receiver.start();
    console.clock.advance(60_000);
    await eventually(() => expect(once(handlesAt(receiver))).toEqual(handles(1, 4)));
  });
});
