import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { launchConsole } from '../../hosts/launch-console.ts';

test('a setting that cannot be saved says so in sight, whatever is saved later, and is saved by trying again', async () => {
  const userData = await mkdtemp(join(tmpdir(), 'curfew-settings-'));
  const launched = await launchConsole({ userData, size: { width: 1_024, height: 700 } });
  const { page } = launched;
  const file = join(userData, 'settings.json');
  await launched.goto('/settings');
  const searches = page.getByRole('switch', { name: 'Record the text of searches' });
  const before = await searches.isChecked();
  await rm(file, { force: true });
  // Nothing can be written in the place of a folder.
  await mkdir(join(file, 'in the way'), { recursive: true });
  await searches.click();
  const unsaved = page.getByRole('alert').filter({ hasText: 'was not saved, and is not in force' });
  await expect(unsaved).toBeInViewport({ ratio: 1 });
  await expect(searches).toBeChecked({ checked: before });

  await rm(file, { recursive: true });
  await page.getByText('UTC', { exact: true }).first().click();
  await expect(unsaved).toBeVisible();
  await unsaved.getByRole('button', { name: 'Try again' }).click();
  await expect(unsaved).toBeHidden();
  await expect(searches).toBeChecked({ checked: !before });
  await page.reload();
  await expect(searches).toBeChecked({ checked: !before });
  await launched.close();
  await rm(userData, { recursive: true });
});
