/// <reference lib="dom" />
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { channelsWhileLocked, contract } from '../../src/contract/channels/contract.ts';
import { expectNoViolations } from '../e2e/support/axe.ts';
import { callMain } from '../e2e/support/call-main.ts';
import { connectTo, type Operator, operate } from '../e2e/support/console.ts';
import { drawnTwice } from '../e2e/support/drawn.ts';
import { ownCoreUnderTest } from '../e2e/support/own-core.ts';
import { holdEndings, slowCoreUnderTest } from '../e2e/support/slow-core.ts';
import { launchConsole } from '../hosts/launch-console.ts';

const passphrase = 'planted correct horse 7319';
const whenLocked = { minutes: 10, onSuspend: true, onScreenLock: true, touchId: false };
const core = ownCoreUnderTest();
const slow = slowCoreUnderTest(core);

let userData: string;
let operator: Operator;

/** Everything here is about one console, from its first lock to its next start. */
test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  userData = await mkdtemp(join(tmpdir(), 'curfew-lock-'));
  operator = operate(await launchConsole({ userData }));
});

test.afterAll(async () => {
  await operator.launched.close();
  expect(operator.launched.problems).toEqual({ cspViolations: [], pageErrors: [], consoleErrors: [] });
  await rm(userData, { recursive: true, force: true });
});

function field(page: Page) {
  return page.getByLabel('Passphrase', { exact: true });
}

async function unlock(page: Page): Promise<void> {
  await field(page).fill(passphrase);
  await field(page).press('Enter');
}

test('a page cannot lock its operator out: a first passphrase takes a yes in a dialog of main', {
  tag: '@control:native-question',
}, async () => {
  const answer = await callMain(operator.page, 'lock.save', {
    ...{ passphrase: null, newPassphrase: 'chosen by the page' },
    settings: whenLocked,
  });
  expect(answer).toMatchObject({ ok: false, error: { code: 'refused', reason: 'not-confirmed' } });
  expect(await callMain(operator.page, 'lock.settings', {})).toMatchObject({ value: { settings: null } });
});

test('an operator sets up a lock in the settings', async () => {
  const { launched, page } = operator;
  await operator.goto('/settings');
  await page.getByRole('button', { name: 'Set up a lock' }).click();
  const form = operator.dialog;
  await expect(form.getByLabel('New passphrase', { exact: true })).toBeFocused();
  await form.getByLabel('New passphrase', { exact: true }).fill('short');
  await form.getByRole('button', { name: 'Turn on the lock' }).click();
  await expect(form.getByText('The passphrase has fewer than 8 characters.')).toBeVisible();
  await expect(form.getByLabel('New passphrase', { exact: true })).toBeFocused();
  await expect(form.getByLabel('New passphrase', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expectNoViolations(operator);
  await form.getByLabel('New passphrase', { exact: true }).fill(passphrase);
  await form.getByLabel('New passphrase again').fill(passphrase);
  await launched.answerQuestions('yes');
  await form.getByRole('button', { name: 'Turn on the lock' }).click();
  await expect(
    page.getByText('On, after 10 minutes without a key or a movement of the mouse.'),
  ).toBeVisible();
  await launched.answerQuestions('no');
  // What had it is gone. It is not on "Lock now" either: one more Enter would lock the console.
  await expect(page.getByRole('main')).toBeFocused();
  if (process.platform !== 'win32')
    expect((await stat(join(userData, 'console-lock.json'))).mode & 0o777).toBe(0o600);
});

test('a page without the passphrase neither changes the lock nor turns it off', {
  tag: '@control:console-lock',
}, async () => {
  const { page } = operator;
  // In one go: the wait after a first wrong passphrase is a second.
  const [wrong, changed] = await page.evaluate(
    async (settings) => {
      const { save, turnOff } = window.curfew.lock;
      const refused = await turnOff({ passphrase: 'guessed' }, crypto.randomUUID());
      const change = { passphrase: null, newPassphrase: 'chosen by the page', settings };
      return [refused, await save(change, crypto.randomUUID())];
    },
    { ...whenLocked, minutes: 240 },
  );
  expect(wrong).toMatchObject({ ok: false, error: { reason: 'passphrase-wrong', params: { seconds: 1 } } });
  expect(changed).toMatchObject({ ok: false, error: { reason: 'passphrase-wait' } });
  expect(await callMain(page, 'lock.settings', {})).toMatchObject({ value: { settings: { minutes: 10 } } });
});

test('a console that locks itself shows its lock screen, and what ran goes on to its end', {
  tag: '@control:console-lock',
}, async () => {
  const { launched, page } = operator;
  await connectTo(operator, { name: 'slow core', address: slow.uri, key: core.key });
  const { handle } = await core.signIn('emp-1815');
  await launched.setFocused(false);
  await operator.goto('/users/emp-1815');
  await page.getByRole('button', { name: /^End \d+ sessions …/ }).click();
  const held = holdEndings(slow);
  await operator.begin(/^End \d+ sessions/);
  await held;
  await launched.suspend();

  await expect(field(page)).toBeFocused();
  expect(await launched.notifications()).toEqual([]);
  slow.decide();
  await expect.poll(async () => (await launched.notifications()).length).toBe(1);
  const { body } = await core.client.get('/recipe/session', { sessionHandle: handle });
  expect(body.status).toBe('UNAUTHORISED');
  await expect(field(page)).toBeVisible();
});

test('a page that was taken over finds nothing in a locked window', {
  tag: '@control:console-lock',
}, async () => {
  const { launched, page } = operator;
  expect(launched.path()).toBe('/');
  expect(await page.title()).toBe('Locked · Curfew');
  expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
  const html = await page.evaluate(() => document.documentElement.outerHTML);
  expect(html).not.toMatch(/emp-1815|alpha\.example|slow core/);
  const stored = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, window.name]),
  );
  expect(stored).not.toMatch(/emp-1815|alpha\.example|slow core/);
});

test('every channel but those that unlock answers that the console is locked', {
  tag: '@control:console-lock',
}, async () => {
  const channels = Object.entries(contract)
    .filter(([name]) => !channelsWhileLocked.has(name as keyof typeof contract))
    .map(([name, { kind }]) => [name, kind] as const);
  const answers = await operator.page.evaluate(
    (all) =>
      Promise.all(
        all.map(([name, kind]) => {
          const [area = '', verb = ''] = name.split('.');
          const areas = window.curfew as unknown as Record<
            string,
            Record<string, (...args: unknown[]) => unknown>
          >;
          const id = crypto.randomUUID();
          if (kind !== 'stream') return areas[area]?.[verb]?.({}, id);
          return new Promise((resolve) => {
            areas[area]?.[verb]?.({}, id, () => resolve('items'), resolve);
          });
        }),
      ),
    channels,
  );
  const locked = { ok: false, error: { code: 'console-locked', retryable: false } };
  expect(channels.length).toBeGreaterThan(50);
  expect(answers).toEqual(channels.map(() => locked));
});

test('a menu and a link of a locked window do nothing', { tag: '@control:console-lock' }, async () => {
  const { launched, page } = operator;
  await launched.clickMenu('SuperTokens documentation');
  await launched.clickMenu('Settings…');
  await field(page).press('Shift');
  await page.evaluate(() => window.open('https://supertokens.com/docs'));
  // What the menu sent to the page is there by now, and what it led to is on screen.
  await callMain(page, 'app.info', {});
  await drawnTwice(page);
  expect(await launched.openedOutside()).toEqual([]);
  expect(launched.path()).toBe('/');
});

test('a wrong passphrase is told, and axe finds nothing on the lock screen in both themes, at both sizes', async () => {
  const { page } = operator;
  await field(page).fill('not this one');
  await field(page).press('Enter');
  await expect(page.getByText('This is not the passphrase.')).toBeVisible();
  await expect(field(page)).toBeFocused();
  await page.getByText('Forgotten passphrase').click();
  const shown = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  for (const size of [{ width: 900, height: 600 }, { width: 1_440, height: 900 }, shown]) {
    await page.setViewportSize(size);
    if (size !== shown) await expectNoViolations(operator);
  }
});

test('wrong passphrases take longer each time, and the right one leads back to where the window was', {
  tag: '@control:slow-passphrases',
}, async () => {
  const { page, launched } = operator;
  const unlockButton = page.getByRole('button', { name: 'Unlock' });
  await expect(unlockButton).toBeEnabled();
  // In one go, as somebody who has no time to lose: the wait counts down meanwhile.
  const [attempts, right] = await page.evaluate(
    async ({ guesses, known }) => {
      const tryOne = (guess: string) => window.curfew.lock.unlock({ passphrase: guess }, crypto.randomUUID());
      return [await Promise.all(guesses.map(tryOne)), await tryOne(known)] as const;
    },
    { guesses: Array.from({ length: 30 }, (_, at) => `guess ${at}`), known: passphrase },
  );
  expect(attempts.filter(({ ok }) => ok)).toEqual([]);
  const wrong = attempts.filter((answer) => !answer.ok && answer.error.reason === 'passphrase-wrong');
  expect(wrong).toMatchObject([{ error: { params: { seconds: 4 } } }]);
  expect(right).toMatchObject({ ok: false, error: { reason: 'passphrase-wait' } });
  await expect(page.getByText(/^The next passphrase is accepted in \d seconds?\.$/)).toBeVisible();
  await expect(unlockButton).toBeEnabled();
  await unlock(page);
  await expect(page.getByRole('heading', { name: /Ada Lovelace|ada@alpha.example/ }).first()).toBeVisible();
  expect(launched.path()).toBe('/users/emp-1815');
});

test('the page of a user leads to the report of what ended while the console was locked', async () => {
  const { page } = operator;
  await expect(page.getByText(/^(\d+) of \1 sessions? (was|were) ended\./)).toBeVisible();
  await page.getByRole('link', { name: 'Open the report' }).click();
  await expect(page.getByRole('heading', { name: /^Revocation of \d+ sessions?$/ })).toBeVisible();
  await page.goBack();
});

test('the console locks by its shortcut, and from the palette', async () => {
  const { page } = operator;
  await page.keyboard.press('ControlOrMeta+Shift+L');
  await expect(field(page)).toBeFocused();
  await unlock(page);
  await expect(operator.topBar).toContainText('slow core');
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByLabel('Search or command').last()).toBeFocused();
  await page.keyboard.insertText('lock');
  await page.keyboard.press('Enter');
  await expect(field(page)).toBeFocused();
});

test('a console with a lock starts locked', { tag: '@control:console-lock' }, async () => {
  await operator.launched.close();
  operator = operate(await launchConsole({ userData }));
  await expect(field(operator.page)).toBeFocused();
  expect(await callMain(operator.page, 'app.settings', {})).toMatchObject({
    error: { code: 'console-locked' },
  });
  await unlock(operator.page);
  await expect(operator.topBar).toContainText('slow core');
});

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

test('no file of the console has the passphrase', { tag: '@control:slow-passphrases' }, async () => {
  const files = await filesIn(userData);
  expect(files).toContain(join(userData, 'console-lock.json'));
  for (const file of files) {
    const content = await readFile(file);
    expect(content.includes(passphrase), file).toBe(false);
    expect(content.includes(Buffer.from(passphrase).toString('base64')), file).toBe(false);
  }
});

test('with the passphrase, the lock is turned off; a wrong one is told at its field, which has the focus', async () => {
  const { dialog, page } = operator;
  await operator.goto('/settings');
  await page.getByRole('button', { name: 'Turn off the lock' }).click();
  const present = dialog.getByLabel('Present passphrase');
  const turnOff = dialog.getByRole('button', { name: 'Turn off the lock' });
  await present.fill('not this one');
  await turnOff.click();
  await expect(dialog.getByText('This is not the passphrase.')).toBeVisible();
  await expect(present).toBeFocused();
  await present.fill(passphrase);
  // The next one is accepted after a second.
  await expect(async () => {
    if (await dialog.isVisible()) await turnOff.click({ timeout: 1_000 });
    await expect(page.getByRole('button', { name: 'Set up a lock' })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByRole('main')).toBeFocused();
  await expect(readFile(join(userData, 'console-lock.json'))).rejects.toThrow('ENOENT');
});

test('a window is left out of captures of the screen when the settings say so', {
  tag: '@control:content-protection',
}, async () => {
  const { launched, page } = operator;
  await operator.goto('/settings');
  expect(await launched.isContentProtected()).toBe(false);
  await page.getByRole('switch', { name: 'Leave the window out' }).click();
  await expect.poll(() => launched.isContentProtected()).toBe(true);
  await page.getByRole('switch', { name: 'Leave the window out' }).click();
  await expect.poll(() => launched.isContentProtected()).toBe(false);
});

test('names in tables are masked when the settings say so, until their row is looked at', {
  tag: '@control:masked-names',
}, async () => {
  const { page } = operator;
  await operator.goto('/settings');
  await page.getByRole('switch', { name: 'Mask names' }).click();
  await operator.search('ada@alpha.example');
  const cell = operator.grid(/users/i).getByRole('link').first();
  await page.mouse.move(0, 0);
  await expect(operator.searchBox).toBeVisible();
  // Rows of an earlier list may be there before those that were searched for.
  await expect(cell).toHaveText('a•••@a•••.example', { useInnerText: true });
  await cell.hover();
  await expect(cell).toHaveText('ada@alpha.example', { useInnerText: true });
  await page.mouse.move(0, 0);
  await cell.focus();
  await expect(cell).toHaveText('ada@alpha.example', { useInnerText: true });
  await operator.searchBox.focus();
  await expect(cell).toHaveText('a•••@a•••.example', { useInnerText: true });
  await expectNoViolations(operator);
  await page.getByRole('button', { name: 'Show names' }).click();
  await expect(cell).toHaveText('ada@alpha.example');
  await page.getByRole('button', { name: 'Mask names' }).click();
  await expect(cell).toHaveText('a•••@a•••.example', { useInnerText: true });

  await page
    .getByRole('button', { name: /^End sessions/ })
    .first()
    .click();
  await expect(operator.dialog.getByRole('heading')).toContainText('ada@alpha.example');
  await page.keyboard.press('Escape');
});
