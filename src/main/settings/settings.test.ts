import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryAudit } from '../../../test/unit/support/ports/memory-audit.ts';
import { errorOf } from '../../../test/unit/support/rejection.ts';
import { callContext } from '../../../test/unit/support/stream.ts';
import { defaultSettings, type Settings, type SettingsChange } from '../../contract/domain/app.ts';
import { failure } from '../../contract/failure.ts';
import { recordedChange } from '../audit/recorded-change.ts';
import { openSettings, type SettingsStore } from './settings.ts';
import { createSettingsHandlers } from './settings-handlers.ts';
import type { SettingsQuestion } from './settings-questions.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'curfew-settings-'));
});
afterEach(() => rm(directory, { recursive: true }));

const dark: Settings = { ...defaultSettings, theme: 'dark', ipKeys: ['net.ip'] };

function handlersOf(settings: SettingsStore, ask = async (_question: SettingsQuestion) => false) {
  const audit = createMemoryAudit();
  const handlers = createSettingsHandlers({
    settings,
    ask,
    recorded: (details, make) =>
      recordedChange(audit.recorder, { action: 'settings.changed', details }, make),
  });
  return { ...handlers, audit };
}

function save(store: SettingsStore, change: SettingsChange) {
  return handlersOf(store)['app.saveSettings'](change, callContext());
}

test('settings begin with the defaults', async () => {
  expect((await openSettings(directory)).current()).toEqual(defaultSettings);
});

test('settings are there again at the next start', async () => {
  await save(await openSettings(directory), dark);
  expect((await openSettings(directory)).current()).toEqual(dark);
});

test('settings that are saved at the same time in two places both hold', async () => {
  const store = await openSettings(directory);
  await Promise.all([save(store, { theme: 'dark' }), save(store, { times: 'utc' })]);
  const both = { ...defaultSettings, theme: 'dark', times: 'utc' };
  expect(store.current()).toEqual(both);
  expect((await openSettings(directory)).current()).toEqual(both);
});

test('settings that are read while a change is saved have the change', async () => {
  const store = await openSettings(directory);
  const saving = save(store, { theme: 'dark' });
  expect(await handlersOf(store)['app.settings']({}, callContext())).toMatchObject({ theme: 'dark' });
  await saving;
});

test('settings tell whoever listens about a change', async () => {
  const store = await openSettings(directory);
  const themes: string[] = [];
  store.onChange((settings) => void themes.push(settings.theme));
  await save(store, dark);
  expect(themes).toEqual(['dark']);
});

// control: linear-patterns
test('settings refuse a new format of tickets that cannot be used, and keep one that an older version saved', async () => {
  const ticket = { required: true, pattern: '(?=INC).+' };
  const store = await openSettings(directory);
  expect(await errorOf(save(store, { ...dark, ticket }))).toMatchObject({ reason: 'ticket-pattern-fault' });
  expect(store.current()).toEqual(defaultSettings);
  await writeFile(join(directory, 'settings.json'), JSON.stringify({ ...dark, ticket }));
  const older = await openSettings(directory);
  await save(older, { ...dark, ticket, theme: 'light' });
  expect(older.current()).toMatchObject({ theme: 'light', ticket });
});

test('settings of an older version take the defaults for what it did not know', async () => {
  await writeFile(join(directory, 'settings.json'), '{"theme":"light"}');
  expect((await openSettings(directory)).current()).toEqual({ ...defaultSettings, theme: 'light' });
});

test.each([
  '{"theme":',
  '{"theme":"purple"}',
  'null and void',
  '[]x',
])('settings that are damaged (%s) are set aside, and the defaults are used', async (text) => {
  await writeFile(join(directory, 'settings.json'), text);
  const store = await openSettings(directory);
  expect(store.current()).toEqual(defaultSettings);
  expect(await readFile(store.damagedFile ?? '', 'utf8')).toBe(text);
  expect(await readdir(directory)).not.toContain('settings.json');
});

describe('a page', () => {
  const ticket = { required: true, pattern: 'INC-\\d+' };
  const { evidence } = defaultSettings;

  /** Settings with a rule for tickets; the operator gives this answer to each question. */
  async function pageWith(answer: boolean, meanwhile?: (store: SettingsStore) => Promise<unknown>) {
    const store = await openSettings(directory);
    await save(store, { ticket });
    const asked: SettingsQuestion['changes'][number][] = [];
    const { audit, ...handlers } = handlersOf(store, async ({ changes }) => {
      asked.push(...changes);
      await meanwhile?.(store);
      return answer;
    });
    const change = (part: SettingsChange) => handlers['app.saveSettings'](part, callContext());
    return { store, asked, audit, change };
  }

  const weaker: readonly (readonly [string, SettingsChange, SettingsQuestion['changes'][number]])[] = [
    [
      'does not empty the names that are hidden in evidence',
      { evidence: { ...evidence, hiddenNames: [] } },
      { type: 'show-names', names: evidence.hiddenNames },
    ],
    [
      'does not take one of these names',
      { evidence: { ...evidence, hiddenNames: evidence.hiddenNames.filter((name) => name !== 'iban') } },
      { type: 'show-names', names: ['iban'] },
    ],
    [
      'does not make sessions end without a ticket',
      { ticket: { ...ticket, required: false } },
      { type: 'require-no-ticket' },
    ],
    [
      'does not let any text be a ticket',
      { ticket: { ...ticket, pattern: '' } },
      { type: 'change-ticket-format', from: 'INC-\\d+', to: '' },
    ],
  ];

  // control: settings-asked
  test.each(weaker)('%s without a yes of the operator', async (_name, part, question) => {
    const { store, asked, audit, change } = await pageWith(false);
    const before = store.current();
    expect(await errorOf(change({ ...part, theme: 'dark' }))).toMatchObject({
      code: 'refused',
      reason: 'not-confirmed',
    });
    expect(asked).toEqual([question]);
    expect(store.current()).toEqual(before);
    expect((await openSettings(directory)).current()).toEqual(before);
    expect(audit.records).toEqual([]);
    const confirmed = await pageWith(true);
    await confirmed.change(part);
    expect(confirmed.store.current()).toMatchObject(part);
  });

  // control: settings-asked
  test('gets no yes for settings that changed while the operator was asked', async () => {
    const hiddenNames = ['token', 'jwt', 'secret'];
    const { store, change } = await pageWith(true, (store) =>
      save(store, { evidence: { ...evidence, hiddenNames: [...evidence.hiddenNames, 'badge'] } }),
    );
    expect(await errorOf(change({ evidence: { ...evidence, hiddenNames } }))).toMatchObject({
      reason: 'not-confirmed',
    });
    expect(store.current().evidence.hiddenNames).toContain('badge');
  });

  test.each<[string, SettingsChange]>([
    ['more names are hidden', { evidence: { ...evidence, hiddenNames: [...evidence.hiddenNames, 'badge'] } }],
    [
      'a shorter name hides what a longer one has hidden',
      {
        evidence: {
          ...evidence,
          hiddenNames: ['mail', ...evidence.hiddenNames.filter((name) => name !== 'email')],
        },
      },
    ],
    ['the operator gets another name', { operatorName: 'Grace' }],
    ['the theme changes', { theme: 'dark' }],
  ])('asks nothing when %s', async (_name, part) => {
    const { store, asked, change } = await pageWith(false);
    await change(part);
    expect(asked).toEqual([]);
    expect(store.current()).toMatchObject(part);
  });

  test('asks nothing when a ticket becomes necessary, or gets its first format', async () => {
    const { store, change, asked } = await pageWith(true);
    await change({ ticket: defaultSettings.ticket });
    asked.length = 0;
    await change({ ticket: { required: true, pattern: '' } });
    await change({ ticket });
    expect(asked).toEqual([]);
    expect(store.current().ticket).toEqual(ticket);
  });

  // control: settings-asked
  test('leaves a record with the values before and after what reports rely on', async () => {
    const { audit, change } = await pageWith(true);
    await change({
      operatorName: 'Grace',
      ticket: { required: false, pattern: '' },
      evidence: { payloadsUpTo: 0, hiddenNames: [...evidence.hiddenNames.slice(2), 'badge'] },
      theme: 'dark',
    });
    const details = {
      fields: 'operatorName ticketRequired ticketPattern payloadsUpTo hiddenNames',
      ...{ operatorName: 'Grace', operatorNameBefore: '' },
      ...{ ticketRequired: false, ticketRequiredBefore: true },
      ...{ ticketPattern: '', ticketPatternBefore: 'INC-\\d+' },
      ...{ payloadsUpTo: 0, payloadsUpToBefore: 1_000 },
      ...{ hiddenNames: evidence.hiddenNames.length - 1, hiddenNamesBefore: evidence.hiddenNames.length },
      ...{ hiddenNamesRemoved: 'token, jwt', hiddenNamesAdded: 'badge' },
    };
    expect(audit.records).toMatchObject([
      { action: 'settings.changed', outcome: 'intended', details },
      { action: 'settings.changed', outcome: 'done', details },
    ]);
  });

  test('changes nothing of these while the log cannot be written', async () => {
    const { audit, change, store } = await pageWith(true);
    audit.before = () => {
      throw failure('disk-full');
    };
    expect(await errorOf(change({ operatorName: 'Grace' }))).toMatchObject({ code: 'disk-full' });
    expect(store.current().operatorName).toBe('');
  });
});
