import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { everyRecord } from '../../../src/contract/domain/audit/log.ts';
import { eventually } from '../../unit/support/eventually.ts';
import { temporaryFolder } from '../../unit/support/store/test-store.ts';
import { context, reversing } from '../support/connections.ts';

import {
  AUTHORISATION,
  add,
  addVerified,
  authorities,
  CONNECTION,
  end,
  exportedKeys,
  handlesAt,
  openConsole,
  outcomeOf,
  REVOCATION,
  setReceiver,
  settingsFor,
  shown,
} from '../support/receivers/signals-console.ts';

test('files of signals that make no sense are set aside, and are told', async () => {
  const folder = await temporaryFolder();
  for (const name of ['signals.json', 'signals-key.json'])
    await writeFile(join(folder, name), '{"version":9}');
  const console = await openConsole({ folder });
  expect(console.signals.damagedFiles).toEqual([
    expect.stringMatching(/signals\.damaged-\d+\.json$/),
    expect.stringMatching(/signals-key\.damaged-\d+\.json$/),
  ]);
  expect(await shown(console)).toEqual([]);
  expect((await exportedKeys(console)).keys).toHaveLength(1);
});

describe('a signal receiver', () => {
  test('belongs to one connection, which is not removed before it', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    const { id } = await add(console, settingsFor(receiver));
    expect(console.signals.receiversOf(CONNECTION)).toEqual([
      { id, name: 'API gateway', protectsAllServices: true, since: console.clock.now() },
    ]);
    expect(console.signals.receiversOf('another')).toEqual([]);
    expect(await shown(console, 'another')).toEqual([]);
    const settings = settingsFor(receiver, { connectionId: 'another' });
    await expect(
      console.signals.handlers['signals.save']({ id, settings, keepAuthorisation: 'stored' }, context),
    ).rejects.toMatchObject({ error: { code: 'bad-input' } });
    expect(() => console.signals.checkRemoval('another')).not.toThrow();
    expect(() => console.signals.checkRemoval(CONNECTION)).toThrow(
      expect.objectContaining({
        error: expect.objectContaining({
          reason: 'connection-has-receivers',
          params: { name: 'Connection 0001', count: 1 },
        }),
      }),
    );
  });

  test('is not saved where its connection is removed while the operator is asked', async () => {
    let isThere = true;
    const console = await openConsole({
      ask: async () => {
        isThere = false;
        return true;
      },
      isConnection: () => isThere,
    });
    await expect(add(console, settingsFor(await setReceiver()))).rejects.toMatchObject({
      error: { code: 'not-found', reason: 'connection-unknown' },
    });
    expect(console.signals.receiversOf(CONNECTION)).toEqual([]);
  });

  // control: signals-asked
  test('gets nothing without a yes of the operator, whom a page cannot answer for', async () => {
    const console = await openConsole({ ask: async () => false });
    const receiver = await setReceiver();
    const settings = settingsFor(receiver);
    await expect(add(console, settings, AUTHORISATION)).rejects.toMatchObject({
      error: { code: 'refused', reason: 'not-confirmed' },
    });
    expect(await shown(console)).toEqual([]);
    expect(receiver.attempts()).toBe(0);
    expect(console.asked).toEqual([
      {
        ...{ type: 'send-events', connection: 'Connection 0001', name: 'API gateway' },
        ...{ address: settings.address, sendsAuthorisation: true, protectsAllServices: true },
        authorities: [expect.objectContaining({ fingerprint: authorities[0]?.fingerprint })],
      },
    ]);
  });

  // control: signals-asked
  test('protects all services after a yes of the operator only, also when it is marked later', async () => {
    let answer = true;
    const console = await openConsole({ ask: async () => answer });
    const receiver = await setReceiver();
    const settings = settingsFor(receiver, { protectsAllServices: false });
    const { id } = await add(console, settings);
    const mark = (protectsAllServices: boolean) =>
      console.signals.handlers['signals.save'](
        { id, settings: { ...settings, protectsAllServices }, keepAuthorisation: 'stored' },
        context,
      );
    answer = false;
    await expect(mark(true)).rejects.toMatchObject({ error: { code: 'refused', reason: 'not-confirmed' } });
    expect(console.signals.receiversOf(CONNECTION)).toMatchObject([{ protectsAllServices: false }]);
    answer = true;
    await mark(true);
    expect(console.signals.receiversOf(CONNECTION)).toMatchObject([{ protectsAllServices: true }]);
    expect(
      console.asked.map((question) => 'protectsAllServices' in question && question.protectsAllServices),
    ).toEqual([...[false, true, true]]);
    // To rely on less is no harm.
    answer = false;
    expect(await mark(false)).toMatchObject({ protectsAllServices: false });
  });

  // control: signals-asked
  test('that was removed gets nothing more, and is removed after a yes of the operator only', async () => {
    let answer = true;
    const console = await openConsole({ ask: async () => answer });
    const receiver = await setReceiver();
    const saved = await addVerified(console, settingsFor(receiver));
    await receiver.stop();
    await end(console, saved, 1, 2);
    answer = false;
    const { id } = saved;
    const remove = () => console.signals.handlers['signals.remove']({ id }, context);
    await expect(remove()).rejects.toMatchObject({ error: { code: 'refused', reason: 'not-confirmed' } });
    expect(await shown(console)).toMatchObject([{ id, delivery: { waiting: 2 } }]);
    answer = true;
    await remove();
    expect(console.asked.at(-1)).toMatchObject({ type: 'remove-signal-receiver', waiting: 2 });
    expect(await shown(console)).toEqual([]);
    expect(await console.store.deliveries.receivers({})).toEqual([]);
    await receiver.start();
    await expect(end(console, saved, 3, 3)).rejects.toMatchObject({ error: { reason: 'receiver-unknown' } });
    console.clock.advance(3_600_000);
    expect(receiver.texts).toHaveLength(1);
  });

  // control: signals-asked
  test.each([
    ['another authorisation', { authorisation: 'Bearer wrong' }, {}],
    ['no authorisation', { authorisation: null }, {}],
    ['another audience', {}, { audience: 'https://other.example' }],
    ['another issuer', {}, { issuer: 'https://other.example' }],
    ['another subject', {}, { subject: { type: 'email' } }],
    ['no authority for its certificate', {}, { authorities: [] }],
  ] as const)('is not made to refuse events by a page, with %s', async (_, more, changed) => {
    let answer = true;
    const console = await openConsole({ ask: async () => answer });
    const settings = settingsFor(await setReceiver());
    const { id } = await add(console, settings, AUTHORISATION);
    answer = false;
    const request = {
      ...{ id, settings: { ...settings, name: 'renamed', ...changed }, ...more },
      keepAuthorisation: 'stored',
    } as const;
    await expect(console.signals.handlers['signals.save'](request, context)).rejects.toMatchObject({
      error: { code: 'refused', reason: 'not-confirmed' },
    });
    expect(console.asked.at(-1)).toMatchObject({ change: { name: settings.name } });
    expect(await shown(console)).toMatchObject([settings]);
  });

  // control: signals-asked
  test('that was removed, or from which a mark was taken, is not set up again by a page', async () => {
    let answer = true;
    const console = await openConsole({ ask: async () => answer });
    const settings = settingsFor(await setReceiver());
    const { id } = await add(console, settings);
    const unmarked = { ...settings, protectsAllServices: false };
    const refused = { error: { code: 'refused', reason: 'not-confirmed' } };
    const { handlers } = console.signals;
    await handlers['signals.save']({ id, settings: unmarked, keepAuthorisation: 'stored' }, context);
    answer = false;
    const mark = handlers['signals.save']({ id, settings, keepAuthorisation: 'stored' }, context);
    await expect(mark).rejects.toMatchObject(refused);
    answer = true;
    await handlers['signals.remove']({ id }, context);
    answer = false;
    await expect(add(console, settings)).rejects.toMatchObject(refused);
  });

  // control: planted-secrets
  test('gets its authorisation, which is in no file, record or state, and no record has its path', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    const settings = settingsFor(receiver, { address: `https://127.0.0.1:${receiver.port}/planted-path` });
    const saved = await add(console, settings, AUTHORISATION);
    await end(console, saved, 1, 2);
    await eventually(() => expect(receiver.texts).toHaveLength(3));
    expect(receiver.headers.map(({ authorization }) => authorization)).toContain(AUTHORISATION);
    expect(saved).toMatchObject({ authorisation: 'stored' });
    await console.close();
    const files = await readdir(console.folder, { recursive: true, withFileTypes: true });
    const contents = await Promise.all(
      files
        .filter((file) => file.isFile())
        .map(
          async (file) => [file.name, await readFile(join(file.parentPath, file.name), 'latin1')] as const,
        ),
    );
    const having = (part: string) => contents.filter(([, text]) => text.includes(part)).map(([name]) => name);
    expect(having('planted-signals')).toEqual([]);
    expect(having('planted-path')).toEqual(['signals.json']);
    expect(
      [...receiver.texts, JSON.stringify(saved)].filter((text) => text.includes('planted-signals')),
    ).toEqual([]);
  });

  test('leaves a record of each change that names its connection, its origin and what it is relied on for', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    const { id } = await add(console, settingsFor(receiver, { protectsAllServices: false }));
    const settings = settingsFor(receiver);
    await console.signals.handlers['signals.save']({ id, settings, keepAuthorisation: 'stored' }, context);
    await console.signals.handlers['signals.verify']({ id }, context);
    await console.signals.handlers['signals.remove']({ id }, context);
    const { rows } = await console.log.page({ filter: everyRecord, before: null, skip: 0, limit: 10 });
    const records = rows.flatMap((row) => (row.type === 'record' ? [row.record] : []));
    const change = {
      setting: 'signals',
      receiver: 'API gateway',
      origin: `https://127.0.0.1:${receiver.port}`,
    };
    const connection = { id: CONNECTION, name: 'Connection 0001' };
    const twice = (record: object) => [
      { ...record, outcome: 'done' },
      { ...record, outcome: 'intended' },
    ];
    expect(records).toMatchObject([
      ...twice({ connection, details: { ...change, change: 'removed', protectsAllServices: true } }),
      // Whether the receiver took it is not known yet.
      ...twice({
        connection,
        details: { ...change, change: 'verification-sent', protectsAllServices: true },
      }),
      ...twice({ connection, details: { ...change, change: 'changed', protectsAllServices: true } }),
      ...twice({ connection, details: { ...change, change: 'added', protectsAllServices: false } }),
      ...twice({
        ...{ connection: null, details: { setting: 'signals', change: 'key-made', key: expect.any(String) } },
      }),
    ]);
    for (let at = 0; at < records.length; at += 2)
      expect(records[at]?.correlation).toBe(records[at + 1]?.correlation);
  });

  test('is not saved, changed or removed while the log cannot be written, and no key is made', async () => {
    const console = await openConsole();
    await console.log.close();
    const receiver = await setReceiver();
    await expect(add(console, settingsFor(receiver))).rejects.toMatchObject({ error: { code: 'aborted' } });
    expect(await shown(console)).toEqual([]);
    expect((await readdir(console.folder)).filter((name) => name.startsWith('signals'))).toEqual([]);
    await console.close();
    const next = await openConsole({ folder: console.folder });
    const { id } = await addVerified(next, settingsFor(receiver));
    await next.log.close();
    const rename = {
      id,
      settings: settingsFor(receiver, { name: 'Other' }),
      keepAuthorisation: 'stored',
    } as const;
    const { handlers } = next.signals;
    await expect(handlers['signals.save'](rename, context)).rejects.toMatchObject({
      error: { code: 'aborted' },
    });
    await expect(handlers['signals.verify']({ id }, context)).rejects.toMatchObject({ error: {} });
    await expect(handlers['signals.remove']({ id }, context)).rejects.toMatchObject({ error: {} });
    expect(await shown(next)).toMatchObject([{ id, name: 'API gateway' }]);
    expect(receiver.texts).toHaveLength(1);
  });

  test('that was removed has what it took, and nothing that waited, also after the next start', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    const { id } = await add(console, settingsFor(receiver));
    await end(console, { id }, 1, 3);
    await eventually(async () => expect(await outcomeOf(console)).toMatchObject({ delivered: 3 }));
    await receiver.stop();
    await end(console, { id }, 4, 5);
    const at = console.clock.now();
    await console.signals.handlers['signals.remove']({ id }, context);
    const took = { receiver: id, waiting: 0, delivered: 3, refused: 0, damaged: 0, error: null };
    const was = { id, name: 'API gateway', protectsAllServices: true, because: 'removed', at };
    expect(await outcomeOf(console)).toMatchObject(took);
    expect(console.signals.pastReceiversOf(CONNECTION)).toEqual([was]);
    expect(console.signals.pastReceiversOf('another')).toEqual([]);
    await console.close();
    const next = await openConsole({ folder: console.folder });
    expect(next.signals.receiversOf(CONNECTION)).toEqual([]);
    expect(next.signals.pastReceiversOf(CONNECTION)).toEqual([was]);
    expect(await outcomeOf(next)).toMatchObject(took);
    // Its connection can be removed.
    expect(() => next.signals.checkRemoval(CONNECTION)).not.toThrow();
  });

  test('at another address is another one: what the earlier one took is not taken, what waits goes there', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    const other = await setReceiver();
    const { id } = await add(console, settingsFor(receiver));
    await end(console, { id }, 1, 3);
    await eventually(async () => expect(await outcomeOf(console)).toMatchObject({ delivered: 3 }));
    await receiver.stop();
    await end(console, { id }, 4, 4);
    console.clock.advance(1_000);
    const at = console.clock.now();
    const settings = settingsFor(other);
    await console.signals.handlers['signals.save'](
      { id, settings, authorisation: null, keepAuthorisation: 'stored' },
      context,
    );
    // Of what it took, one is the event that verified it.
    const queue = { delivered: 4, waiting: 1, refused: 0 };
    expect(console.asked.at(-1)).toMatchObject({ change: { movesFrom: expect.any(String), queue } });
    expect(console.signals.receiversOf(CONNECTION)).toMatchObject([{ id, since: at }]);
    const [earlier] = console.signals.pastReceiversOf(CONNECTION);
    expect(earlier).toMatchObject({ name: 'API gateway', because: 'moved', at });
    await eventually(() => expect(handlesAt(other)).toEqual(['handle-4']));
    const outcomes = async () =>
      new Map((await console.signals.outcomes(REVOCATION)).map((one) => [one.receiver, one]));
    await eventually(async () =>
      expect((await outcomes()).get(id)).toMatchObject({ delivered: 1, waiting: 0 }),
    );
    expect((await outcomes()).get(earlier?.id ?? '')).toMatchObject({ delivered: 3, waiting: 0 });
    // The operator sends what the new address was not told.
    await end(console, { id }, 1, 4);
    await eventually(() =>
      expect(handlesAt(other)).toEqual(['handle-4', 'handle-1', 'handle-2', 'handle-3']),
    );
    await eventually(async () => expect((await outcomes()).get(id)).toMatchObject({ delivered: 4 }));
    await console.close();
    const next = await openConsole({ folder: console.folder });
    expect((await next.signals.outcomes(REVOCATION)).find((one) => one.receiver === id)).toMatchObject({
      delivered: 4,
    });
  });

  test('says that there is no verification event where there is none', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    const { id } = await addVerified(console, settingsFor(receiver));
    await console.store.deliveries.removeTopic({ receiver: id, topic: `verification ${id}` });
    expect(await shown(console)).toMatchObject([{ verification: { state: 'none', at: null, error: null } }]);
  });

  // control: key-of-one-address
  test('keeps its authorisation only for the address that it was saved for', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    const other = await setReceiver();
    const { id } = await add(console, settingsFor(receiver), AUTHORISATION);
    await expect(
      console.signals.handlers['signals.save'](
        { id, settings: settingsFor(other), keepAuthorisation: 'stored' },
        context,
      ),
    ).rejects.toMatchObject({ error: { code: 'bad-input', reason: 'authorisation-of-other-address' } });
    expect(other.attempts()).toBe(0);
  });

  test('is not saved where the key cannot be kept, and nobody is asked', async () => {
    const console = await openConsole({ secretStore: reversing(false) });
    const receiver = await setReceiver();
    await expect(add(console, settingsFor(receiver))).rejects.toMatchObject({
      error: { code: 'secret-store-unavailable', reason: 'signal-key-not-kept' },
    });
    expect(console.asked).toEqual([]);
    const files = await readdir(console.folder);
    expect(files.filter((name) => name.startsWith('signals'))).toEqual([]);
  });

  test.each([
    ['an address without encryption', { address: 'http://127.0.0.1/events' }, 'receiver-address'],
    ['an issuer without encryption', { issuer: 'http://console.example' }, 'signal-issuer'],
    ['an issuer with a query', { issuer: 'https://console.example/?tenant=1' }, 'signal-issuer'],
    ['an issuer with an empty fragment', { issuer: 'https://console.example/#' }, 'signal-issuer'],
    [
      'an issuer of user ids that is no URL',
      { subject: { type: 'user-id', issuer: 'login.example' } as const },
      'signal-issuer',
    ],
  ])('is not saved with %s', async (_, wrong, reason) => {
    const console = await openConsole();
    const receiver = await setReceiver();
    await expect(add(console, settingsFor(receiver, wrong))).rejects.toMatchObject({
      error: { code: 'bad-input', reason },
    });
    expect(await shown(console)).toEqual([]);
  });

  test('is one of ten of its connection at most, and has a name of its own', async () => {
    const console = await openConsole();
    const receiver = await setReceiver();
    await add(console, settingsFor(receiver, { name: 'Name 0' }));
    await expect(add(console, settingsFor(receiver, { name: 'NAME 0' }))).rejects.toMatchObject({
      error: { reason: 'receiver-name-taken' },
    });
    for (let at = 1; at < 10; at += 1) await add(console, settingsFor(receiver, { name: `Name ${at}` }));
    await expect(add(console, settingsFor(receiver, { name: 'Name 10' }))).rejects.toMatchObject({
      error: { reason: 'too-many-receivers', params: { most: 10 } },
    });
    await add(console, settingsFor(receiver, { connectionId: 'another', name: 'Name 0' }));
    expect(await shown(console)).toHaveLength(10);
  });
});
