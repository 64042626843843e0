import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AuditRecord } from '../../../src/contract/domain/audit/record.ts';
import type { ForwardingReceiver, ReceiverSettings } from '../../../src/contract/domain/forwarding.ts';
import { createRecorder } from '../../../src/main/audit/recorder.ts';
import { readAuthorities } from '../../../src/main/connections/authorities.ts';
import { type Forwarding, openForwarding } from '../../../src/main/forwarding/forwarding.ts';
import type { AskAboutReceiver, ReceiverQuestion } from '../../../src/main/forwarding/receiver-questions.ts';
import { tlsFixture } from '../../support/tls-fixture.ts';
import { startConsole } from '../../unit/store/support/console-process.ts';
import { eventually } from '../../unit/support/eventually.ts';
import { seededCases } from '../../unit/support/full-run.ts';
import type { TestClock } from '../../unit/support/test-clock.ts';
import { context, reversing } from '../support/connections.ts';
import {
  firstShown,
  type LoggedConsole,
  once,
  openLoggedConsole,
} from '../support/consoles/logged-console.ts';
import { httpsReceiver, syslogReceiver, type TestReceiver } from '../support/receivers/receivers.ts';

const AUTHORISATION = 'Bearer planted-forwarding-0123456789';
const authorities = readAuthorities(tlsFixture('authority.pem'));

interface Console extends LoggedConsole {
  readonly forwarding: Forwarding;
  readonly asked: readonly ReceiverQuestion[];
}

interface ConsoleOptions {
  readonly folder?: string;
  readonly ask?: AskAboutReceiver;
  readonly clock?: TestClock;
}

/** The store, the log and the forwarding as the console opens them, with a clock of the test. */
async function openConsole(options: ConsoleOptions = {}): Promise<Console> {
  const { ask = async () => true } = options;
  const asked: ReceiverQuestion[] = [];
  const { service: forwarding, ...console } = await openLoggedConsole(
    options,
    ({ clock, folder, log, store }) =>
      openForwarding({
        ...{ dataDirectory: folder, secretStore: reversing(), lockPrint: () => null },
        ...{ queue: store.deliveries, audit: log, recorder: createRecorder(log), clock },
        ask: (question) => {
          asked.push(question);
          return ask(question);
        },
      }),
  );
  return { ...console, forwarding, asked };
}

function settingsFor(type: ReceiverSettings['type'], { port }: TestReceiver): ReceiverSettings {
  const address = type === 'syslog' ? `127.0.0.1:${port}` : `https://127.0.0.1:${port}/records`;
  return { name: `${type} of the tests`, type, address, authorities };
}

async function add(
  console: Console,
  settings: ReceiverSettings,
  authorisation: string | null = null,
): Promise<ForwardingReceiver> {
  const request = { settings, authorisation, keepAuthorisation: 'stored' } as const;
  return console.forwarding.handlers['forwarding.save'](request, context);
}

async function write(console: Console, count: number, action: AuditRecord['action'] = 'user.viewed') {
  const records: AuditRecord[] = [];
  for (let at = 0; at < count; at += 1)
    records.push(
      await console.log.record({ action, outcome: 'done', correlation: `call-${at}`, user: `Ünal-${at}` }),
    );
  return records;
}

/** What the screen is told now. */
function shown({ forwarding }: Console): Promise<ForwardingReceiver[]> {
  return firstShown((watching) => forwarding.handlers['forwarding.watch']({}, watching));
}

async function deliveryOf(console: Console) {
  const [receiver] = await shown(console);
  return receiver?.delivery;
}

/** The number of each record, in the order in which they came. */
function sequencesIn(receiver: TestReceiver, type: ReceiverSettings['type']): number[] {
  return receiver.texts.map((text) => recordIn(text, type).sequence);
}

function recordIn(text: string, type: ReceiverSettings['type']): AuditRecord {
  return JSON.parse(type === 'syslog' ? text.slice(text.indexOf('] {') + 2) : text);
}

/** So many records from the first one that a receiver gets: the key of the log, and that it is intended to add it, are before it. */
function first(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 3);
}

async function headOf({ log }: Console): Promise<number> {
  return log.head()?.sequence ?? 0;
}

const kinds = [
  ['syslog', syslogReceiver],
  ['json-lines', () => httpsReceiver()],
] as const;

describe.each(kinds)('a receiver of %s', (type, startReceiver) => {
  test('gets every record from when it was set up, in order, and the state says so', async () => {
    const console = await openConsole();
    const receiver = await startReceiver();
    const before = await write(console, 3);
    await add(console, settingsFor(type, receiver));
    await write(console, 5);
    const head = await headOf(console);
    await eventually(() => expect(sequencesIn(receiver, type)).toEqual(first(head - 2).slice(before.length)));
    const { details } = recordIn(receiver.texts[0] ?? '', type);
    const place = `127.0.0.1:${receiver.port}`;
    // Without its path, which can be a secret.
    const origin = type === 'syslog' ? place : `https://${place}`;
    const settings = {
      setting: 'forwarding',
      change: 'added',
      receiver: `${type} of the tests`,
      type,
      origin,
    };
    expect(details).toEqual(settings);
    await eventually(async () =>
      expect(await deliveryOf(console)).toMatchObject({
        ...{ state: 'idle', waiting: 0, delivered: head - 2 - before.length, refused: 0, error: null },
        deliveredAt: console.clock.now(),
      }),
    );
  });

  test('that is down for an hour gets everything in order afterwards, and no write of the log waits for it', async () => {
    const console = await openConsole();
    const receiver = await startReceiver();
    await add(console, settingsFor(type, receiver));
    await eventually(async () => expect(await deliveryOf(console)).toMatchObject({ delivered: 1 }));
    await receiver.stop();
    // Each of them is on disk when this resolves.
    await write(console, 20);
    const waiting = await eventually(async () => {
      const delivery = await deliveryOf(console);
      expect(delivery).toMatchObject({
        ...{ state: 'retrying', waiting: 20, delivered: 1 },
        ...{ failedSince: console.clock.now(), oldestAt: console.clock.now() },
        error: { code: 'unreachable', reason: 'nothing-listens' },
      });
      return delivery;
    });
    expect(waiting?.nextAt).toBe(console.clock.now() + 1_000);
    for (let minute = 0; minute < 60; minute += 1) {
      console.clock.advance(60_000);
      // The next attempt has failed too, and is waited after.
      await eventually(async () =>
        expect((await deliveryOf(console))?.nextAt).toBeGreaterThan(console.clock.now()),
      );
    }
    await receiver.start();
    console.clock.advance(60_000);
    await eventually(() => expect(sequencesIn(receiver, type)).toEqual(first(21)));
    await eventually(async () =>
      expect(await deliveryOf(console)).toMatchObject({
        state: 'idle',
        waiting: 0,
        error: null,
        failedSince: null,
      }),
    );
  });

  test('that takes records and does not say so gets them again, and none is missing', async () => {
    const console = await openConsole();
    const receiver = await startReceiver();
    receiver.behaviour = { type: 'takes-silently' };
    await add(console, settingsFor(type, receiver));
    await write(console, 4);
    await eventually(async () =>
      expect(await deliveryOf(console)).toMatchObject({ state: 'retrying', waiting: 5, delivered: 0 }),
    );
    receiver.behaviour = { type: 'takes' };
    console.clock.advance(120_000);
    await eventually(async () =>
      expect(await deliveryOf(console)).toMatchObject({ state: 'idle', waiting: 0, delivered: 5 }),
    );
    const sequences = sequencesIn(receiver, type);
    expect(sequences.length).toBeGreaterThan(5);
    expect(once(sequences)).toEqual(first(5));
    expect(new Set(receiver.texts).size).toBe(5);
  });

  test('that is slow holds nothing up, and what it does not confirm in time waits', async () => {
    const console = await openConsole();
    const slow = await startReceiver();
    const quick = await httpsReceiver();
    slow.behaviour = { type: 'holds' };
    await add(console, settingsFor(type, slow));
    await add(console, { ...settingsFor('json-lines', quick), name: 'quick' });
    await write(console, 3);
    const head = await headOf(console);
    await eventually(() => expect(sequencesIn(quick, 'json-lines')).toEqual(first(head - 2).slice(2)));
    // All of it has arrived, so it is late with its answer alone.
    await eventually(() => expect(slow.held()).toBe(1));
    expect(slow.attempts()).toBe(1);
    expect(await deliveryOf(console)).toMatchObject({ state: 'sending', delivered: 0 });
    console.clock.advance(30_000);
    await eventually(async () =>
      expect(await deliveryOf(console)).toMatchObject({ state: 'retrying', waiting: head - 2, delivered: 0 }),
    );
    expect((await deliveryOf(console))?.error?.reason).toBe(
      type === 'syslog' ? 'receiver-unconfirmed' : 'request-timeout',
    );
    slow.behaviour = { type: 'takes' };
    slow.release();
    console.clock.advance(60_000);
    await eventually(() => expect(once(sequencesIn(slow, type))).toEqual(first(head - 2)));
  });

  test('that moved is counted anew for its new address, and one that was renamed is not', async () => {
    const console = await openConsole();
    const receiver = await startReceiver();
    const { id } = await add(console, settingsFor(type, receiver));
    const save = (settings: ReceiverSettings) =>
      console.forwarding.handlers['forwarding.save'](
        { id, settings, authorisation: null, keepAuthorisation: 'stored' },
        context,
      );
    await eventually(async () => expect(await deliveryOf(console)).toMatchObject({ delivered: 1 }));
    await receiver.stop();
    const failedSince = console.clock.now();
    await write(console, 2);
    await eventually(async () => expect(await deliveryOf(console)).toMatchObject({ failedSince }));
    console.clock.advance(3_600_000);
    await save({ ...settingsFor(type, receiver), name: 'renamed' });
    await eventually(async () =>
      expect(await deliveryOf(console)).toMatchObject({ state: 'retrying', delivered: 1, failedSince }),
    );
    const other = await startReceiver();
    await other.stop();
    await save(settingsFor(type, other));
    await eventually(async () =>
      expect(await deliveryOf(console)).toMatchObject({
        ...{ state: 'retrying', delivered: 0, deliveredAt: null, failedSince: console.clock.now() },
      }),
    );
    await other.start();
    console.clock.advance(60_000);
    const head = await headOf(console);
    // What waited is not lost by the change.
    await eventually(() => expect(sequencesIn(other, type)).toEqual(first(head - 2).slice(1)));
    await eventually(async () =>
      expect(await deliveryOf(console)).toMatchObject({ waiting: 0, delivered: head - 3, failedSince: null }),
    );
  });

  // control: forwarding-encrypted
  test('whose certificate changes to one that is not good gets nothing until it is good again', async () => {
    const console = await openConsole();
    const receiver = await startReceiver();
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => void vi.unstubAllEnvs());
    await add(console, settingsFor(type, receiver));
    await eventually(async () => expect(await deliveryOf(console)).toMatchObject({ delivered: 1 }));
    receiver.changeCertificate('of-unknown');
    await write(console, 2);
    await eventually(async () =>
      expect(await deliveryOf(console)).toMatchObject({
        ...{ state: 'retrying', waiting: 2 },
        error: { code: 'tls', reason: 'certificate-untrusted' },
      }),
    );
    expect(receiver.texts).toHaveLength(1);
    receiver.changeCertificate('good');
    console.clock.advance(60_000);
    await eventually(() => expect(sequencesIn(receiver, type)).toEqual(first(3)));
  });

  test('goes on at the next start of the console, with what waited', async () => {
    const ended = await openConsole();
    const receiver = await startReceiver();
    await receiver.stop();
    await add(ended, settingsFor(type, receiver));
    await write(ended, 5);
    await eventually(async () => expect(await deliveryOf(ended)).toMatchObject({ waiting: 6 }));
    await ended.close();
    await receiver.start();
    await openConsole({ folder: ended.folder });
    await eventually(() => expect(once(sequencesIn(receiver, type)).slice(0, 6)).toEqual(first(6)));
  });

  test('misses a record that was damaged before it was queued, which its number tells, and gets all others', async () => {
    const ended = await openConsole();
    const receiver = await startReceiver();
    await add(ended, settingsFor(type, receiver));
    await eventually(() => expect(sequencesIn(receiver, type)).toEqual(first(1)));
    await ended.close();
    const log = await openLoggedConsole({ folder: ended.folder }, async () => ({
      close: async () => undefined,
    }));
    for (let at = 0; at < 5; at += 1)
      await log.log.record({ action: 'user.viewed', outcome: 'done', correlation: `c-${at}`, user: 'u' });
    await log.close();
    const db = new DatabaseSync(join(ended.folder, 'curfew.db'));
    const damaged =
      Number(db.prepare("SELECT min(sequence) AS it FROM audit WHERE user = 'u'").get()?.it) + 2;
    db.prepare("UPDATE audit SET reason = 'another' WHERE sequence = ?").run(damaged);
    db.close();
    const console = await openConsole({ folder: ended.folder });
    const head = await headOf(console);
    const others = first(head - 2).filter((sequence) => sequence !== damaged);
    expect(others).toHaveLength(head - 3);
    await eventually(() => expect(once(sequencesIn(receiver, type))).toEqual(others));
  });

  // control: forwarding-encrypted
  test('is tested with settings that are not saved, and the test is no record', async () => {
    const console = await openConsole();
    const receiver = await startReceiver();
    await console.forwarding.handlers['forwarding.test']({ settings: settingsFor(type, receiver) }, context);
    expect(receiver.texts).toHaveLength(1);
    expect(receiver.texts[0]).toContain('"type":"curfew-test"');
    expect(await shown(console)).toEqual([]);
    receiver.changeCertificate('other-name');
    await expect(
      console.forwarding.handlers['forwarding.test']({ settings: settingsFor(type, receiver) }, context),
    ).rejects.toMatchObject({ error: { code: 'tls', reason: 'certificate-of-other-name' } });
    expect(receiver.texts).toHaveLength(1);
  });

  // control: forwarding-asked
  test('that was removed gets nothing more, and is removed after a yes of the operator only', async () => {
    let answer = true;
    const console = await openConsole({ ask: async () => answer });
    const receiver = await startReceiver();
    const { id } = await add(console, settingsFor(type, receiver));
    await eventually(async () => expect(await deliveryOf(console)).toMatchObject({ delivered: 1 }));
    answer = false;
    await expect(console.forwarding.handlers['forwarding.remove']({ id }, context)).rejects.toMatchObject({
      error: { code: 'refused', reason: 'not-confirmed' },
    });
    expect(await shown(console)).toMatchObject([{ id }]);
    answer = true;
    await console.forwarding.handlers['forwarding.remove']({ id }, context);
    expect(console.asked.at(-1)).toMatchObject({ type: 'remove-receiver', waiting: 0 });
    const taken = receiver.texts.length;
    await write(console, 3);
    expect(await shown(console)).toEqual([]);
    expect(await console.store.deliveries.receivers({})).toEqual([]);
    expect(receiver.texts).toHaveLength(taken);
  });
});

describe('a message of syslog', () => {
  test('has the header of RFC 5424 and the record as JSON in ASCII', async () => {
    const console = await openConsole();
    const receiver = await syslogReceiver();
    await add(console, settingsFor('syslog', receiver));
    const [record] = await write(console, 1);
    await eventually(() => expect(receiver.texts).toHaveLength(2));
    const [, text = ''] = receiver.texts;
    const header = /^<(\d+)>1 (\S+) (\S+) curfew - user\.viewed \[meta sequenceId="4"\] \{/.exec(text);
    expect(header?.slice(1, 3)).toEqual(['110', record?.time]);
    expect(text).toMatch(/^[\x20-\x7e]*$/);
    expect(recordIn(text, 'syslog')).toEqual(record);
  });
});

describe('a receiver over HTTPS', () => {
  test.each([
    [401, {}, 'receiver-unauthorised'],
    [302, { location: 'https://127.0.0.1:1/elsewhere' }, 'receiver-redirected'],
    [503, { 'retry-after': '240' }, 'receiver-status'],
  ] as const)('that answers with %i gets the same again later', async (status, headers, reason) => {
    const console = await openConsole();
    const receiver = await httpsReceiver();
    receiver.behaviour = { type: 'refuses', status, headers };
    await add(console, settingsFor('json-lines', receiver), AUTHORISATION);
    await write(console, 2);
    const delivery = await eventually(async () => {
      const now = await deliveryOf(console);
      expect(now).toMatchObject({
        state: 'retrying',
        waiting: 3,
        error: { code: 'receiver-refused', reason },
      });
      return now;
    });
    expect(delivery?.nextAt).toBe(console.clock.now() + (status === 503 ? 240_000 : 1_000));
    // Nothing of what it answered, which repeats what was sent, is kept.
    expect(JSON.stringify(delivery)).not.toContain('refused:');
    receiver.behaviour = { type: 'takes' };
    const [saved] = await shown(console);
    await console.forwarding.handlers['forwarding.retry']({ id: saved?.id ?? '' }, context);
    await eventually(() => expect(sequencesIn(receiver, 'json-lines')).toEqual(first(3)));
  });

  // control: planted-secrets
  test('gets its authorisation, which is in no file, record, state or row of the queue', async () => {
    const console = await openConsole();
    const receiver = await httpsReceiver();
    const saved = await add(console, settingsFor('json-lines', receiver), AUTHORISATION);
    await write(console, 2);
    await eventually(() => expect(receiver.texts).toHaveLength(3));
    expect(receiver.headers.map(({ authorization }) => authorization)).toContain(AUTHORISATION);
    expect(saved).toMatchObject({ authorisation: 'stored' });
    await console.close();
    const files = await readdir(console.folder, { recursive: true, withFileTypes: true });
    const contents = await Promise.all(
      files
        .filter((file) => file.isFile())
        .map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
    );
    expect(files.map(({ name }) => name)).toContain('forwarding.json');
    for (const part of [AUTHORISATION, 'planted-forwarding'])
      expect(
        [...contents, ...receiver.texts, JSON.stringify(saved)].filter((text) => text.includes(part)),
      ).toEqual([]);
  });

  // control: key-of-one-address
  test('keeps its authorisation only for the address that it was saved for', async () => {
    const console = await openConsole();
    const receiver = await httpsReceiver();
    const other = await httpsReceiver();
    const { id } = await add(console, settingsFor('json-lines', receiver), AUTHORISATION);
    const settings = { ...settingsFor('json-lines', other), name: 'moved' };
    const { handlers } = console.forwarding;
    const refused = { error: { code: 'bad-input', reason: 'authorisation-of-other-address' } };
    await expect(
      handlers['forwarding.save']({ id, settings, keepAuthorisation: 'stored' }, context),
    ).rejects.toMatchObject(refused);
    await expect(handlers['forwarding.test']({ id, settings }, context)).rejects.toMatchObject(refused);
    expect(other.attempts()).toBe(0);
  });

  // control: forwarding-asked
  test('gets nothing without a yes of the operator, whom a page cannot answer for', async () => {
    const console = await openConsole({ ask: async () => false });
    const receiver = await httpsReceiver();
    const settings = settingsFor('json-lines', receiver);
    const refused = { error: { code: 'refused', reason: 'not-confirmed' } };
    await expect(add(console, settings, AUTHORISATION)).rejects.toMatchObject(refused);
    await expect(console.forwarding.handlers['forwarding.test']({ settings }, context)).rejects.toMatchObject(
      refused,
    );
    await write(console, 2);
    expect(receiver.attempts()).toBe(0);
    expect(await shown(console)).toEqual([]);
    expect(console.asked).toMatchObject([
      { address: settings.address, sendsAuthorisation: true, authorities: [{ subject: expect.any(String) }] },
      { sendsAuthorisation: false },
    ]);
  });
});

// control: forwarding-asked
describe('a page that was taken over', () => {
  /** Two receivers that the operator confirmed, who then says no to everything. */
  async function openWithTwo() {
    let answer = true;
    const console = await openConsole({ ask: async () => answer });
    const [one, other] = [await httpsReceiver(), await httpsReceiver()];
    const settings = settingsFor('json-lines', one);
    const others = { ...settingsFor('json-lines', other), name: 'other' };
    const { id } = await add(console, settings, AUTHORISATION);
    const { id: otherId } = await add(console, others, null);
    const asked = console.asked.length;
    answer = false;
    return { console, id, settings, others, otherId, asked, setAnswer: (next: boolean) => (answer = next) };
  }

  test.each([
    ['another authorisation', { authorisation: 'Bearer wrong' }, {}],
    ['no authorisation', { authorisation: null }, { removesAuthorisation: true }],
  ])('cannot make a receiver refuse everything with %s', async (_, more, told) => {
    const { console, id, settings, asked } = await openWithTwo();
    const request = { id, settings: { ...settings, name: 'renamed' }, keepAuthorisation: 'stored' } as const;
    await expect(
      console.forwarding.handlers['forwarding.save']({ ...request, ...more }, context),
    ).rejects.toMatchObject({ error: { code: 'refused', reason: 'not-confirmed' } });
    expect(console.asked.slice(asked)).toMatchObject([{ change: { name: settings.name, ...told } }]);
  });

  test('cannot take from a receiver the authority that signed its certificate', async () => {
    const { console, id, settings, asked } = await openWithTwo();
    const request = { id, settings: { ...settings, authorities: [] }, keepAuthorisation: 'stored' } as const;
    await expect(console.forwarding.handlers['forwarding.save'](request, context)).rejects.toMatchObject({
      error: { code: 'refused', reason: 'not-confirmed' },
    });
    expect(console.asked.slice(asked)).toMatchObject([{ change: { removesAuthorities: 1 } }]);
  });

  test('cannot move a receiver to where another one is, which the operator confirmed', async () => {
    const { console, id, settings, others, asked } = await openWithTwo();
    const request = {
      ...{ id, settings: { ...others, name: 'moved' }, authorisation: null },
      keepAuthorisation: 'stored',
    } as const;
    await expect(console.forwarding.handlers['forwarding.save'](request, context)).rejects.toMatchObject({
      error: { code: 'refused', reason: 'not-confirmed' },
    });
    expect(console.asked.slice(asked)).toMatchObject([{ change: { movesFrom: settings.address } }]);
  });

  test('cannot set up again what the operator removed', async () => {
    const { console, others, otherId, setAnswer } = await openWithTwo();
    setAnswer(true);
    await console.forwarding.handlers['forwarding.remove']({ id: otherId }, context);
    setAnswer(false);
    await expect(add(console, others)).rejects.toMatchObject({ error: { reason: 'not-confirmed' } });
  });
});

test.each([
  ['collectоr.example:6514', 'xn--collectr-tbh.example:6514'],
  ['%65vil.example:6514', 'evil.example:6514'],
  ['２１３０７０６４３３:6514', '127.0.0.1:6514'],
  ['Collector.Example:0443', 'collector.example:443'],
])('the operator is asked about the address of syslog that is reached: %s', async (typed, reached) => {
  const console = await openConsole({ ask: async () => false });
  const settings = { name: 'syslog', type: 'syslog', address: typed, authorities: [] } as const;
  await expect(add(console, settings)).rejects.toMatchObject({ error: { reason: 'not-confirmed' } });
  expect(console.asked).toMatchObject([{ address: reached }]);
});

test.each([
  ['syslog', 'collector.example'],
  ['syslog', 'collector.example:6514/path'],
  ['json-lines', 'http://collector.example/records'],
  ['json-lines', 'https://user:password@collector.example/records'],
  ['json-lines', 'https://collector.example/records?token=planted'],
] as const)('an address that %s cannot use is refused before anything is sent: %s', async (type, address) => {
  const console = await openConsole();
  const settings = { name: 'wrong', type, address, authorities: [] };
  await expect(add(console, settings)).rejects.toMatchObject({
    error: { code: 'bad-input', reason: 'receiver-address' },
  });
  expect(console.asked).toEqual([]);
});

test('a console that is killed again and again while it forwards loses no record, for any receiver', async () => {
  const console = await openConsole();
  const receivers = [await syslogReceiver(), await httpsReceiver()] as const;
  await add(console, settingsFor('syslog', receivers[0]));
  await add(console, settingsFor('json-lines', receivers[1]));
  await console.close();
  let told = 0;
  for (let kill = 1; kill <= seededCases({ full: 50, sample: 5 }); kill += 1) {
    // It answers, takes without an answer, and answers again.
    const behaviour = kill % 2 === 0 ? 'takes-silently' : 'takes';
    for (const receiver of receivers) receiver.behaviour = { type: behaviour };
    const forwarder = startConsole('../../../integration/support/receivers/forward-until-killed.ts', [
      console.folder,
    ]);
    await eventually(() => expect(forwarder.told.length).toBeGreaterThan(kill * 7));
    forwarder.child.kill('SIGKILL');
    await forwarder.exited;
    told = Math.max(told, ...forwarder.told.map(({ commit }) => commit ?? 0));
  }
  for (const receiver of receivers) receiver.behaviour = { type: 'takes' };
  const last = await openConsole({ folder: console.folder });
  await write(last, 1);
  const head = await headOf(last);
  expect(head).toBeGreaterThan(told);
  await eventually(async () => {
    for (const { delivery } of await shown(last))
      expect(delivery).toMatchObject({ state: 'idle', waiting: 0 });
    // The second one was not there yet when the first one was added.
    expect(once(sequencesIn(receivers[0], 'syslog'))).toEqual(first(head - 2));
    expect(once(sequencesIn(receivers[1], 'json-lines'))).toEqual(first(head - 2).slice(2));
  });
}, 240_000);
