import { expect, type Locator, test } from '@playwright/test';
import { connectTo, consoleUnderTest } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { rowsInSight } from '../support/rows-in-sight.ts';
import { holdEndings, isEnding, slowCoreUnderTest } from '../support/slow-core.ts';
import { testUsersOf } from '../support/users.ts';

const operator = consoleUnderTest();
const core = ownCoreUnderTest();
const slow = slowCoreUnderTest(core);
const { alive, newUser } = testUsersOf(core);

test.beforeAll(async () => {
  await connectTo(operator, { name: 'slow core', address: slow.uri, key: core.key });
});

test.beforeEach(() => slow.decide());

/** Asks to end everything of a user, whose page is left open below the question. */
async function ask(userId: string, act: string): Promise<void> {
  await operator.goto(`/users/${userId}`);
  await operator.page.getByRole('button', { name: `${act} …`, exact: true }).click();
}

/** Pauses a run, whose answers are held back, at the current calls. Gives how many sessions are left. */
async function pause(where: Locator, id: string, all: number): Promise<number> {
  await where.getByRole('button', { name: 'Pause' }).click();
  await expect(where).toContainText('Pausing after the current calls');
  slow.decide();
  await expect(where).toContainText('Paused by you');
  const left = (await alive(id)).length;
  await expect(where).toContainText(`${formatted(all - left)} of ${formatted(all)} ended so far`);
  return left;
}

function formatted(count: number): string {
  return count.toLocaleString('en-US');
}

test('Enter in the last field leads to the button, also while what it waits for is still read', async () => {
  const { page, dialog } = operator;
  const { id } = await newUser('entered', 2);
  slow.decide(({ path }) => (path.includes('/oauth/clients') ? 'held' : 'none'));
  await ask(id, 'End 2 sessions');
  const reason = dialog.getByRole('textbox', { name: 'Reason' });
  await expect(reason).toBeFocused();
  await page.keyboard.insertText('by keys');
  await page.keyboard.press('Enter');
  const end = dialog.getByRole('button', { name: 'End 2 sessions' });
  await expect(end).toBeDisabled();
  slow.decide();
  await expect(end).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('a revocation is paused, resumed, left, stopped and ended after all, and each number is what the core holds', async () => {
  const { page, dialog, topBar, launched } = operator;
  const { id, handles } = await newUser('many', 5_000);
  const places = page.getByRole('navigation', { name: 'Main' });
  await ask(id, 'End 5,000 sessions');
  const held = holdEndings(slow, 2);
  await operator.begin('End 5,000 sessions');
  await held;
  await expect(dialog).toContainText('Ending sessions');
  await expect(topBar.getByRole('link', { name: '1 running' })).toBeAttached();
  await expect(dialog.getByText(/revoked/)).toBeVisible();
  await expect.poll(launched.progressBar).toBeGreaterThan(0);
  expect(await launched.blocksSleep()).toBe(true);

  const paused = await pause(dialog, id, handles.length);
  expect(paused).toBeGreaterThan(0);
  expect(paused).toBeLessThan(handles.length);
  await expect(topBar).toContainText('1 paused');
  await expect.poll(launched.blocksSleep).toBe(false);
  await expect.poll(launched.progressBar).toBe(-1);

  const heldAgain = holdEndings(slow);
  await dialog.getByRole('button', { name: 'Resume' }).click();
  await heldAgain;
  await expect(dialog).toContainText('Ending sessions');
  await dialog.getByRole('button', { name: 'Continue in the background' }).click();
  await expect(dialog).toBeHidden();
  await expect(places.getByRole('link', { name: /^Revocations/ })).toContainText('1');

  await topBar.getByRole('link', { name: '1 running' }).click();
  const card = page.getByRole('listitem', { name: /^Revocation: all sessions of/ });
  await expect(card).toContainText('Ending sessions');
  await card.getByRole('link', { name: /^Open/ }).click();
  await expect(page.getByRole('heading', { name: 'Revocation of 5,000 sessions' })).toBeVisible();
  const content = page.getByRole('main');
  const pausedAgain = await pause(content, id, handles.length);
  expect(pausedAgain).toBeLessThan(paused);
  // Also in a small window, what can be done is in sight beside the rows.
  await page.setViewportSize({ width: 1_024, height: 700 });
  await expect(content.getByRole('button', { name: 'Resume' })).toBeInViewport({ ratio: 1 });
  // The details are folded there, and unfold with the window.
  await expect(content.getByRole('term').first()).toBeHidden();
  await page.setViewportSize({ width: 1_440, height: 900 });
  await expect(content.getByRole('term').first()).toBeVisible();

  await content.getByRole('button', { name: 'Stop' }).click();
  await expect(content.getByRole('term').filter({ hasText: 'ended' })).toBeVisible();
  await expect(content).toContainText('stopped');
  const left = (await alive(id)).length;
  expect(left).toBeGreaterThan(0);
  expect(left).toBe(pausedAgain);
  const remaining = formatted(left);
  await expect(content).toContainText(`${formatted(handles.length - left)} of 5,000 sessions ended`);
  await expect(content.getByRole('list').filter({ hasText: 'not sent' })).toContainText(
    `${remaining} not sent`,
  );
  await expect(topBar).not.toContainText(/running|paused/);
  await expect(places.getByRole('link', { name: /^Revocations/ })).toHaveText('Revocations');

  await expect(content).toContainText(`${remaining} sessions of this plan are not known to be ended.`);
  // In a small window, too, everything that can be done leaves room for 12 rows.
  await page.setViewportSize({ width: 1_024, height: 700 });
  const table = operator.grid('Sessions of this revocation');
  await expect.poll(() => rowsInSight(table)).toBeGreaterThanOrEqual(12);
  for (const act of [/^Verify again/, /^Watch for/, /^End the remaining/, /^End OAuth2 tokens/])
    await expect(content.getByRole('button', { name: act })).toBeInViewport({ ratio: 1 });
  await page.setViewportSize({ width: 1_440, height: 900 });
  await content.getByRole('button', { name: `End the remaining ${remaining} …` }).click();
  const question = page.getByRole('dialog', { name: `End the remaining ${remaining} sessions?` });
  await question.getByRole('button', { name: `End ${remaining} sessions` }).click();
  await expect(content).toContainText('5,000 of 5,000 sessions ended');
  await expect(content.getByRole('button', { name: /^End the remaining/ })).toBeHidden();
  expect(await alive(id)).toEqual([]);
});

test('the buttons of a run have the focus again and stay in their places, whatever the run waits for', async () => {
  const { page, dialog } = operator;
  const { id } = await newUser('by-keys', 1_500);
  const content = page.getByRole('main');
  const button = (name: string) => content.getByRole('button', { name, exact: true });
  await ask(id, 'End 1,500 sessions');
  const held = holdEndings(slow, 1);
  await operator.begin('End 1,500 sessions');
  await held;
  await dialog.getByRole('button', { name: 'Continue in the background' }).click();
  await operator.goto('/revocations');
  await page.getByRole('link', { name: /^Open/ }).click();
  await expect(page.getByRole('heading', { name: 'Revocation of 1,500 sessions' })).toBeVisible();

  const places = async () => ({
    first: (await button('Pause').or(button('Resume')).boundingBox())?.y,
    stop: await button('Stop').boundingBox(),
  });
  await button('Pause').focus();
  const before = await places();
  await page.keyboard.press('Enter');
  await expect(content).toContainText('Pausing after the current calls');
  // A second click on the same place must not stop the run.
  await expect(button('Pause')).toBeDisabled();
  slow.decide();
  await expect(button('Resume')).toBeFocused();
  expect((await places()).first).toBe(before.first);
  const paused = await places();

  await slow.goDown();
  await page.keyboard.press('Enter');
  await expect(content).toContainText('Waiting for the core');
  await expect(content).toContainText('This was the result of the last attempt.');
  await expect(content).toContainText('No further session is ended until the core answers.');
  await expect(button('Pause')).toBeFocused();
  expect((await places()).first).toBe(before.first);
  expect((await places()).stop?.y).toBe(paused.stop?.y);
  await page.keyboard.press('Tab');
  await expect(button('Stop')).toBeFocused();
  await page.keyboard.press('Enter');
  await slow.comeUp();
  await expect(content).toContainText('stopped by you');
  await expect(page.locator('main :focus')).toHaveCount(1);
});

test('the second click of a double click on Pause does not resume, and a key that is held down does neither', async () => {
  const { page, dialog } = operator;
  const { id } = await newUser('double-clicked', 1_500);
  await ask(id, 'End 1,500 sessions');
  const held = holdEndings(slow, 1);
  await operator.begin('End 1,500 sessions');
  await held;
  const resume = dialog.getByRole('button', { name: 'Resume', exact: true });
  const place = await dialog.getByRole('button', { name: 'Pause', exact: true }).boundingBox();
  if (place === null) throw new Error('There is no button to pause.');
  await page.mouse.move(place.x + place.width / 2, place.y + place.height / 2);
  await page.mouse.down({ clickCount: 1 });
  await page.mouse.up({ clickCount: 1 });
  await expect(dialog).toContainText('Pausing after the current calls');
  slow.decide();
  await expect(resume).toBeEnabled();
  const left = await alive(id);
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
  // It has answered by then, whatever it was asked.
  await dialog.getByRole('button', { name: 'Leave it as it is' }).focus();
  await expect(dialog).toContainText('Paused by you');
  expect(await alive(id)).toEqual(left);

  const heldAgain = holdEndings(slow);
  await resume.focus();
  await page.keyboard.down('Enter');
  await heldAgain;
  const pause = dialog.getByRole('button', { name: 'Pause', exact: true });
  await expect(pause).toBeFocused();
  // Pressed again without having been let go: it repeats.
  await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await expect(dialog).toContainText('Ending sessions');
  await pause.click();
  await expect(dialog).toContainText('Pausing after the current calls');
  slow.decide();
  await expect(resume).toBeEnabled();
  await dialog.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(dialog).toContainText('stopped by you');
  await dialog.getByRole('button', { name: 'Close' }).click();
});

test('a revocation that is left is announced at its end: by the system when nobody looks, and in the list', async () => {
  const { page, dialog, topBar, launched } = operator;
  const { id } = await newUser('left', 600);
  const before = (await launched.notifications()).length;
  await ask(id, 'End 600 sessions');
  const held = holdEndings(slow);
  await operator.begin('End 600 sessions');
  await held;
  await expect(dialog).toContainText('Ending sessions');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await launched.setFocused(false);
  slow.decide();
  await expect
    .poll(async () => (await launched.notifications()).slice(before))
    .toEqual([{ title: 'Sessions ended', body: '600 of 600 sessions are known to be ended.' }]);
  await launched.setFocused(true);
  expect(await alive(id)).toEqual([]);
  await expect(page.getByText(/^No sessions of/)).toBeVisible();
  await expect.poll(launched.progressBar).toBe(-1);
  await expect(topBar).not.toContainText('running');

  const second = await newUser('looked at', 2);
  await ask(second.id, 'End 2 sessions');
  await operator.confirm('End 2 sessions');
  expect(await launched.notifications()).toHaveLength(before + 1);
  await dialog.getByRole('button', { name: 'Close' }).click();
});

test('a revocation whose core refuses the key pauses by itself, says why, and goes on when resumed', async () => {
  const { dialog, topBar } = operator;
  const { id, handles } = await newUser('refused', 3_000);
  await ask(id, 'End 3,000 sessions');
  let calls = 0;
  slow.decide((request) => {
    if (!isEnding(request)) return calls > 4 ? 'status-401' : 'none';
    calls += 1;
    return calls > 4 ? 'status-401' : 'none';
  });
  await operator.begin('End 3,000 sessions');
  await expect(dialog).toContainText('Paused because of the core');
  await expect(dialog.getByRole('alert')).toHaveAttribute('data-code', 'bad-key');
  await expect(topBar).toContainText('1 paused');
  const left = (await alive(id)).length;
  await expect(dialog).toContainText(`${formatted(handles.length - left)} of 3,000 ended so far`);
  await dialog.getByRole('button', { name: 'Leave it as it is' }).click();
  await expect(dialog).toBeHidden();

  slow.decide();
  await topBar.getByRole('link', { name: '1 paused' }).click();
  const card = operator.page.getByRole('listitem', { name: /^Revocation: all sessions of/ });
  await card.getByRole('button', { name: 'Resume' }).click();
  await expect(
    operator.grid('Past revocations').getByRole('link', { name: '3,000 of 3,000 ended' }),
  ).toBeVisible();
  expect(await alive(id)).toEqual([]);
});

test('a revocation that watches afterwards shows a sign-in and leaves it, until the watch is stopped', async () => {
  const { dialog } = operator;
  const { id } = await newUser('watched', 3);
  await ask(id, 'End 3 sessions');
  await dialog.getByText(/^Options: 3 passes, no watch$/).click();
  await dialog.getByRole('textbox', { name: 'Watch afterwards' }).fill('5');
  await expect(
    dialog.getByText('Options: 3 passes, then watch for 5 min and report new sessions'),
  ).toBeVisible();
  await operator.begin('End 3 sessions');
  await expect(dialog).toContainText('3 of 3 sessions ended');
  await expect(dialog).toContainText(/Watching for new sessions until .* No new session so far\./);
  await expect(operator.topBar).toContainText('1 watching');

  const { handle } = await core.signIn(id);
  await expect(dialog).toContainText('1 new session began while this ran and is still active.');
  await dialog.getByRole('button', { name: 'Stop watching' }).click();
  await expect(dialog).not.toContainText('Watching for new sessions');
  await expect(dialog.getByRole('button', { name: 'End the new session …' })).toBeVisible();
  expect(await alive(id)).toEqual([handle]);
  await expect(operator.topBar).not.toContainText('watching');
  await dialog.getByRole('button', { name: 'Close' }).click();
});
