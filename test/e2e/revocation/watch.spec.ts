import { expect, test } from '@playwright/test';
import type { Fault } from '../../faults/fault-proxy.ts';
import { expectNoViolations } from '../support/axe.ts';
import { connectTo, consoleUnderTest } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { isEnding, isListing, slowCoreUnderTest } from '../support/slow-core.ts';
import { testUsersOf } from '../support/users.ts';

const core = ownCoreUnderTest();
const slow = slowCoreUnderTest(core);
const { alive, newUser } = testUsersOf(core);

const operator = consoleUnderTest({ env: { CURFEW_PAUSE_MS: '500' } });
test.beforeAll(async () => {
  await connectTo(operator, {
    ...{ name: 'watched core', address: slow.uri, key: core.key },
    environment: 'Production',
  });
});

test.beforeEach(() => slow.decide());

/** Ends everything of a user, and watches. */
async function endAndWatch(id: string, result = '2 of 2 sessions ended'): Promise<void> {
  const { dialog, page } = operator;
  await operator.goto(`/users/${id}`);
  await page.getByRole('button', { name: 'End 2 sessions …', exact: true }).click();
  await dialog.getByText(/^Options: 3 passes, no watch$/).click();
  await dialog.getByRole('textbox', { name: 'Watch afterwards' }).fill('5');
  await typeNumber('2');
  await operator.begin('End 2 sessions');
  await expect(dialog).toContainText(result);
  await expect(dialog).toContainText(/Watching for new sessions until .* No new session so far\./);
}

async function typeNumber(number: string): Promise<void> {
  await operator.page.getByRole('textbox', { name: `Type ${number} to confirm` }).fill(number);
}

test('what a watch finds is ended by the watch, which goes on; and later from the report', async () => {
  const { dialog, page } = operator;
  const { id } = await newUser('watched', 2);
  await endAndWatch(id);
  await expect(dialog).toContainText(/1 user is watched since .* The last look ended at .* and took /);

  await core.signIn(id);
  await expect(dialog).toContainText('1 new session began while this ran and is still active.');
  await dialog.getByRole('button', { name: 'End the new session …' }).click();
  const inDialog = dialog.getByRole('region', { name: 'End the new session?' });
  await expectNoViolations(operator);
  await typeNumber('1');
  await inDialog.getByRole('button', { name: 'End 1 session' }).click();
  await expect(dialog).toContainText('1 new session began while this ran and was ended too.');
  await expect(dialog).toContainText('Watching for new sessions');
  // What had the focus is gone with the sessions that were to be ended.
  await expect(dialog).toBeFocused();
  expect(await alive(id)).toEqual([]);

  await dialog.getByRole('link', { name: 'Open the report' }).click();
  const content = page.getByRole('main');
  await core.signIn(id);
  await expect(content).toContainText(/2 new sessions began .* 1 ended too, 1 still active\./);
  await content.getByRole('button', { name: 'Stop watching' }).click();
  await expect(content).not.toContainText('Watching for new sessions');
  await content.getByRole('button', { name: 'End the new session …' }).click();
  const question = page.getByRole('dialog', { name: 'End the new session?' });
  await expect(question).toBeVisible();
  await expectNoViolations(operator);
  await typeNumber('1');
  await question.getByRole('button', { name: 'End 1 session' }).click();
  await expect(content).toContainText('2 new sessions began while this ran and were ended too.');
  await expect(content.getByRole('button', { name: /^End the new session/ })).toBeHidden();
  expect(await alive(id)).toEqual([]);
});

test('what a watch finds is not said to be nothing before the first look has ended', async () => {
  const { dialog } = operator;
  const { id } = await newUser('looked-for', 2);
  // The list of the pass is answered. Those of the watch are held back.
  let hasEnded = false;
  let lists = 0;
  slow.decide((request) => {
    hasEnded ||= isEnding(request);
    if (hasEnded && isListing(request)) lists += 1;
    return lists > 1 && isListing(request) ? 'held' : 'none';
  });
  const { page } = operator;
  await operator.goto(`/users/${id}`);
  await page.getByRole('button', { name: 'End 2 sessions …', exact: true }).click();
  await dialog.getByText(/^Options: 3 passes, no watch$/).click();
  await dialog.getByRole('textbox', { name: 'Watch afterwards' }).fill('5');
  await typeNumber('2');
  await operator.begin('End 2 sessions');
  const watching = dialog.getByRole('status').filter({ hasText: 'Watching for new sessions until' });
  await expect(watching).toBeVisible();
  await expect.poll(() => slow.met.get('held')).toBeGreaterThan(0);
  expect(await watching.innerText()).not.toContain('No new session');
  slow.decide();
  await expect(watching).toContainText('No new session so far');
  await expect(dialog).toContainText('The last look ended at');
  await dialog.getByRole('button', { name: 'Stop watching' }).click();
  await dialog.getByRole('button', { name: 'Close' }).click();
});

test('what a watch finds of an account that was linked meanwhile is asked about apart, and ended from the report', async () => {
  const { dialog, page } = operator;
  const [ada, other] = [await newUser('ada', 2), await newUser('other', 2)];
  await core.client.post('/recipe/accountlinking/user/primary', { recipeUserId: other.id });
  let linking: Promise<unknown> | undefined;
  // They are linked when the first of them are to be ended, before the core hears of it.
  slow.decide(async (request): Promise<Fault> => {
    if (!isEnding(request)) return 'none';
    linking ??= core.client.post('/recipe/accountlinking/user/link', {
      recipeUserId: ada.id,
      primaryUserId: other.id,
    });
    await linking;
    return 'none';
  });
  // Linking ends the sessions of the account that is linked.
  await endAndWatch(ada.id, 'No session was ended: all 2 were already gone');
  expect((await alive(other.id)).sort()).toEqual([...other.handles].sort());
  const sentence = '2 sessions of accounts that were linked during the run are still active.';
  await expect(dialog).toContainText(sentence);
  await dialog.getByRole('button', { name: 'Stop watching' }).click();
  await dialog.getByRole('link', { name: 'Open the report' }).click();
  const content = page.getByRole('main');
  await expect(content).toContainText(sentence);
  await expect(content.getByRole('radio', { name: '2 of linked accounts' })).toBeAttached();
  await expectNoViolations(operator);
  await content.getByRole('button', { name: 'End the 2 sessions of linked accounts …' }).click();
  const question = page.getByRole('dialog', { name: 'End the 2 sessions of linked accounts?' });
  await typeNumber('2');
  slow.decide();
  await question.getByRole('button', { name: 'End 2 sessions' }).click();
  await expect(content).toContainText('were ended afterwards.');
  await expect(content).toContainText('All 2 sessions of the plan were already gone');
  await expect(content).not.toContainText('No session was ended');
  expect(await alive(ada.id, other.id)).toEqual([]);
});

test('a question within a result stays open while main is asked, shows a refusal, and is left alone by Escape', async () => {
  const { dialog, page } = operator;
  const { id } = await newUser('asked-about', 2);
  await endAndWatch(id);
  await core.signIn(id);
  await dialog.getByRole('button', { name: 'End the new session …' }).click();
  const question = dialog.getByRole('region', { name: 'End the new session?' });
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(dialog).toContainText('2 of 2 sessions ended');
  const end = dialog.getByRole('button', { name: 'End the new session …' });
  await expect(end).toBeFocused();

  // The watch answers an order between two looks. This look waits, and finds more than the question named.
  await end.click();
  await typeNumber('1');
  let look: (() => void) | undefined;
  const isLooking = new Promise<void>((begun) => {
    slow.decide(async (request): Promise<Fault> => {
      if (!isListing(request) || look !== undefined) return 'none';
      await new Promise<void>((resolve) => {
        look = resolve;
        begun();
      });
      return 'none';
    });
  });
  await isLooking;
  await core.signIn(id);
  await question.getByRole('button', { name: 'End 1 session' }).click();
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(question).toBeVisible();
  look?.();
  await expect(question.getByRole('alert')).toContainText('No further session was ended');
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await dialog.getByRole('button', { name: 'Stop watching' }).click();
  await dialog.getByRole('button', { name: 'Close' }).click();
});
