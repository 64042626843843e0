/// <reference lib="dom" />
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, test } from '@playwright/test';
import { launchConsole } from '../../hosts/launch-console.ts';
import { consoleUnderTest } from '../support/console.ts';

const operator = consoleUnderTest();

test('nothing has been handed to the system by a console that was only opened', async () => {
  const { launched } = operator;
  expect(await launched.savedTo()).toEqual([]);
  expect(await launched.progressBar()).toBe(-1);
  expect(await launched.blocksSleep()).toBe(false);
  expect(await launched.notifications()).toEqual([]);
});

test.describe('files of the operator', () => {
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
  await first.page.evaluate(`curfew.app.saveSettings({ theme: 'dark' }, crypto.randomUUID())`);
  await first.kill();
  await first.close();
  expect(existsSync(userData)).toBe(true);

  const second = await launchConsole({ userData });
  await expect(second.page.locator('#root')).not.toBeEmpty();
  await expect(second.page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await second.close();
  await rm(userData, { recursive: true });
});

/** What of a folder groups and others may read, write or enter. */
async function openToOthers(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((one) => one.isFile() || one.isDirectory())) {
    const path = join(entry.parentPath, entry.name);
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) found.push(`${relative(folder, path)} ${(mode & 0o777).toString(8)}`);
  }
  return found;
}

test('files that others could read are for the user alone after a start, and so is what is written later', {
  tag: '@control:private-files',
}, async () => {
  test.skip(process.platform === 'win32', 'Windows has no modes.');
  const umask = process.umask(0);
  const userData = await mkdtemp(join(tmpdir(), 'curfew-modes-'));
  try {
    await chmod(userData, 0o777);
    await mkdir(join(userData, 'revocations'));
    await writeFile(join(userData, 'settings.json'), '{"theme":"light"}');
    const launched = await launchConsole({ userData });
    await launched.page.evaluate(`curfew.app.saveSettings({ theme: 'dark' }, crypto.randomUUID())`);
    expect(await openToOthers(userData)).toEqual([]);
    expect((await stat(userData)).mode & 0o777).toBe(0o700);
    await launched.close();
    expect(await openToOthers(userData)).toEqual([]);
  } finally {
    process.umask(umask);
    await rm(userData, { recursive: true });
  }
});
