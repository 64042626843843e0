import { readFileSync, statSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { consoleUnderTest, showUser } from '../support/console.ts';
import { drawnTwice } from '../support/drawn.ts';

const operator = consoleUnderTest();

/** What is typed in the palette finds commands, actions of the page, and users and sessions. */
async function openPalette(): Promise<void> {
  await operator.page.keyboard.press('ControlOrMeta+k');
  await expect(operator.page.getByLabel('Search or command').last()).toBeFocused();
}

const sessionRows = () =>
  operator
    .grid(/^Sessions of/)
    .locator('tbody')
    .getByRole('row');

test('a page that is read when it is first opened leaves the page before it on screen until then', async () => {
  const { page } = operator;
  const asked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  await page.route('**/user-page-*.js', async (route) => {
    asked.resolve();
    await release.promise;
    await route.fallback();
  });
  await operator.goto('/');
  const users = operator.grid('All users');
  await users.getByRole('link').first().click();
  await asked.promise;
  await drawnTwice(page);
  await expect(users).toBeVisible({ timeout: 1 });
  release.resolve();
  await expect(page.getByRole('grid', { name: /^Sessions of/ })).toBeVisible();
  await expect(users).toBeHidden();
});

test('the sandbox is explained with three examples, until that is dismissed', async () => {
  const { page } = operator;
  await operator.goto('/');
  const notice = page.getByRole('region', { name: 'About the sandbox' });
  await expect(notice).toContainText('an embedded core with sample users');
  await expect(notice.getByRole('link')).toHaveCount(3);
  await notice.getByRole('link', { name: 'Find a user by e-mail address' }).click();
  await expect(operator.grid('Users found')).toBeVisible();
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toBeHidden();
  await operator.goto('/users');
  await operator.goto('/');
  await expect(operator.page.getByText('300 users in all, 3 tenants')).toBeVisible();
  await expect(notice).toBeHidden();
});

test('the first page reads little script, and none of the schemas that main checks calls with', async () => {
  const { page } = operator;
  await operator.goto('/');
  await expect(operator.grid('All users')).toBeVisible();
  const paths = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => new URL(name).pathname)
      .filter((path) => path.endsWith('.js')),
  );
  const files = [...new Set(paths)].map((path) => new URL(`../../../out/renderer${path}`, import.meta.url));
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  // React and react-dom alone are more than 200,000.
  expect(bytes).toBeGreaterThan(300_000);
  expect(bytes).toBeLessThanOrEqual(1_046_583);
  expect(files.filter((file) => readFileSync(file, 'utf8').includes('ZodError'))).toEqual([]);
});

test('a question mark shows the keyboard shortcuts, unless it is typed in a field', async () => {
  const { page } = operator;
  await operator.goto('/users');
  await expect(operator.grid('All users').or(operator.grid('Users')).first()).toBeVisible();
  await page.keyboard.press('?');
  await expect(operator.dialog).toContainText('Keyboard shortcuts');
  await expect(operator.dialog).toContainText('Move to the next or the previous row');
  await page.keyboard.press('Escape');
  await expect(operator.dialog).toBeHidden();

  await operator.goto('/');
  await operator.searchBox.focus();
  await page.keyboard.type('who?');
  await expect(operator.searchBox).toHaveValue('who?');
  await drawnTwice(page);
  await expect(operator.dialog).toBeHidden();
});

test('the palette offers the actions of the user on screen and of the selected sessions', async () => {
  const { page } = operator;
  await showUser(operator, 'emp-1815');
  await sessionRows().nth(0).getByRole('checkbox').check();
  await sessionRows().nth(1).getByRole('checkbox').check();
  await openPalette();
  await page.keyboard.type('end 2');
  await expect(operator.dialog.getByRole('button', { name: /^End 23 sessions …/ })).toBeVisible();
  await expect(operator.dialog.getByRole('button').first()).toContainText('End 2 selected sessions …');
  await page.keyboard.press('Enter');
  await expect(operator.dialog.getByRole('button', { name: 'End 2 sessions' })).toBeVisible();
  await operator.dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(operator.dialog).toBeHidden();
});

test('the palette does not offer to end selected sessions that the filter hides', async () => {
  const { page } = operator;
  await showUser(operator, 'emp-1815');
  await sessionRows().nth(0).getByRole('checkbox').check();
  await sessionRows().nth(1).getByRole('checkbox').check();
  await page.getByRole('textbox', { name: 'Filter the sessions' }).fill('matches-nothing');
  await expect(page.getByText('2 selected, 2 hidden by the filter')).toBeVisible();
  await openPalette();
  await page.keyboard.type('end');
  await expect(operator.dialog.getByRole('button', { name: /^End 23 sessions …/ })).toBeVisible();
  await expect(operator.dialog.getByRole('button', { name: /^End 2 selected sessions/ })).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(operator.dialog).toBeHidden();
});

test('the palette shows users that match while someone types, and opens them', async () => {
  const { page } = operator;
  await operator.goto('/settings');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await openPalette();
  await page.keyboard.type('ada@alpha.example');
  const match = page.getByRole('dialog').getByRole('button', { name: /^ada@alpha\.example user/ });
  await expect(match).toBeVisible();
  await match.click();
  await expect.poll(() => operator.launched.path()).toBe('/users/emp-1815');
});

test('a right click on a row shows what can be done with it, and the keys for that', async () => {
  const { page } = operator;
  await showUser(operator, 'emp-1815');
  const row = sessionRows().nth(1);
  await row.click({ button: 'right' });
  const menu = page.getByRole('menu', { name: 'Actions of this row' });
  await expect(menu.getByRole('menuitem', { name: /^End this session/ })).toContainText('e');
  await menu.getByRole('menuitem', { name: /^Select/ }).click();
  await expect(menu).toBeHidden();
  await expect(row.getByRole('checkbox')).toBeChecked();
  await expect(row).toBeFocused();

  await page.keyboard.press('Shift+F10');
  await expect(menu).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(row).toBeFocused();
});

test('j and k move the active row, and c copies its handle and says so', async () => {
  const { page } = operator;
  await showUser(operator, 'emp-1815');
  await page.keyboard.press('j');
  await expect(sessionRows().nth(0)).toBeFocused();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(sessionRows().nth(2)).toBeFocused();
  await page.keyboard.press('k');
  await expect(sessionRows().nth(1)).toBeFocused();
  await page.keyboard.press('c');
  await expect(page.getByText('Copied', { exact: true }).last()).toBeVisible();
});

test('what is copied again later is announced again', async () => {
  const { page } = operator;
  await showUser(operator, 'emp-1815');
  const said = page.locator('[aria-live="polite"]').getByText('Copied', { exact: true });
  await page.keyboard.press('j');
  for (let copies = 0; copies < 2; copies += 1) {
    await expect(said).toHaveCount(0);
    await page.keyboard.press('c');
    await expect(said).toHaveCount(1);
  }
});

test('a filter that matches no session leaves the header and the filter where they are', async () => {
  const { page } = operator;
  await showUser(operator, 'emp-1815');
  const grid = operator.grid(/^Sessions of/);
  const header = grid.getByRole('columnheader').nth(1);
  const before = await header.boundingBox();
  const filter = page.getByRole('region', { name: 'Sessions', exact: true }).getByRole('textbox').first();
  await filter.fill('no session has this');
  await expect(page.getByText('No session matches the filter')).toBeVisible();
  await expect(header).toBeVisible();
  expect((await header.boundingBox())?.y).toBe(before?.y);
});

test('what is confirmed for a moment covers nothing of the page', async () => {
  const { page } = operator;
  await operator.goto('/users/emp-1906');
  await page.getByRole('main').getByRole('button', { name: /^Copy/ }).first().click();
  const confirmation = page.locator('body [aria-hidden="true"]').filter({ hasText: /^Copied$/ });
  await expect(confirmation).toBeVisible();
  const [told, content] = [await confirmation.boundingBox(), await page.getByRole('main').boundingBox()];
  expect(told?.y).toBeGreaterThanOrEqual((content?.y ?? 0) + (content?.height ?? 0));
});
