import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { connectTo, consoleUnderTest } from '../support/console.ts';
import { expectNothingHidden } from '../support/hidden-characters.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { previewOf } from '../support/planning.ts';

/** Drawn from right to left it reads "the.boss@corp.example". */
const reversed = '\u202eelpmaxe.proc@ssob.eht\u202c';
/** One character of each kind, between letters. */
const hostile = 'a\u202eb\u200bc\u00add\u0007e\u2066f\u{e0041}g\u3164h\u061ci\ufeffj\u2028k\u0085l';
const userAgent = `Mozilla/5.0 ${hostile}`;

const core = ownCoreUnderTest();
const operator = consoleUnderTest();
let userId: string;
let handles: string[];

async function addHostileUser(): Promise<void> {
  const email = `mallory\u200b@users.example`;
  const { body } = await core.client.post('/recipe/signup', { email, password: 's3cret-enough' });
  userId = (body.user as { id: string }).id;
  const metadataUpdate = { first_name: reversed, note: hostile, [hostile]: { [hostile]: [hostile] } };
  await core.client.put('/recipe/user/metadata', { userId, metadataUpdate });
  await core.client.put('/recipe/role', { role: hostile, permissions: [hostile] });
  await core.client.put('/recipe/user/role', { userId, role: hostile });
  const payload = { [hostile]: hostile, 'nested\u202e': [{ [hostile]: hostile }] };
  handles = [];
  for (let at = 0; at < 4; at += 1) {
    const { body: signedIn } = await core.client.post('/recipe/session', {
      ...{ userId, enableAntiCsrf: false, useDynamicSigningKey: true },
      userDataInJWT: payload,
      userDataInDatabase: { ip: `203.0.113.9\u202e${at}`, userAgent, ...payload },
    });
    handles.push((signedIn.session as { handle: string }).handle);
  }
  // Known to the application alone: sessions under an id that no user record leads to.
  core.sandbox.seedSessions({ userId: `job\u202e${hostile}`, count: 1 });
}

test.beforeAll(async () => {
  await addHostileUser();
  await connectTo(operator, { name: 'acme\u202e-prod', address: core.uri, key: core.key });
});

test.describe('characters that do not show are escapes', { tag: '@control:visible-text' }, () => {
  test('in the question, which names nobody else, and says that the name has them', {
    tag: '@control:flagged-names',
  }, async () => {
    const { page, dialog } = operator;
    await operator.goto(`/users/${userId}`);
    await page.getByRole('button', { name: 'End 4 sessions …', exact: true }).click();
    const title = dialog.getByRole('heading').first();
    await expect(title).toContainText('End 4 sessions of \\u{202e}elpmaxe.proc@ssob.eht\\u{202c}');
    await expect(title).not.toContainText(reversed);
    await expect(dialog.getByText('This name contains characters that do not show.')).toBeVisible();
    await expectNothingHidden(page);
    await page.keyboard.press('Escape');
  });

  test('on a user, with metadata and sessions', async () => {
    await operator.goto(`/users/${userId}`);
    const { page } = operator;
    await expect(
      operator
        .grid(/^Sessions of/)
        .getByRole('row')
        .nth(4),
    ).toBeVisible();
    await expect(page.getByText('elpmaxe.proc@ssob.eht').first()).toBeVisible();
    await expectNothingHidden(page);
  });

  test('on a session, with its payloads', async () => {
    await operator.goto(`/sessions/${handles[0]}`);
    await expect(operator.page.getByText(/nested\\u\{202e\}/).first()).toBeVisible();
    await expectNothingHidden(operator.page);
  });

  test('in search results, and in lists of users', async () => {
    await operator.search('mallory');
    await expect(operator.page.getByText(/1 user found/)).toBeVisible();
    await expectNothingHidden(operator.page);
    await operator.goto('/users');
    await expect(operator.grid('Users').getByRole('row').nth(5)).toBeVisible();
    await expectNothingHidden(operator.page);
    await operator.goto(`/users/${encodeURIComponent(`job\u202e${hostile}`)}`);
    await expect(operator.page.getByRole('main')).toContainText('job\\u{202e}');
    await expectNothingHidden(operator.page);
  });

  test('among connections, in the form of one, and in the palette', async () => {
    const { page } = operator;
    await operator.goto('/connections');
    await page.getByRole('listitem').filter({ hasText: 'acme' }).getByRole('button').first().click();
    await expectNothingHidden(page);
    await operator.goto('/users');
    await expect(operator.grid('Users')).toBeVisible();
    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByLabel('Search or command').last()).toBeFocused();
    await expectNothingHidden(page);
    await page.keyboard.press('Escape');
  });

  test('in a draft of a list and its file, and in its question', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'curfew-hidden-'));
    const { launched, page } = operator;
    const preview = previewOf(operator);
    const name = `leak\u202e.csv`;
    await operator.goto('/revocations/new/list');
    const buffer = Buffer.from(
      [handles[0], `mallory\u200b@users.example`, `no\u202ebody`, hostile].join('\n'),
    );
    await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer });
    await expect(page.getByText(/^leak\\u\{202e\}\.csv \(/)).toBeVisible();
    await expectNothingHidden(page);
    await preview.lookUp();
    await preview.ready();
    await expectNothingHidden(page);
    const file = join(folder, 'lines.csv');
    await launched.saveNextTo(file);
    await page
      .getByRole('button', { name: /^Export/ })
      .first()
      .click();
    await page.getByRole('menuitem', { name: 'CSV …' }).click();
    await expect(page.getByText(/^Saved /).first()).toBeVisible();
    const csv = await readFile(file, 'utf8');
    expect(csv).toContain('mallory\\u{200b}@users.example');
    expect(csv.slice(1).replaceAll('\r\n', '')).not.toMatch(/[\p{Cc}\p{Default_Ignorable_Code_Point}]/u);
    await rm(folder, { recursive: true });
    await page.getByRole('button', { name: /^End \d+ sessions? …$/ }).click();
    await expect(operator.dialog.getByRole('textbox', { name: 'Reason' })).toBeVisible();
    await expectNothingHidden(page);
    await page.keyboard.press('Escape');
  });

  test('in a rule and what it finds', async () => {
    const { page } = operator;
    await operator.goto('/revocations/new/rule');
    await page.getByRole('combobox', { name: 'Condition 1: field' }).click();
    await page.getByRole('option', { name: 'User agent' }).click();
    await page.getByRole('textbox', { name: 'Condition 1: value' }).fill('\u202e');
    await expectNothingHidden(page);
    await page.getByRole('button', { name: 'Find the sessions' }).click();
    await previewOf(operator).ready();
    await expect(page.getByRole('row').nth(1)).toBeVisible();
    await expectNothingHidden(page);
  });

  test('in the result, in the report and what it copies for a ticket, and in the history', async () => {
    const { dialog, launched, page } = operator;
    await operator.goto(`/users/${userId}`);
    await page.getByRole('button', { name: 'End 4 sessions …', exact: true }).click();
    await dialog.getByRole('textbox', { name: 'Reason' }).fill(`stolen ${hostile}`);
    await operator.confirm('End 4 sessions');
    await expectNothingHidden(page);
    await dialog.getByRole('link', { name: 'Open the report' }).click();
    await expect(operator.grid(/targets|sessions/i)).toBeVisible();
    await expectNothingHidden(page);
    let before = await launched.clipboardText();
    for (const format of ['Text', 'Markdown']) {
      await page.getByRole('button', { name: 'Copy for ticket' }).click();
      await page.getByRole('menuitem', { name: format, exact: true }).click();
      await expect.poll(() => launched.clipboardText()).not.toBe(before);
      before = await launched.clipboardText();
      expect(before).toContain('elpmaxe');
      expect(before.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Default_Ignorable_Code_Point}]/u);
    }
    await operator.goto('/revocations');
    await expect(page.getByRole('row').nth(1)).toBeVisible();
    await expectNothingHidden(page);
  });
});
