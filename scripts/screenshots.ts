/** `npm run screenshots`: the pictures of the README, from the running console with its sample data. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { takePicture } from '../test/hosts/chromium/picture.ts';
import { type LaunchedConsole, launchConsole } from '../test/hosts/launch.ts';
import { ensureBuilt } from './lib/build.mjs';
import { root } from './lib/root.mjs';

const FOLDER = join(root, 'docs/pictures');
const SIZE = { width: 1_440, height: 900 };

async function takeAll({ page, goto }: LaunchedConsole, scheme: string): Promise<void> {
  async function take(view: string): Promise<void> {
    const file = join(FOLDER, `${view}-${scheme}.png`);
    await takePicture(page, file);
    process.stdout.write(`${file}\n`);
  }

  const dialog = page.getByRole('dialog');
  await goto('/?q=ada%40alpha.example');
  await page.getByText(/1 user found/).waitFor();
  await take('search');
  await goto('/users/emp-1815');
  await page.getByRole('heading', { name: 'Login methods' }).waitFor();
  await take('user');
  await page
    .getByRole('button', { name: /^End \d+ sessions/ })
    .first()
    .click();
  await dialog.getByLabel('Reason').fill('Stolen laptop, INC-2214');
  await take('confirm');
  await dialog.getByRole('button', { name: /^End \d+ sessions/ }).click();
  await dialog.getByRole('button', { name: 'Close' }).waitFor();
  await take('result');
}

ensureBuilt();
mkdirSync(FOLDER, { recursive: true });
for (const colourScheme of ['light', 'dark'] as const) {
  const launched = await launchConsole({ colourScheme, size: SIZE });
  try {
    await takeAll(launched, colourScheme);
  } finally {
    await launched.close();
  }
}
