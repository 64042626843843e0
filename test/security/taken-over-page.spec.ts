/// <reference lib="dom" />
import { expect, test } from '@playwright/test';
import { defaultConnectionSettings } from '../../src/contract/domain/connection.ts';
import { callMain } from '../e2e/support/call-main.ts';
import { connectTo, consoleUnderTest } from '../e2e/support/console.ts';
import { ownCoreUnderTest } from '../e2e/support/own-core.ts';
import { type Listener, listenTcp } from './support/listeners.ts';
import { seenConnection, seenConnections, settingsOf } from './support/taken-over.ts';

/**
 * Somebody else drives the page: everything here happens through `window.curfew` and the functions of the browser, and
 * the operator answers no question with yes.
 */
const operator = consoleUnderTest();
const core = ownCoreUnderTest();
let elsewhere: Listener;

test.beforeAll(async () => {
  elsewhere = await listenTcp();
  // All of them before the first refusal: after several, nobody is asked for a minute.
  const { key, uri: address } = core;
  await connectTo(operator, { name: 'prod', address, key, environment: 'Production' });
  await connectTo(operator, { name: 'removed', address, key, environment: 'Production', readOnly: true });
  await connectTo(operator, { name: 'guarded', address, key, readOnly: true });
});
test.afterAll(() => elsewhere.close());

const attack = <T>(channel: string, input: unknown) => callMain<T>(operator.page, channel, input);
const connections = () => seenConnections(operator.page);
const saved = (name: string) => seenConnection(operator.page, name);

/** After several refusals within a minute nobody is asked any more. */
const notConfirmed = expect.stringMatching(/^(not-confirmed|too-many-questions)$/);
const refusedUnasked = { ok: false, error: { code: 'refused', reason: notConfirmed } };

test.describe('a connection that its operator made read-only', () => {
  test('stays read-only when it is saved otherwise, and none of its sessions ends', {
    tag: '@control:native-question',
  }, async () => {
    const { handle } = await core.signIn('emp-1815');
    const guarded = await saved('guarded');
    const answer = await attack('connections.save', {
      id: guarded.id,
      settings: { ...settingsOf(guarded), environment: 'development', readOnly: false },
      keepKey: 'stored',
    });
    expect(answer).toMatchObject(refusedUnasked);
    const plan = await attack<{ id: string }>('revocation.plan', {
      connectionId: guarded.id,
      selection: { type: 'handles', handles: [handle] },
    });
    if (!plan.ok) throw new Error('The session could not be planned.');
    const begun = await attack('revocation.start', {
      planId: plan.value.id,
      ...{ reason: 'attack', ticket: null, typedCount: null },
      options: { passes: 1, watchMinutes: 0, watchThen: 'report' },
    });
    expect(begun.ok).toBe(false);
    expect((await saved('guarded')).readOnly).toBe(true);
    const { body } = await core.client.get('/recipe/session', { sessionHandle: handle });
    expect(body.status).toBe('OK');
  });

  test('gets no writable twin for the same core', { tag: '@control:native-question' }, async () => {
    const guarded = await saved('guarded');
    for (const address of [core.uri, `${core.uri}/`, core.uri.replace('127.0.0.1', 'LOCALHOST')]) {
      const answer = await attack('connections.save', {
        settings: { ...settingsOf(guarded), address, name: 'twin', readOnly: false },
        key: core.key,
        keepKey: 'stored',
      });
      expect(answer).toMatchObject(refusedUnasked);
    }
    expect((await connections()).map(({ name }) => name)).not.toContain('twin');
  });

  test('does not lead elsewhere', { tag: '@control:native-question' }, async () => {
    const guarded = await saved('guarded');
    const answer = await attack('connections.save', {
      id: guarded.id,
      settings: { ...settingsOf(guarded), address: `http://127.0.0.1:${elsewhere.port}` },
      key: 'a-key-that-the-page-has-seen-0123',
      keepKey: 'stored',
    });
    expect(answer).toMatchObject(refusedUnasked);
    expect((await saved('guarded')).address).toBe(core.uri);
    expect(elsewhere.arrived).toEqual([]);
  });

  test('removed, does not come back writable without a question', {
    tag: '@control:native-question',
  }, async () => {
    const removed = await saved('removed');
    expect((await attack('connections.remove', { id: removed.id })).ok).toBe(true);
    const answer = await attack('connections.save', {
      settings: { ...settingsOf(removed), environment: 'development', readOnly: false },
      key: core.key,
      keepKey: 'stored',
    });
    expect(answer).toMatchObject(refusedUnasked);
  });
});

test('a production connection stays one when it is saved otherwise', {
  tag: '@control:native-question',
}, async () => {
  const prod = await saved('prod');
  const answer = await attack('connections.save', {
    id: prod.id,
    settings: { ...settingsOf(prod), environment: 'staging' },
    keepKey: 'stored',
  });
  expect(answer).toMatchObject(refusedUnasked);
  expect((await saved('prod')).environment).toBe('production');
});

test('no address that no operator confirmed is asked, neither tried nor saved', {
  tag: '@control:native-question',
}, async () => {
  const address = `http://127.0.0.1:${elsewhere.port}/stolen`;
  const settings = { ...defaultConnectionSettings, name: 'elsewhere', address };
  expect(await attack('connections.try', { settings, key: null })).toMatchObject(refusedUnasked);
  expect(await attack('connections.try', { settings, key: 'stolen-0123456789-0123' })).toMatchObject(
    refusedUnasked,
  );
  expect(await attack('connections.save', { settings, key: null, keepKey: 'stored' })).toMatchObject(
    refusedUnasked,
  );
  expect(elsewhere.arrived).toEqual([]);
});

test.describe('what a page may ask of main at a time', () => {
  test('connections are tried one after the other', { tag: '@control:limits' }, async () => {
    const guarded = await saved('guarded');
    const answers = await operator.page.evaluate(
      ([id, settings]) =>
        Promise.all(
          Array.from({ length: 40 }, () =>
            window.curfew.connections.try({ id, settings }, crypto.randomUUID()),
          ),
        ),
      [guarded.id, settingsOf(guarded)] as const,
    );
    const refused = answers.filter((answer) => !answer.ok && answer.error.reason === 'try-under-way');
    expect(refused.length).toBeGreaterThanOrEqual(35);
  });

  test('only so many streams are open', { tag: '@control:limits' }, async () => {
    const ends = await operator.page.evaluate(async () => {
      const reasons: string[] = [];
      const ids = Array.from({ length: 200 }, () => crypto.randomUUID());
      for (const id of ids)
        window.curfew.app.menuCommands(
          {},
          id,
          () => undefined,
          (end) => void reasons.push(end.ok ? 'ok' : String(end.error.reason)),
        );
      await window.curfew.app.info({}, crypto.randomUUID());
      const early = [...reasons];
      for (const id of ids) window.curfew.abort(id);
      return early;
    });
    expect(ends.length).toBeGreaterThan(100);
    expect(new Set(ends)).toEqual(new Set(['too-many-streams']));
  });

  test('no input is larger than the largest that the console sends', { tag: '@control:limits' }, async () => {
    const answer = await operator.page.evaluate(() =>
      window.curfew.revocation.plan(
        {
          connectionId: 'sandbox',
          selection: {
            type: 'handles',
            handles: Array.from({ length: 500_000 }, (_, at) => `${at}`.padEnd(80, 'x')),
          },
        },
        crypto.randomUUID(),
      ),
    );
    expect(answer).toMatchObject({ ok: false, error: { reason: 'input-too-large' } });
  });

  test('the clipboard is written after a key or a click only', { tag: '@control:gesture' }, async () => {
    const { page, launched } = operator;
    // Longer than any gesture counts: nobody has touched the window since it was loaded.
    await launched.goto('/');
    await expect(operator.searchBox).toBeVisible();
    expect(await attack('app.copyText', { text: 'planted' })).toMatchObject({
      ok: false,
      error: { reason: 'gesture-missing' },
    });
    expect(await launched.clipboardText()).not.toBe('planted');
    await page.evaluate(() => {
      const copy = () => void window.curfew.app.copyText({ text: 'faked' }, crypto.randomUUID());
      addEventListener('click', copy);
      addEventListener('keydown', copy);
      document.body.click();
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'c', bubbles: true }));
      removeEventListener('click', copy);
      removeEventListener('keydown', copy);
    });
    await page.evaluate(() => window.curfew.app.info({}, crypto.randomUUID()));
    expect(await launched.clipboardText()).not.toBe('faked');
    await operator.searchBox.press('a');
    expect(await attack('app.copyText', { text: 'wanted' })).toMatchObject({ ok: true });
    expect(await launched.clipboardText()).toBe('wanted');
  });
});
