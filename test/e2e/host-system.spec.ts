/// <reference lib="dom" />
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { launchConsole } from '../hosts/launch.ts';
import { consoleUnderTest } from './support/console.ts';

test.describe('files of the operator', () => {
  const operator = consoleUnderTest();

  /** A place for files in the page, as the console's own pages have it; says what it read. */
  async function addFilePlace(): Promise<void> {
    await operator.page.evaluate(`(() => {
      const input = document.createElement('input');
      input.type = 'file';
      input.id = 'planted';
      const read = async (file) => {
        const bytes = new Uint8Array(await file.arrayBuffer());
        document.body.dataset.read = file.name + ' ' + bytes.length + ' ' + bytes.at(-1);
      };
      input.addEventListener('change', () => read(input.files[0]));
      input.addEventListener('dragover', (event) => event.preventDefault());
      input.addEventListener('drop', (event) => {
        event.preventDefault();
        read(event.dataTransfer.files[0]);
      });
      document.body.append(input);
    })()`);
  }

  test.beforeAll(addFilePlace);

  test('one from the disk can be chosen and read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'curfew-files-'));
    const file = join(folder, 'list.csv');
    await writeFile(file, Buffer.alloc(3 * 1_024 * 1_024, 7));
    await operator.page.locator('#planted').setInputFiles(file);
    await expect(operator.page.locator('body')).toHaveAttribute('data-read', 'list.csv 3145728 7');
    await rm(folder, { recursive: true });
  });

  test('one from memory can be chosen and read', async () => {
    const buffer = Buffer.from('a\nb');
    await operator.page
      .locator('#planted')
      .setInputFiles({ name: 'short.txt', mimeType: 'text/plain', buffer });
    await expect(operator.page.locator('body')).toHaveAttribute('data-read', 'short.txt 3 98');
  });

  test('one that is dropped can be read, and the console stays where it is', async () => {
    const before = operator.launched.path();
    const dropped = await operator.page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['xyz'], 'dropped.txt', { type: 'text/plain' }));
      return transfer;
    });
    await operator.page.locator('#planted').dispatchEvent('drop', { dataTransfer: dropped });
    await expect(operator.page.locator('body')).toHaveAttribute('data-read', 'dropped.txt 3 122');
    expect(operator.launched.path()).toBe(before);
  });
});

test('a console that was killed starts again on its files', async () => {
  const userData = await mkdtemp(join(tmpdir(), 'curfew-killed-'));
  const first = await launchConsole({ userData });
  await first.page.evaluate(`(async () => {
    const { value } = await curfew.app.settings({}, crypto.randomUUID());
    await curfew.app.saveSettings({ ...value, theme: 'dark' }, crypto.randomUUID());
  })()`);
  await first.kill();
  await first.close();
  expect(existsSync(userData)).toBe(true);

  const second = await launchConsole({ userData });
  await expect(second.page.locator('#root')).not.toBeEmpty();
  await expect(second.page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await second.close();
  await rm(userData, { recursive: true });
});

test('nothing has been handed to the system by a console that was only opened', async () => {
  const launched = await launchConsole();
  expect(await launched.savedTo()).toEqual([]);
  expect(await launched.progressBar()).toBe(-1);
  expect(await launched.blocksSleep()).toBe(false);
  expect(await launched.notifications()).toEqual([]);
  await launched.close();
});
