import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { callContext } from '../../../test/unit/support/stream.ts';
import { defaultSettings, type Settings } from '../../contract/domain/app.ts';
import { openSettings, type SettingsStore } from './settings.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'curfew-settings-'));
});
afterEach(() => rm(directory, { recursive: true }));

const dark: Settings = { ...defaultSettings, theme: 'dark', ipKeys: ['net.ip'] };

function save(store: SettingsStore, settings: Settings) {
  return store.handlers['app.saveSettings'](settings, callContext());
}

test('begin with the defaults', async () => {
  expect((await openSettings(directory)).current()).toEqual(defaultSettings);
});

test('are there again at the next start', async () => {
  await save(await openSettings(directory), dark);
  expect((await openSettings(directory)).current()).toEqual(dark);
});

test('tell whoever listens about a change', async () => {
  const store = await openSettings(directory);
  const themes: string[] = [];
  store.onChange((settings) => void themes.push(settings.theme));
  await save(store, dark);
  expect(themes).toEqual(['dark']);
});

test('of an older version take the defaults for what it did not know', async () => {
  await writeFile(join(directory, 'settings.json'), '{"theme":"light"}');
  expect((await openSettings(directory)).current()).toEqual({ ...defaultSettings, theme: 'light' });
});

test.each([
  '{"theme":',
  '{"theme":"purple"}',
  'null and void',
  '[]x',
])('that are damaged (%s) are set aside, and the defaults are used', async (text) => {
  await writeFile(join(directory, 'settings.json'), text);
  const store = await openSettings(directory);
  expect(store.current()).toEqual(defaultSettings);
  expect(await readFile(store.damagedFile ?? '', 'utf8')).toBe(text);
  expect(await readdir(directory)).not.toContain('settings.json');
});
