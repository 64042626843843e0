import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { errorOf } from '../../../test/unit/support/rejection.ts';
import { callContext } from '../../../test/unit/support/stream.ts';
import { defaultSettings, type Settings, type SettingsChange } from '../../contract/domain/app.ts';
import { openSettings, type SettingsStore } from './settings.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'curfew-settings-'));
});
afterEach(() => rm(directory, { recursive: true }));

const dark: Settings = { ...defaultSettings, theme: 'dark', ipKeys: ['net.ip'] };

function save(store: SettingsStore, change: SettingsChange) {
  return store.handlers['app.saveSettings'](change, callContext());
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
  expect(await store.handlers['app.settings']({}, callContext())).toMatchObject({ theme: 'dark' });
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
