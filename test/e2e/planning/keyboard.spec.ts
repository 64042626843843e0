import { expect, type Locator, test } from '@playwright/test';
import { signUp } from '../../contract/client.ts';
import { connectTo, consoleUnderTest } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { type Preview, previewOf, stillThere } from '../support/planning.ts';

const operator = consoleUnderTest();
const core = ownCoreUnderTest();
let preview: Preview;

test.beforeAll(async () => {
  await connectTo(operator, { name: 'own core', address: core.uri, key: core.key });
  preview = previewOf(operator);
});

/** Presses a key until this has the focus. */
async function goTo(target: Locator, key = 'Tab', most = 40): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < most; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await operator.page.keyboard.press(key);
  }
  await expect(target).toBeFocused();
}

async function runFromPalette(command: string): Promise<void> {
  const { page } = operator;
  // Shortcuts rest as long as a dialog stands over the page, also while it fades.
  await expect(page.locator('[aria-modal="true"]')).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByLabel('Search or command').last()).toBeFocused();
  await page.keyboard.insertText(command);
  await expect(page.getByText(command).first()).toBeVisible();
  await page.keyboard.press('Enter');
}

test('a list goes from the palette to its report without the mouse', async () => {
  const { page, dialog } = operator;
  const { keyboard } = page;
  const goes = await signUp(core.client, 'goes@keys.example');
  const stays = await signUp(core.client, 'stays@keys.example');
  const ended = core.sandbox.seedSessions({ userId: goes, count: 2 });
  const notEnded = core.sandbox.seedSessions({ userId: stays, count: 1 });

  await runFromPalette('New revocation from a list');
  await expect(page.getByRole('heading', { name: 'New revocation from a list' })).toBeVisible();
  await goTo(page.getByRole('textbox', { name: 'List' }));
  await keyboard.insertText('goes@keys.example\nstays@keys.example\n');
  const lookUp = page.getByRole('button', { name: 'Look up the list' });
  await expect(lookUp).toBeEnabled();
  await goTo(lookUp);
  await keyboard.press('Enter');
  await preview.ready();

  // The second line is excluded.
  await goTo(preview.lines.getByRole('row').nth(1));
  await keyboard.press('ArrowDown');
  await expect(preview.line(2)).toBeFocused();
  await keyboard.press('Space');
  await expect(preview.numbers).toContainText('2 sessions');
  await expect(preview.numbers).toContainText('1 excluded');

  await goTo(page.getByRole('button', { name: 'End 2 sessions …' }), 'Shift+Tab');
  await keyboard.press('Enter');
  await expect(dialog.getByRole('textbox', { name: 'Reason' })).toBeFocused();
  await keyboard.insertText('by keys');
  await keyboard.press('Enter');
  await expect(dialog.getByRole('button', { name: 'End 2 sessions' })).toBeFocused();
  await keyboard.press('Enter');
  await preview.reported('2 sessions', 'by keys');
  expect(await stillThere(core.client, [...ended, ...notEnded])).toEqual(notEnded);
});

test('a rule is edited without the mouse', async () => {
  const { page } = operator;
  const { keyboard } = page;
  await runFromPalette('New revocation from a rule');
  await goTo(page.getByRole('combobox', { name: 'Condition 1: field' }));
  const option = (name: string) => page.getByRole('option', { name, exact: true });
  await keyboard.press('ArrowDown');
  // The list is there a moment before its chosen option is the one that the keys move from.
  await expect(option('IP address')).toHaveAttribute('data-combobox-selected', 'true');
  await keyboard.press('ArrowDown');
  await expect(option('User agent')).toHaveAttribute('data-combobox-selected', 'true');
  await keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Condition 1: field' })).toHaveValue('User agent');
  await goTo(page.getByRole('textbox', { name: 'Condition 1: value' }));
  await keyboard.insertText('no such agent');
  await goTo(page.getByRole('button', { name: 'Add a condition to the rule' }));
  await keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Condition 2: field' })).toBeFocused();
  const remove = page.getByRole('button', { name: 'Remove condition 2' });
  await goTo(remove);
  await keyboard.press('Enter');
  await expect(remove).toBeHidden();
  await expect(page.getByRole('region', { name: 'Conditions' })).toBeFocused();
  await goTo(page.getByRole('button', { name: 'Find the sessions' }));
  await keyboard.press('Enter');
  await preview.ready();
  await expect(page.getByText('No session is selected').first()).toBeVisible();
});
