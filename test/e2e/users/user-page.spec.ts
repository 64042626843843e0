import { expect, test } from '@playwright/test';
import { connectTo, consoleUnderTest, showUser } from '../support/console.ts';
import { drawnTwice } from '../support/drawn.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { holdEndings, slowCoreUnderTest } from '../support/slow-core.ts';
import { testUsersOf } from '../support/users.ts';

const operator = consoleUnderTest();
const core = ownCoreUnderTest();
const slow = slowCoreUnderTest(core);
const { alive, newUser } = testUsersOf(core);

test.beforeAll(async () => {
  await connectTo(operator, { name: 'own core', address: slow.uri, key: core.key });
});

test.beforeEach(() => slow.decide());

function rows() {
  return operator
    .grid(/^Sessions of/)
    .locator('tbody')
    .getByRole('row');
}

test('a selection that the filter hides cannot be ended before it is shown', async () => {
  const { page } = operator;
  const { id } = await newUser('hidden', 2, ['public', 'acme']);
  await showUser(operator, id);
  await expect(rows()).toHaveCount(4);
  const acme = rows().filter({ hasText: 'acme' });
  await acme.nth(0).getByRole('checkbox').check();
  await acme.nth(1).getByRole('checkbox').check();
  const end = page.getByRole('button', { name: 'End 2 selected sessions …' });
  await expect(end).toBeVisible();

  const filter = page.getByRole('textbox', { name: 'Filter the sessions' });
  await filter.fill('public');
  await expect(page.getByText('2 selected, 2 hidden by the filter')).toBeVisible();
  await expect(end).toBeHidden();
  await page.getByRole('button', { name: 'End only some of the sessions' }).click();
  await expect(page.getByRole('menuitem', { name: /hidden by the filter/ })).toBeDisabled();
  await page.keyboard.press('Escape');
  await rows().first().focus();
  await page.keyboard.press('e');
  await drawnTwice(page);
  await expect(operator.dialog).toBeHidden();

  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(rows()).toHaveCount(2);
  await expect(page.getByText('Only the 2 selected sessions')).toBeVisible();
  await expect(end).toBeVisible();
  await page.getByRole('button', { name: 'Show all sessions' }).click();
  await expect(rows()).toHaveCount(4);

  await filter.fill('public');
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await expect(page.getByText('2 selected, 2 hidden by the filter')).toBeHidden();
});

test('the menu of a row ends the session of that row, also while another one is selected', async () => {
  const { page, dialog } = operator;
  const { id, handles } = await newUser('pointed-at', 3);
  const [chosen = '', pointedAt = ''] = handles;
  const row = (handle: string) => rows().filter({ has: page.getByTitle(handle) });
  await showUser(operator, id);
  await expect(rows()).toHaveCount(3);
  await row(chosen).getByRole('checkbox').check();
  await row(pointedAt).click({ button: 'right' });
  const menu = page.getByRole('menu', { name: 'Actions of this row' });
  await expect(menu.getByRole('menuitem', { name: /^End 1 selected session/ })).toContainText('e');
  await menu.getByRole('menuitem', { name: /^End this session/ }).click();
  await operator.confirm('End 1 session');
  await dialog.getByRole('button', { name: 'Close' }).click();
  expect((await alive(id)).sort()).toEqual(handles.filter((handle) => handle !== pointedAt).sort());

  await expect(rows()).toHaveCount(2);
  await rows().last().focus();
  await page.keyboard.press('e');
  await operator.confirm('End 1 session');
  await dialog.getByRole('button', { name: 'Close' }).click();
  expect(await alive(id)).toEqual(handles.slice(2));
});

test('the chart of starts has an axis and follows the filter', async () => {
  const { page } = operator;
  const { id } = await newUser('chart', 3, ['public', 'acme']);
  await operator.goto(`/users/${id}`);
  await expect(page.getByRole('img', { name: /^6 sessions began/ })).toContainText('90 d ago');
  await page.getByRole('textbox', { name: 'Filter the sessions' }).fill('acme');
  await expect(page.getByRole('img', { name: /^3 sessions began/ })).toBeVisible();
});

test('a user that cannot be read has no button to end sessions', async () => {
  const { page } = operator;
  const { id } = await newUser('unreadable', 2);
  slow.decide(({ path }) => (path.startsWith('/user/id') ? 'status-500' : 'none'));
  await operator.goto(`/users/${id}`);
  await expect(page.getByRole('alert').first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^End/ })).toHaveCount(0);
  slow.decide();
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await expect(page.getByRole('button', { name: 'End 2 sessions …' })).toBeVisible();
});

test('behind a paused run the page does not offer to end what the run ends, and leads to it', async () => {
  const { page, dialog } = operator;
  const { id } = await newUser('paused', 2_000);
  await operator.goto(`/users/${id}`);
  await page.getByRole('button', { name: 'End 2,000 sessions …' }).click();
  const held = holdEndings(slow);
  await operator.begin('End 2,000 sessions');
  await held;
  await dialog.getByRole('button', { name: 'Pause' }).click();
  await expect(dialog).toContainText('Pausing after the current calls');
  slow.decide();
  await expect(dialog).toContainText('Paused by you');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await expect(page.getByText(/^A paused run ends all sessions of this user/)).toBeVisible();
  await expect(page.getByRole('button', { name: /^End/ })).toHaveCount(0);
  await rows().first().focus();
  await page.keyboard.press('e');
  await drawnTwice(page);
  await expect(dialog).toBeHidden();
  await page.getByRole('link', { name: 'Open the run' }).click();
  await page.getByRole('main').getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByRole('main')).toContainText('2,000 of 2,000 sessions ended');
  await page.goBack();
  await expect(page.getByText('2,000 of 2,000 sessions were ended.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open the report' })).toBeVisible();
});

test('the table of a user keeps its place when its sessions are ended, in a small window too', async () => {
  const { page, dialog } = operator;
  await page.setViewportSize({ width: 1_024, height: 700 });
  const { id } = await newUser('in-place', 2);
  await showUser(operator, id);
  await expect(rows()).toHaveCount(2);
  const top = async () => (await operator.grid(/^Sessions of/).boundingBox())?.y;
  const before = await top();
  await rows().first().getByRole('checkbox').check();
  await page.getByRole('button', { name: 'End 1 selected session …' }).click();
  await operator.confirm('End 1 session');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByText('1 of 1 session was ended.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'End 1 session …' })).toBeVisible();
  await expect.poll(top).toBe(before);
});

test('the question about one session says which of its facts could not be read, and shows the others', async () => {
  const { dialog, page } = operator;
  const { id, email } = await newUser('half-read', 0);
  const [handle = ''] = core.sandbox.seedSessions({
    ...{ userId: id, count: 1 },
    userDataInDatabase: { ip: '203.0.113.7', userAgent: 'curl/8.5.0' },
  });
  slow.decide(({ path }) => (path.startsWith('/user/id') ? 'status-500' : 'none'));
  await operator.goto(`/sessions/${handle}`);
  await expect(page.getByRole('main')).toContainText('The user could not be read.');
  await page.getByRole('button', { name: /^End this session/ }).click();
  const facts = dialog.locator('dl').first();
  await expect(facts).toContainText(/device.*curl\/8\.5\.0/);
  await expect(facts).toContainText(/network.*203\.0\.113\.7/);
  await expect(facts).toContainText(/user.*not read/);
  await expect(dialog.getByRole('alert')).toContainText(
    'The name and the login methods of the user are not known.',
  );
  slow.decide();
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await expect(facts).toContainText(email);
  await expect(dialog.getByRole('alert')).toBeHidden();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
});
