/** `npm run screenshots`: the pictures of the README, from the running console with its sample data. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { takePicture } from '../test/hosts/chromium/picture.ts';
import { type LaunchedConsole, launchConsole } from '../test/hosts/launch.ts';
import { ensureBuilt } from './lib/build.mjs';
import { root } from './lib/root.mjs';

const FOLDER = join(root, 'docs/pictures');
const SIZE = { width: 1_440, height: 900 };

/** What an incident's list looks like: everything mixed, some of it twice, some of it nothing. */
const leaked = `grace.hopper@alpha.example
billing@beta.example
ren.ito@alpha.example
wei.ivanova@alpha.example
emp-1906
+36 20 123 4567
service-nightly-export
REN.ITO@alpha.example
oscar.lund@north.example
ec513228-e676-4d1a-96e3-80cee9422ebe
nobody@nowhere.example
teresa.vidal@acme.example
linh.adeyemi@mail.example
two\tcolumns
ingrid.singh@alpha.example
jan.tran@mail.example`;

type Take = (view: string) => Promise<void>;

/** From a list, and from a rule, to what would be ended. */
async function takePlanning({ page, goto }: LaunchedConsole, take: Take): Promise<void> {
  await goto('/revocations/new/list');
  await page.getByRole('textbox', { name: 'List' }).fill(leaked);
  await page.getByRole('button', { name: 'Look up the list' }).click();
  await page.getByText('All lines were looked up', { exact: true }).waitFor();
  await take('list');
  await goto('/revocations/new/rule');
  await page.getByRole('textbox', { name: 'Condition 1: value' }).fill('203.0.113.0/24');
  await page.getByRole('button', { name: 'Add a group to the rule' }).click();
  await page.getByRole('combobox', { name: 'Condition 2.1: field' }).click();
  await page.getByRole('option', { name: 'Role of the user' }).click();
  await page.getByRole('textbox', { name: 'Condition 2.1: value' }).fill('support');
  await page.getByRole('button', { name: 'Add a condition to group 2' }).click();
  await page.getByRole('combobox', { name: 'Condition 2.2: field' }).click();
  await page.getByRole('option', { name: 'User agent' }).click();
  await page.getByRole('textbox', { name: 'Condition 2.2: value' }).fill('Firefox');
  await take('rule');
  await page.getByRole('button', { name: 'Find the sessions' }).click();
  await page.getByText('All users were scanned', { exact: true }).waitFor();
  await take('matches');
}

/** From a search to the answer after ending. */
async function takeEnding({ page, goto }: LaunchedConsole, take: Take): Promise<void> {
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
  const take: Take = async (view) => {
    const file = join(FOLDER, `${view}-${colourScheme}.png`);
    await takePicture(launched.page, file);
    process.stdout.write(`${file}\n`);
  };
  try {
    await takePlanning(launched, take);
    await takeEnding(launched, take);
  } finally {
    await launched.close();
  }
}
