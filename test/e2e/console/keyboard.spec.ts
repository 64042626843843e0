import { expect, type Locator, test } from '@playwright/test';
import { callMain } from '../support/call-main.ts';
import { chooseEnvironment, consoleUnderTest, showUser } from '../support/console.ts';

const operator = consoleUnderTest();

/** Where the focus starts in the question. */
function reason(): Locator {
  return operator.dialog.getByRole('textbox', { name: 'Reason' });
}

/** Presses Tab as often as it takes: a table is one stop on the way, inside of it arrows move. */
async function tabTo(target: Locator): Promise<void> {
  await expect(async () => {
    await operator.page.keyboard.press('Tab');
    await expect(target).toBeFocused({ timeout: 100 });
  }).toPass({ intervals: [10] });
}

test('a session is searched, ended and left again by the keyboard alone', async () => {
  const { page } = operator;
  const { keyboard } = page;

  await operator.goto('/users');
  await expect(operator.grid('Users').locator('tbody').getByRole('row').first()).toBeVisible();
  await keyboard.press('/');
  await expect(operator.searchBox).toBeFocused();
  await keyboard.type('ada@alpha.example');
  await keyboard.press('Enter');
  const found = operator.grid('Users found').locator('tbody').getByRole('row').first();
  await expect(found).toBeVisible();
  await keyboard.press('ArrowDown');
  await expect(found).toBeFocused();
  await keyboard.press('Enter');

  const rows = operator
    .grid(/^Sessions of/)
    .locator('tbody')
    .getByRole('row');
  // Rows change places until all sessions were read.
  await expect(page.getByRole('button', { name: /^End \d+ sessions …$/ })).toBeVisible();
  await tabTo(rows.first());
  await keyboard.press('Space');
  await keyboard.press('ArrowDown');
  await keyboard.press('Space');
  await expect(page.getByText('2 selected')).toBeVisible();
  await keyboard.press('e');

  const end = operator.dialog.getByRole('button', { name: 'End 2 sessions' });
  await expect(reason()).toBeFocused();
  await expect(end).toBeDisabled();
  await keyboard.type('left open in a train');
  await keyboard.press('Enter');
  await expect(end).toBeFocused();
  await expect(operator.dialog).not.toContainText('of 2 sessions ended');
  await keyboard.press('Enter');
  await expect(operator.dialog).toContainText('2 of 2 sessions ended');
  await expect(operator.dialog.getByRole('button', { name: 'Close' })).toBeFocused();
  await keyboard.press('Enter');
  await expect(operator.dialog).toBeHidden();

  await page.goBack();
  await expect(operator.searchBox).toHaveValue('ada@alpha.example');
  await expect(operator.grid('Users found')).toBeVisible();
});

test('Escape leaves the question without ending anything, and the focus goes back to where it was', async () => {
  await showUser(operator, 'emp-1815');
  const end = operator.page.getByRole('button', { name: /^End \d+ sessions …$/ });
  await end.focus();
  const label = await end.textContent();
  await operator.page.keyboard.press('Enter');
  await expect(operator.dialog).toBeVisible();
  await expect(reason()).toBeFocused();
  await operator.page.keyboard.press('Escape');
  await expect(operator.dialog).toBeHidden();
  await expect(end).toBeFocused();
  await expect(end).toHaveText(label ?? '');
});

test.describe('with reduced motion', () => {
  test.beforeAll(() => operator.page.emulateMedia({ reducedMotion: 'reduce' }));
  test.afterAll(() => operator.page.emulateMedia({ reducedMotion: null }));

  test('Escape leaves the question, and only the next one leaves the page', async () => {
    await operator.goto('/users');
    await operator.goto('/users/emp-1815');
    const end = operator.page.getByRole('button', { name: /^End \d+ sessions …$/ });
    await end.focus();
    await operator.page.keyboard.press('Enter');
    await expect(reason()).toBeFocused();
    await operator.page.keyboard.press('Escape');
    await expect(operator.dialog).toBeHidden();
    await expect(end).toBeFocused();
    expect(operator.launched.path()).toBe('/users/emp-1815');
    await operator.page.keyboard.press('Escape');
    await expect.poll(() => operator.launched.path()).not.toBe('/users/emp-1815');
  });
});

test('the focus stays near when what has it goes away', async () => {
  const { page } = operator;
  await showUser(operator, 'emp-1815');
  const row = operator
    .grid(/^Sessions of/)
    .locator('tbody')
    .getByRole('row')
    .first();
  await row.focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Clear', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Clear', exact: true })).toBeHidden();
  await expect(page.getByRole('region', { name: 'Sessions', exact: true })).toBeFocused();
});

test('a key that an input method takes for itself neither leaves the reason nor empties a field', async () => {
  const composing = { bubbles: true, cancelable: true, isComposing: true };
  await operator.search('emp-1815');
  await operator.searchBox.dispatchEvent('keydown', { ...composing, key: 'Escape' });
  await expect(operator.searchBox).toHaveValue('emp-1815');

  await showUser(operator, 'emp-1815');
  const filter = operator.page.getByRole('textbox', { name: 'Filter the sessions' });
  await filter.fill('Firefox');
  await filter.dispatchEvent('keydown', { ...composing, key: 'Escape' });
  await expect(filter).toHaveValue('Firefox');
  await filter.fill('');

  await operator.page.getByRole('button', { name: /^End \d+ sessions …$/ }).click();
  await reason().fill('盗難');
  await reason().dispatchEvent('keydown', { ...composing, key: 'Enter' });
  await expect(reason()).toBeFocused();
  await operator.page.keyboard.press('Escape');
  await expect(operator.dialog).toBeHidden();
});

test('a form that is refused leads to its first wrong field', async () => {
  const { page } = operator;
  await operator.goto('/connections');
  await page.getByRole('button', { name: 'Add a connection' }).click();
  const form = page.getByRole('form', { name: 'New connection' });
  await form.getByRole('textbox', { name: 'Name' }).fill('no address');
  await page.keyboard.press('Enter');
  await expect(form.getByRole('combobox', { name: 'Environment' })).toBeFocused();
});

test('a button that waits for main has the focus again when main refuses', async () => {
  const { page } = operator;
  await operator.goto('/connections');
  await page.getByRole('button', { name: 'Add a connection' }).click();
  const form = page.getByRole('form', { name: 'New connection' });
  await form.getByRole('textbox', { name: 'Name' }).fill('not confirmed');
  await form.getByRole('textbox', { name: 'Address' }).fill('http://127.0.0.1:9');
  await chooseEnvironment(page, 'Staging');
  for (const name of ['Test connection', 'Save']) {
    await form.getByRole('button', { name }).press('Enter');
    await expect(form.getByRole('alert')).toContainText('was not answered with yes');
    await expect(form.getByRole('button', { name })).toBeFocused();
  }
});

test('a setting that was typed is saved when a shortcut or the menu leads away from its field', async () => {
  const { launched, page } = operator;
  const format = page.getByRole('textbox', { name: 'Format' });
  const audit = page.getByRole('heading', { name: 'Audit log' });
  const connections = page.getByRole('heading', { name: 'Connections', exact: true });
  for (const [typed, leave, heading] of [
    ['INC-\\d+', () => page.keyboard.press('ControlOrMeta+Shift+A'), audit],
    ['', () => launched.clickMenu('Connections…'), connections],
  ] as const) {
    await operator.goto('/settings');
    await format.fill(typed);
    // The page listens to the menu by now: main has answered since.
    await callMain(page, 'app.info', {});
    await leave();
    await expect(heading).toBeVisible();
    await operator.goto('/settings');
    await expect(format).toHaveValue(typed);
  }
});

test('while the question is open, no shortcut and no menu leads away from it', async () => {
  const { page } = operator;
  await operator.goto('/users/emp-1815');
  const end = page.getByRole('button', { name: /^End \d+ sessions …$/ });
  await end.click();
  const cancel = operator.dialog.getByRole('button', { name: 'Cancel' });
  await expect(operator.dialog.getByRole('button', { name: /^End \d+ sessions$/ })).toBeVisible();
  await expect(reason()).toBeFocused();
  await cancel.focus();
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.press('/');
  await operator.launched.clickMenu('Connections…');
  // What the menu sent to the page is there by now.
  await callMain(page, 'app.info', {});
  await expect(operator.dialog).toHaveCount(1);
  await expect(cancel).toBeFocused();
  await cancel.click();
  await expect(operator.dialog).toBeHidden();
  await expect(end).toBeVisible();

  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByLabel('Search or command').last()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(operator.dialog).toBeHidden();
});

test('the palette reaches a view by its name', async () => {
  await operator.goto('/');
  await expect(operator.searchBox).toBeVisible();
  await operator.page.keyboard.press('ControlOrMeta+k');
  await expect(operator.page.getByLabel('Search or command').last()).toBeFocused();
  await operator.page.keyboard.insertText('settings');
  await operator.page.keyboard.press('Enter');
  await expect(operator.page.getByRole('heading', { name: 'Settings' })).toBeVisible();
});

test('the native menu leads to the views, too', async () => {
  await operator.goto('/');
  await expect(operator.searchBox).toBeVisible();
  const connections = operator.page.getByRole('heading', { name: 'Connections', exact: true });
  // The menu is there before the page: what is clicked until the page listens goes nowhere.
  await expect(async () => {
    await operator.launched.clickMenu('Connections…');
    await expect(connections).toBeVisible({ timeout: 1_000 });
  }).toPass();
});

test('going back finds the list as it was: scrolled, with its row', async () => {
  await operator.goto('/users');
  const grid = operator.grid(/users/i);
  const scrolled = grid.locator('xpath=..');
  await expect(operator.page.getByText('300 users in all, 3 tenants')).toBeVisible();
  await scrolled.evaluate((element) => element.scrollTo({ top: 3_000 }));
  // The rows that were on screen before are replaced a moment later.
  const twelfth = grid.locator('tbody').getByRole('row').nth(12);
  await expect.poll(async () => Number(await twelfth.getAttribute('data-index'))).toBeGreaterThan(50);
  const link = grid.locator('tbody').getByRole('link').nth(12);
  await expect(link).toBeVisible();
  const row = grid
    .locator('tbody')
    .getByRole('row')
    .filter({ has: operator.page.locator(`a[href="${await link.getAttribute('href')}"]`) });
  await row.focus();
  const before = await scrolled.evaluate((element) => element.scrollTop);
  await operator.page.keyboard.press('Enter');
  await expect(operator.page.getByRole('heading', { name: /^Sessions/ })).toBeVisible();
  await operator.page.goBack();
  await expect.poll(() => scrolled.evaluate((element) => element.scrollTop)).toBe(before);
  await expect(row).toBeVisible();
  await expect(row).toHaveAttribute('tabindex', '0');
});
