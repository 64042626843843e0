/// <reference lib="dom" />
import { expect, type Locator, test } from '@playwright/test';
import { type FaultProxy, startFaultProxy } from '../../faults/fault-proxy.ts';
import { connectTo, consoleUnderTest, showUser } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { previewOf } from '../support/planning.ts';
import { isEnding } from '../support/slow-core.ts';
import { testUsersOf } from '../support/users.ts';

const operator = consoleUnderTest({ env: { CURFEW_PAUSE_MS: '500' } });
const core = ownCoreUnderTest();

test.beforeAll(async () => {
  await connectTo(operator, { name: 'own core', address: core.uri, key: core.key });
});

/** Presses "Try again", where the page has not done so by itself: it looks for a core that is away every few seconds. */
async function tryAgain(): Promise<void> {
  const button = operator.page.getByRole('button', { name: 'Try again' }).first();
  await button.click({ timeout: 1_000 }).catch(() => undefined);
}

/** Resolves when this is on screen, by the button or by the page itself, whichever is first. */
async function readAgain(wanted: Locator): Promise<void> {
  await expect(async () => {
    if (!(await wanted.isVisible())) await tryAgain();
    await expect(wanted).toBeVisible({ timeout: 1_000 });
  }).toPass();
}

test('a core that goes away and comes back: the text stays, the cause is told, and it is searched again by itself', async () => {
  await operator.search('ada@alpha.example');
  await expect(operator.grid('Users found')).toBeVisible();

  await core.stop();
  await operator.searchBox.fill('grace.hopper@alpha.example');
  await operator.searchBox.press('Enter');
  const problem = operator.page.getByRole('alert').first();
  await expect(problem).toBeVisible();
  await expect(problem).toHaveAttribute('data-code', 'unreachable');
  await expect(operator.topBar.getByRole('img', { name: 'not reached' })).toBeVisible();
  await expect(operator.searchBox).toHaveValue('grace.hopper@alpha.example');
  await expect(operator.page.getByText('No user or session matches.')).toBeHidden();

  await core.start();
  await expect(operator.grid('Users found').getByText('grace.hopper@alpha.example')).toBeVisible();
  await expect(problem).toBeHidden();
  await expect(operator.topBar.getByRole('img', { name: 'open', exact: true })).toBeVisible();
});

test('a core that goes away while nobody uses the console is seen as not reached, and as open when it is back', async () => {
  await operator.goto('/settings');
  await expect(operator.topBar.getByRole('img', { name: 'open', exact: true })).toBeVisible();
  await core.stop();
  await expect(operator.topBar.getByRole('img', { name: 'not reached' })).toBeVisible();
  await expect(operator.page.getByRole('contentinfo')).toContainText('not reached');
  await core.start();
  await expect(operator.topBar.getByRole('img', { name: 'open', exact: true })).toBeVisible();
});

test('a list of users that could not be read on, and numbers of sessions that could not be read, are read when the core is back', async () => {
  await operator.goto('/users');
  const users = operator.grid('Users');
  const oldest = users.locator('tbody').getByRole('row').last();
  await expect(operator.page.getByText('300 users in all, 3 tenants')).toBeVisible();
  await expect(oldest).toBeVisible();
  const place = async () => Number(await oldest.getAttribute('data-index'));
  const toTheEnd = () => users.locator('xpath=..').evaluate((box) => box.scrollTo({ top: box.scrollHeight }));

  await core.stop();
  await toTheEnd();
  const notRead = users.getByText('not read', { exact: true });
  await expect(notRead.first()).toBeVisible();
  const problem = operator.page.getByRole('alert').filter({ hasText: 'Older users could not be read.' });
  await expect(problem).toBeAttached();
  const readBefore = await place();

  await core.start();
  await expect(problem).toBeHidden();
  await expect(notRead).toHaveCount(0);
  await expect(async () => {
    await toTheEnd();
    expect(await place()).toBeGreaterThan(readBefore);
  }).toPass({ timeout: 120_000 });
});

test('a core that stops between the question and the answer: nothing is claimed, and it is read again when the core is back', async () => {
  await showUser(operator, 'emp-1815');
  const rows = operator
    .grid(/^Sessions of/)
    .locator('tbody')
    .getByRole('row');
  await rows.nth(0).getByRole('checkbox').check();
  await rows.nth(1).getByRole('checkbox').check();
  await operator.page.getByRole('button', { name: 'End 2 selected sessions …' }).click();
  await expect(operator.dialog.getByRole('button', { name: 'End 2 sessions' })).toBeVisible();

  await core.stop();
  await operator.begin('End 2 sessions');
  await expect(operator.dialog).toContainText('Waiting for the core');
  await expect(operator.dialog.getByRole('alert').first()).toHaveAttribute('data-code', 'unreachable');
  await expect(operator.dialog).toContainText('0 of 2 ended so far');
  await operator.dialog.getByRole('button', { name: 'Stop' }).click();
  await expect(operator.dialog.getByRole('button', { name: 'Close' })).toBeVisible();
  await expect(operator.dialog).toContainText('0 revoked');
  await expect(operator.dialog).not.toContainText('2 of 2 sessions ended');
  await operator.dialog.getByRole('button', { name: 'Close' }).click();

  await expect(operator.page.getByText('2 selected')).toBeVisible();
  const again = operator.page.getByRole('button', { name: 'Try again' }).first();
  await expect(again).toBeVisible();
  // The page reads again by itself.
  await core.start();
  await expect(again).toBeHidden();
  await expect(rows.first()).toBeVisible();
  await operator.page.getByRole('button', { name: 'End 2 selected sessions …' }).click();
  await operator.confirm('End 2 sessions');
  await expect(operator.dialog).toContainText('2 of 2 sessions ended');
  await operator.dialog.getByRole('button', { name: 'Close' }).click();
});

test('a user who was deleted meanwhile has no sessions left, and that is said instead of a number', async () => {
  const { body } = await core.client.post('/recipe/signup', {
    email: 'gone@people.example',
    password: 's3cret-enough',
  });
  const { id } = body.user as { id: string };
  core.sandbox.seedSessions({ userId: id, count: 2 });
  await operator.goto(`/users/${id}`);
  await expect(operator.page.getByRole('button', { name: 'End 2 sessions …' })).toBeVisible();
  await core.client.post('/user/remove', { userId: id, removeAllLinkedAccounts: true });
  await operator.page.getByRole('button', { name: 'End 2 sessions …' }).click();
  await expect(operator.dialog).toContainText('No session of gone@people.example to end');
  await expect(operator.dialog).toContainText(
    'The core lists no session under any id of this user. No session was ended.',
  );
  await expect(operator.dialog.getByRole('button', { name: /^End/ })).toBeHidden();
  await operator.dialog.getByRole('button', { name: 'Close' }).click();
  await expect(operator.dialog).toBeHidden();
});

test.describe('a core that answers wrongly half-way', () => {
  let proxy: FaultProxy;

  test.beforeAll(async () => {
    proxy = await startFaultProxy(core.uri);
    await connectTo(operator, { name: 'proxied', address: proxy.uri, key: core.key });
  });
  test.afterAll(async () => {
    await proxy.close();
  });

  for (const { fault, code } of [
    { fault: 'status-401', code: 'bad-key' },
    { fault: 'html', code: 'not-a-core' },
    { fault: 'status-500', code: 'core-error' },
  ] as const) {
    test(`${fault}: nothing is shown as empty, nothing is lost, and trying again works`, async () => {
      proxy.decide();
      await operator.goto('/');
      await expect(operator.searchBox).toBeVisible();
      proxy.decide(() => fault);
      await operator.searchBox.fill('ada@alpha.example');
      await operator.searchBox.press('Enter');
      const problem = operator.page.getByRole('alert').first();
      await expect(problem).toHaveAttribute('data-code', code);
      await expect(operator.page.getByText('No user or session matches.')).toBeHidden();
      await expect(operator.searchBox).toHaveValue('ada@alpha.example');
      // Trying again while nothing has changed changes nothing on screen.
      await tryAgain();
      await expect(problem).toHaveAttribute('data-code', code);
      await expect(operator.searchBox).toHaveValue('ada@alpha.example');
      proxy.decide();
      await readAgain(operator.grid('Users found').getByText('ada@alpha.example').first());
    });

    test(`${fault}: a user's sessions that could not be listed are no "no sessions"`, async () => {
      proxy.decide();
      await operator.goto('/users/emp-1906');
      await expect(operator.grid(/^Sessions of/)).toBeVisible();
      await operator.goto('/');
      proxy.decide(() => fault);
      await operator.goto('/users/emp-1815');
      await expect(operator.page.getByRole('alert').first()).toHaveAttribute('data-code', code);
      await expect(operator.page.getByText(/^No sessions of/)).toBeHidden();
      proxy.decide();
      await readAgain(operator.page.getByRole('button', { name: /^End \d+ sessions …$/ }));
    });
  }

  test('a list whose core is away is said to wait for it, with the cause, and is looked up by itself when the core is back', async () => {
    const { page } = operator;
    const preview = previewOf(operator);
    proxy.decide();
    await operator.goto('/revocations/new/list');
    await page.getByRole('textbox', { name: 'List' }).fill('ada@alpha.example');
    await proxy.goDown();
    await preview.lookUp();
    await expect(preview.progress).toContainText('Waiting for the core');
    await expect(preview.progress).toContainText('Curfew continues by itself when the core answers.');
    await expect(preview.progress.getByRole('alert')).toHaveAttribute('data-code', 'unreachable');
    await page.setViewportSize({ width: 1_024, height: 700 });
    await expect(preview.progress.getByRole('alert')).toBeInViewport({ ratio: 1 });
    await page.setViewportSize({ width: 1_440, height: 900 });
    await page.getByRole('link', { name: 'Revocations', exact: true }).click();
    await expect(page.getByRole('main')).toContainText('waiting for the core');
    await page.goBack();
    await proxy.comeUp();
    await preview.ready();
    await expect(preview.progress.getByRole('alert')).toBeHidden();
  });

  test('sessions that were sent and not answered are called unknown wherever they are named, and neither ended nor not ended', async () => {
    const { page, dialog } = operator;
    proxy.decide();
    const { id } = await testUsersOf(core).newUser('unanswered', 2);
    await showUser(operator, id);
    await page.getByRole('button', { name: 'End 2 sessions …' }).click();
    await expect(dialog.getByRole('button', { name: 'End 2 sessions' })).toBeVisible();
    let isSent = false;
    proxy.decide((request) => {
      isSent ||= isEnding(request);
      return isSent ? 'reset-after' : 'none';
    });
    await operator.begin('End 2 sessions');
    await dialog.getByRole('button', { name: 'Continue in the background' }).click();

    const ofUser = page.getByRole('main');
    await expect(ofUser).toContainText('0 of 2 sessions ended so far, 2 unknown.');
    const record = page.getByRole('link', { name: 'Batch ended: 2 sessions' });
    await expect(record).toContainText('unknown');
    await page.getByRole('link', { name: 'Open the run' }).click();
    const target = operator
      .grid(/^Sessions/)
      .locator('tbody')
      .getByRole('row')
      .first();
    await expect(target.getByRole('gridcell', { name: 'unknown' })).toBeVisible();
    await expect(target.getByRole('gridcell', { name: 'not known' })).toBeVisible();
    proxy.decide();
    await expect(page.getByRole('main')).toContainText('2 of 2 sessions ended');
  });
});
